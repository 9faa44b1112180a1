// SPDX-License-Identifier: Apache-2.0
// Start of the driver on bare hardware; in the freestanding builds it proves that the library and
// the pointer-based hardware layer need nothing but a compiler.
#include "mmio_hal.h"
#include "vtd_drv.h"

// Brings the unit at `base` up with nothing attached: every device is blocked. All three structs
// are the caller's and stay in use.
vtd_drv_err mmio_start_unit(vtd_drv *unit, vtd_hal *hal, mmio_machine *machine, uint64_t base,
                            uint32_t haw);

vtd_drv_err mmio_start_unit(vtd_drv *unit, vtd_hal *hal, mmio_machine *machine, uint64_t base,
                            uint32_t haw) {
  vtd_drv_options options = {.base = base, .haw = haw};
  mmio_hal_init(hal, machine);
  vtd_drv_err err = vtd_drv_probe(unit, hal, &options);
  if (err == VTD_DRV_OK)
    err = vtd_drv_start(unit);
  if (err == VTD_DRV_OK)
    err = vtd_drv_translation_on(unit);
  return err;
}

// SPDX-License-Identifier: Apache-2.0
// Packs register windows one behind the other.
#include "layout.h"

#include "fw_port.h"
#include "vtd/accelerator_regs.h"
#include "vtd/dma_engine_regs.h"
#include "vtd/ioapic_regs.h"

namespace vtd {

namespace {

class packer {
public:
  packer(const qemu_bridge_config &windows, qemu_window window)
      : next_(windows.window_base[window]), end_(next_ + windows.window_bytes[window]) {}

  uint64_t take(const std::string &name, uint64_t bytes) {
    uint64_t align = 4096;
    while (align < bytes)
      align *= 2;
    const uint64_t base = (next_ + align - 1) / align * align;
    if (base + bytes > end_)
      throw user_error(name +
                       " does not fit the windows of QEMU; describe fewer or smaller devices");
    next_ = base + bytes;
    return base;
  }

private:
  uint64_t next_, end_;
};

} // namespace

uint64_t lay_out(platform_config &platform, const qemu_bridge_config &windows) {
  packer registers(windows, qemu_window_registers);
  for (unit_spec &unit : platform.units)
    unit.base = registers.take("unit " + unit.name, unit.core.reg_bytes);
  for (ioapic_spec &ioapic : platform.ioapics)
    ioapic.base = registers.take("IOAPIC " + ioapic.name, VTD_IOAPIC_WINDOW_BYTES);
  packer devices(windows, qemu_window_devices);
  for (accelerator_spec &device : platform.accelerators)
    device.base = devices.take("accelerator " + device.name, VTD_ACCEL_WINDOW_BYTES);
  for (sriov_spec &device : platform.sriovs)
    device.base = devices.take("device " + device.name, device.bytes());
  for (engine_spec &engine : platform.engines)
    engine.base = devices.take("engine " + engine.name, VTD_DMAE_WINDOW_BYTES);
  platform.cpu.apic_ids = {0}; // QEMU's only one
  return devices.take("the firmware's port", FW_PORT_BYTES);
}

} // namespace vtd

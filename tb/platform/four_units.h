// SPDX-License-Identifier: Apache-2.0
// A platform with four remapping units and four devices with virtual functions, two of which have
// the same requester ids in different segments; and the part of a firmware that finds them all by
// the DMAR table.
#ifndef VTD_FOUR_UNITS_H
#define VTD_FOUR_UNITS_H

#include <cstdint>
#include <memory>
#include <vector>

#include "platform.h"

extern "C" {
#include "dmae.h"
#include "fw_topology.h"
#include "sriov.h"
#include "vtd_dmar.h"
#include "vtd_drv.h"
}

constexpr size_t units_expected = 4;

// `core`: what each of the units is.
vtd::platform_config four_units(unsigned functions_each, const vtd_config &core);

// One program's run on a platform, with its report printed.
struct units_run {
  std::unique_ptr<vtd::platform> machine;
  const vtd::run_report *report = nullptr;
  vtd::run_facts facts;
};
// The mistake in the platform goes to stderr, and `machine` is empty.
units_run run_on(const vtd::platform_config &config, vtd::iotlb_kind kind,
                 const fw_program &program);

// Base of the programs. Their check() goes on, so that a failure does not leave the machine in use.
class units_firmware {
public:
  struct unit_state {
    vtd_drv driver;
    uint64_t base;
    std::vector<vtd_drv_fault> faults;
  };
  struct place { // of a function
    unit_state *unit;
    uint16_t sid;
    uint64_t window; // of its registers
  };

  units_firmware(const fw_env *env, unsigned functions_each)
      : env_(env), hal_(&env->hal), functions_each_(functions_each) {}

protected:
  static constexpr uint64_t patience = 50000000; // ns

  bool check(bool ok, const char *what);
  void phase(const char *name) { env_->phase(env_->ctx, name); }

  void find_units(bool scalable);
  void find_functions();
  void translation_on();
  void forget_faults();
  // What the unit tells since then, one fault within `patience`; if another unit tells, too, a
  // check fails.
  std::vector<vtd_drv_fault> await_fault(const unit_state *unit);
  void remove_functions();
  void shut_down();

  const fw_env *env_;
  const vtd_hal *hal_;
  const unsigned functions_each_;
  std::vector<std::unique_ptr<unit_state>> units_;
  std::vector<place> places_;
  bool good_ = true;

private:
  unit_state *unit_of(uint16_t segment, uint16_t sid);

  vtd_dmar dmar_ = {};
  std::vector<sriov> devices_;
};

#endif // VTD_FOUR_UNITS_H

// SPDX-License-Identifier: Apache-2.0
// The window through which programs on an outside processor report (fw_port.h): the platform's end.
#ifndef VTD_PLATFORM_FIRMWARE_PORT_H
#define VTD_PLATFORM_FIRMWARE_PORT_H

#include <cstdint>
#include <functional>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

#include "fw_env.h"
#include "run_report.h"

namespace vtd {

// Takes aligned accesses of 8 bytes, with addresses relative to the window; others are refused with
// an error response. A read of FW_PORT_RELAX waits, so it must come by b_transport from a thread.
class firmware_port : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<firmware_port, 64> socket;

  struct hooks {
    std::function<void()> reset; // the machine, before a program
    // After a program ended: what it left running, empty if nothing.
    std::function<std::string()> left_behind;
    std::function<std::string(uint64_t addr)> text; // that ends with 0 in the processor's memory
    std::function<void(const std::string &program, const std::string &line)> log;
    std::function<bool()> abandoned; // true: the run is to end
    std::function<void()> done;      // no program follows
  };
  struct timing {
    sc_core::sc_time relax; // one turn of a polling loop
    sc_core::sc_time limit; // simulated time after which a program counts as stuck
  };

  firmware_port(sc_core::sc_module_name name, const fw_machine &machine, const timing &times,
                run_report &report, hooks hooks);

  void set_machine(const fw_machine &machine) { machine_ = machine; }
  // An interrupt message goes to the processor: a turn of a polling loop ends.
  void raised() { raised_.notify(sc_core::SC_ZERO_TIME); }
  // The processor will not come back: closes what is open, with the reason.
  void give_up(const std::string &problem);

  bool done() const { return done_; }

private:
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  uint64_t read(uint64_t reg);
  void write(uint64_t reg, uint64_t value);
  uint64_t relax();
  void begin(const std::string &name);
  void end(bool returned, bool result);
  void finish();

  fw_machine machine_;
  timing timing_;
  run_report &report_;
  hooks platform_;
  sc_core::sc_event raised_;
  sc_core::sc_time started_; // of the program
  std::string program_;      // that runs; empty: none
  uint64_t seed_ = 1;
  bool done_ = false;
};

} // namespace vtd

#endif // VTD_PLATFORM_FIRMWARE_PORT_H

// SPDX-License-Identifier: Apache-2.0
// Registers of the port, and the report that they write.
#include "firmware_port.h"

#include <cstring>

#include "fw_port.h"

namespace vtd {

firmware_port::firmware_port(sc_core::sc_module_name name, const fw_machine &machine,
                             const timing &times, run_report &report, hooks hooks)
    : sc_module(name), socket("socket"), machine_(machine), timing_(times), report_(report),
      platform_(std::move(hooks)) {
  static_assert(FW_PORT_MACHINE + sizeof(fw_machine) <= FW_PORT_BYTES, "it fits the window");
  static_assert(sizeof(fw_machine) % 8 == 0, "it is read by words of 64 bits");
  socket.register_b_transport(this, &firmware_port::transport);
}

void firmware_port::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const uint64_t reg = trans.get_address();
  if (trans.get_data_length() != 8 || trans.get_streaming_width() < 8 || reg % 8 != 0 ||
      trans.get_byte_enable_ptr() != nullptr) {
    trans.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  if (reg >= FW_PORT_BYTES) {
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  wait(delay);
  delay = sc_core::SC_ZERO_TIME;
  uint64_t value = 0;
  if (trans.is_read()) {
    value = read(reg);
    std::memcpy(trans.get_data_ptr(), &value, sizeof value);
  } else if (trans.is_write()) {
    std::memcpy(&value, trans.get_data_ptr(), sizeof value);
    write(reg, value);
  }
  trans.set_response_status(tlm::TLM_OK_RESPONSE);
}

uint64_t firmware_port::read(uint64_t reg) {
  if (reg >= FW_PORT_MACHINE && reg < FW_PORT_MACHINE + sizeof machine_) {
    uint64_t word = 0;
    std::memcpy(&word, reinterpret_cast<const uint8_t *>(&machine_) + (reg - FW_PORT_MACHINE),
                sizeof word);
    return word;
  }
  switch (reg) {
  case FW_PORT_ID:
    return FW_PORT_MAGIC;
  case FW_PORT_TIME:
    return static_cast<uint64_t>(sc_core::sc_time_stamp() / sc_core::sc_time(1, sc_core::SC_NS));
  case FW_PORT_RELAX:
    return relax();
  default:
    return 0;
  }
}

// As a processor that sleeps until the next interrupt.
uint64_t firmware_port::relax() {
  wait(timing_.relax, raised_);
  const bool stuck = sc_core::sc_time_stamp() - started_ > timing_.limit;
  if (!stuck && !platform_.abandoned())
    return 0;
  give_up(stuck ? "stuck: still running after " + timing_.limit.to_string() + " of simulated time"
                : "abandoned");
  return 1;
}

void firmware_port::write(uint64_t reg, uint64_t value) {
  if (reg == FW_PORT_SEED)
    seed_ = value;
  else if (reg == FW_PORT_PROGRAM)
    begin(platform_.text(value));
  else if (reg == FW_PORT_DONE)
    finish();
  if (program_.empty())
    return; // the rest belongs to a program
  switch (reg) {
  case FW_PORT_PHASE:
    report_.begin_phase(platform_.text(value));
    break;
  case FW_PORT_CHECK:
    report_.check((value & FW_PORT_HELD) != 0, platform_.text(value & ~FW_PORT_HELD));
    break;
  case FW_PORT_EXPECT:
    report_.expect_faults(value);
    break;
  case FW_PORT_FAULT:
    report_.saw_fault();
    break;
  case FW_PORT_LOG:
    platform_.log(program_, platform_.text(value));
    break;
  case FW_PORT_PROBLEM:
    report_.problem(platform_.text(value));
    break;
  case FW_PORT_PAGES:
    report_.pages(value >> 32, value & UINT32_MAX);
    break;
  case FW_PORT_END:
    end(true, (value & 1) != 0);
    break;
  default:
    break;
  }
}

void firmware_port::begin(const std::string &name) {
  if (!program_.empty())
    end(false, false);
  platform_.reset();
  wait(timing_.relax); // lets a reset reach everybody
  program_ = name.empty() ? "(no name)" : name;
  started_ = sc_core::sc_time_stamp();
  report_.begin_program(program_, seed_);
}

void firmware_port::end(bool returned, bool result) {
  const std::string left = returned ? platform_.left_behind() : std::string();
  if (!left.empty())
    report_.problem("it left " + left);
  report_.end_program(returned, result);
  program_.clear();
}

void firmware_port::give_up(const std::string &problem) {
  if (!program_.empty()) {
    report_.problem(problem);
    end(false, false);
  }
  finish();
}

void firmware_port::finish() {
  if (done_)
    return;
  done_ = true;
  platform_.done();
}

} // namespace vtd

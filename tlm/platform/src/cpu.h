// SPDX-License-Identifier: Apache-2.0
// The processor: runs firmware programs (plain C functions) in a SystemC thread and is their
// hardware-access layer, page allocator, interrupt controller and report.
#ifndef VTD_PLATFORM_CPU_H
#define VTD_PLATFORM_CPU_H

#include <array>
#include <csetjmp>
#include <cstdint>
#include <functional>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <vector>

#include "fw_env.h"
#include "page_allocator.h"
#include "run_report.h"
#include "vtd/apic.h"

namespace vtd {

struct cpu_config {
  sc_core::sc_time access;              // the processor's own cost of an access
  sc_core::sc_time quantum;             // it runs ahead of simulated time by at most this much
  sc_core::sc_time relax;               // one turn of a polling loop
  sc_core::sc_time limit;               // simulated time after which a program counts as stuck
  std::vector<uint32_t> apic_ids = {0}; // one for each processor
  uint64_t allocator_first = UINT64_C(1) << 20; // lowest address of the page allocator
};

// One program to run, with the seed that it is given.
struct cpu_job {
  const fw_program *program;
  uint64_t seed;
  bool another = false; // a further round of the program before: one record for all of them
};

// There may be several processors. The program runs on the first; all take interrupts. Handlers run
// between two accesses (or in relax()) of the program, one at a time, processor by processor, SMI,
// NMI, INIT and ExtINT before vectors, the highest pending one first; a vector that is pending
// already is not counted twice. When the handler of a level interrupt returns, the end of interrupt
// is broadcast.
//
// A program that exceeds the limit, or an abandoned run, is left by longjmp() out of the access it
// is in: no exception crosses its C frames, and no object of C++ lives between it and the access.
// Then, as before every program, the platform is reset by the function given.
class cpu : public sc_core::sc_module {
public:
  tlm_utils::simple_initiator_socket<cpu, 64> bus;

  struct hooks {
    std::function<void()> reset; // brings the platform to its power-on state
    // Zeroes pages: address and size in bytes.
    std::function<void(uint64_t, uint64_t)> clear;
    // After a program ended: what it left running, empty if nothing.
    std::function<std::string()> left_behind;
    std::function<void(uint8_t)> end_of_interrupt; // broadcast, with the vector. May be no function
    std::function<bool()> abandoned;               // true: end the run now; asked often
    std::function<void(const std::string &)> log;
    // A program begins a phase (empty names: the program ended). May be no function.
    std::function<void(const std::string &program, const std::string &phase)> phase;
  };

  cpu(sc_core::sc_module_name name, const cpu_config &config, const fw_machine &machine,
      run_report &report, hooks hooks);

  void set_jobs(std::vector<cpu_job> jobs) { jobs_ = std::move(jobs); }
  // An interrupt message arrived: a vector, or, by its delivery mode, SMI, NMI, INIT or ExtINT.
  // Vectors below 32 are for exceptions and are dropped, and so are reserved delivery modes.
  void raise(const interrupt_message &message);

  const apic_map &processors() const { return processors_; }
  // Messages that a processor got, and those for no processor there is.
  uint64_t interrupts(unsigned processor) const { return local_apics_[processor].messages; }
  uint64_t interrupts_to_nobody() const { return interrupts_to_nobody_; }
  uint64_t interrupts() const { return interrupts_; }     // messages
  uint64_t bus_errors() const { return bus_errors_; }     // accesses answered with an error
  const std::string &program() const { return program_; } // that runs now
  uint64_t jobs_done() const { return jobs_done_; }
  uint64_t jobs_total() const { return jobs_.size(); }

private:
  enum leaving { leave_not, leave_stuck, leave_abandoned };
  struct hook {
    fw_irq_handler handler = nullptr;
    void *arg = nullptr;
  };

  // Vectors of one processor: bit n % 64 of word n / 64.
  using vectors = std::array<uint64_t, 4>;
  struct local_apic {
    vectors pending = {};
    vectors level = {};  // trigger mode
    uint32_t events = 0; // pending: bit n for delivery mode n, those without a vector
    uint64_t messages = 0;
  };

  void run();
  void run_job(const cpu_job &job);
  leaving call_program(const cpu_job &job, bool &result);
  fw_env make_env(uint64_t seed);

  uint64_t read(uint64_t addr, unsigned bytes);
  void write(uint64_t addr, uint64_t value, unsigned bytes);
  void copy(uint64_t addr, uint8_t *data, size_t bytes, bool is_write);
  bool compare_exchange(uint64_t addr, uint64_t expected, uint64_t desired);
  bool transact(tlm::tlm_command command, uint64_t addr, uint8_t *data, unsigned bytes);
  bool find_pointer(uint64_t addr, size_t bytes, bool is_write);
  void relax();
  uint64_t time_ns();
  uint64_t allocate(size_t count, unsigned align_log2);
  void release(uint64_t addr, size_t count);
  void after_access();
  bool interrupt_waits() const;
  void take_interrupts();
  void take_interrupts_of(unsigned processor);
  void call_handler(unsigned processor, unsigned irq);
  void synchronize();
  void leave_if_due();
  void invalidate(sc_dt::uint64 first, sc_dt::uint64 last);

  cpu_config config_;
  fw_machine machine_;
  run_report &report_;
  hooks platform_;
  page_allocator pages_;
  std::vector<cpu_job> jobs_;
  uint64_t jobs_done_ = 0;

  std::string program_;
  std::jmp_buf escape_;
  sc_core::sc_time started_; // of the program
  sc_core::sc_time local_;   // how far ahead of simulated time
  tlm::tlm_generic_payload payload_;
  tlm::tlm_dmi pointer_; // to memory, if granted
  bool pointer_valid_ = false;

  std::array<hook, FW_IRQS> hooks_;
  apic_map processors_;
  std::vector<local_apic> local_apics_; // one for each processor
  uint64_t interrupts_to_nobody_ = 0;
  unsigned current_ = 0; // processor that runs
  bool in_handler_ = false;
  sc_core::sc_event raised_;
  uint64_t interrupts_ = 0;
  uint64_t bus_errors_ = 0;
};

} // namespace vtd

#endif // VTD_PLATFORM_CPU_H

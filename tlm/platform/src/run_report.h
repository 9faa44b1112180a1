// SPDX-License-Identifier: Apache-2.0
// What happened in a run: programs, their phases, counters, checks; as a table and as JSON.
#ifndef VTD_RUN_REPORT_H
#define VTD_RUN_REPORT_H

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>
#include <systemc>
#include <vector>

namespace vtd {

// Everything that is counted over the whole platform. Free-running; a phase reports differences.
enum counter : size_t {
  counter_transactions, // bus transactions of the DMA engines
  counter_direct,       // of them: by direct memory pointer
  counter_bytes,        // asked for by them
  counter_errors,       // of them: answered with an error
  counter_translations, // requests to the remapping unit
  counter_iotlb_hits,
  counter_iotlb_misses,
  counter_context_hits,
  counter_context_misses,
  counter_psc_hits,
  counter_walks,
  counter_walk_reads,
  counter_fault_conditions, // requests blocked by a fault condition
  counter_fault_records,    // written
  counter_faults_dropped,   // overflow, collapsed
  counter_faults_quiet,     // fault processing disabled
  counter_protected_blocked,
  counter_descriptors,
  counter_invalidations,
  counter_interrupts, // messages that reached the processor
  counter_register_reads,
  counter_register_writes,
  counter_dmi_grants,
  counter_dmi_revocations,
  counter_rtl_lookups,
  counter_rtl_cycles,
  counter_rtl_mismatches,
  counter_count
};
using counters = std::array<uint64_t, counter_count>;
// Key of the JSON report.
const char *counter_name(size_t index);
// False for what devices and processor count.
bool counter_of_unit(size_t index);

struct phase_record {
  std::string name;
  counters delta = {};
  uint64_t faults_expected = 0;
  uint64_t faults_seen = 0;
  uint64_t checks_held = 0;
  uint64_t checks_failed = 0;
  std::vector<std::string> failures; // the first few
  uint64_t simulated_ps = 0;
  double wall_seconds = 0;
};

struct program_record {
  std::string name;
  uint64_t seed = 0;                  // of the first round
  uint64_t rounds = 1;                // folded into this record
  uint64_t rounds_failed = 0;         // of them
  std::vector<uint64_t> failed_seeds; // of the first few that failed
  bool returned = false;              // the program came to its end
  bool result = false;                // and said that all was well
  std::string problem;                // why it did not, or what it left behind
  uint64_t pages_peak = 0;            // allocated at the same time
  uint64_t pages_leaked = 0;          // still allocated at its end
  std::vector<phase_record> phases;

  phase_record total() const;
  bool passed() const;
  // Adds another round of the same program.
  void fold(const program_record &round);
};

// One remapping unit, over the whole run.
struct unit_facts {
  std::string name;
  uint64_t base = 0; // of its registers
  uint16_t segment = 0;
  uint64_t footprint_bytes = 0; // of the core instance
  counters sum = {};            // those of units; others are 0
};

// One processor, over the whole run.
struct processor_facts {
  uint32_t apic_id = 0;
  uint64_t interrupts = 0; // messages that it got
};

// Facts about the run that are known at its end.
struct run_facts {
  std::string version;
  std::string iotlb;    // model, rtl, lockstep
  std::string platform; // file, or "built-in platform"
  uint64_t seed = 0;
  bool interrupted = false;
  uint64_t memory_bytes = 0;
  uint64_t footprint_bytes = 0; // of the core instances
  std::vector<unit_facts> units;
  uint64_t channels = 0;
  uint64_t engines = 0;
  uint64_t functions = 0; // of devices with virtual functions
  uint64_t accelerators = 0;
  uint64_t ioapics = 0;
  std::vector<processor_facts> processors;
  uint64_t interrupts_to_nobody = 0; // messages for processors that are not there
  std::string rtl_detail;            // first mismatch, if there was one
  uint64_t peak_rss_bytes = 0;
  uint64_t guest_resident_bytes = 0;
  double wall_seconds = 0;
};

// Collects while programs run. One program and one phase are open at a time.
class run_report {
public:
  // `sample` reads the counters of the platform.
  explicit run_report(std::function<counters()> sample) : sample_(std::move(sample)) {}

  // `another`: a further round of the program before, to be folded into its record (so that a long
  // run needs no more memory than a short one).
  void begin_program(const std::string &name, uint64_t seed, bool another = false);
  void problem(const std::string &text); // of the open program; the first one is kept
  void pages(uint64_t peak, uint64_t leaked);
  void end_program(bool returned, bool result);

  void begin_phase(const std::string &name);
  bool check(bool ok, const std::string &what);
  void expect_faults(uint64_t count) { phase().faults_expected += count; }
  void saw_fault() { ++phase().faults_seen; }

  const std::vector<program_record> &programs() const { return programs_; }
  const std::string &phase_name() const;
  phase_record total() const;
  bool passed() const; // every program passed, and the RTL never differed

  void print(std::ostream &out, const run_facts &facts) const;
  nlohmann::ordered_json json(const run_facts &facts) const;

private:
  using clock = std::chrono::steady_clock;
  phase_record &phase();
  void close_phase();
  void mark(); // a phase begins here: the first one at the program's start

  std::function<counters()> sample_;
  std::vector<program_record> programs_;
  bool phase_open_ = false;
  bool another_ = false; // the open program is another round of the one before
  counters at_start_ = {};
  sc_core::sc_time simulated_at_start_;
  clock::time_point wall_at_start_;
};

} // namespace vtd

#endif // VTD_RUN_REPORT_H

// SPDX-License-Identifier: Apache-2.0
// Collecting what a run did, and what counts as passed.
#include "run_report.h"

#include <algorithm>

namespace vtd {

namespace {
constexpr size_t failures_kept = 16;
constexpr size_t seeds_kept = 16;

void add(phase_record &sum, const phase_record &part) {
  for (size_t i = 0; i < counter_count; ++i)
    sum.delta[i] += part.delta[i];
  sum.faults_expected += part.faults_expected;
  sum.faults_seen += part.faults_seen;
  sum.checks_held += part.checks_held;
  sum.checks_failed += part.checks_failed;
  sum.simulated_ps += part.simulated_ps;
  sum.wall_seconds += part.wall_seconds;
}
} // namespace

const char *counter_name(size_t index) {
  static const char *const names[] = {
      "transactions",     "transactions_direct", "bytes",          "transaction_errors",
      "translations",     "iotlb_hits",          "iotlb_misses",   "context_hits",
      "context_misses",   "paging_cache_hits",   "walks",          "walk_reads",
      "fault_conditions", "fault_records",       "faults_dropped", "faults_quiet",
      "pmr_blocked",      "queue_descriptors",   "invalidations",  "interrupts",
      "register_reads",   "register_writes",     "dmi_grants",     "dmi_revocations",
      "rtl_lookups",      "rtl_cycles",          "rtl_mismatches"};
  static_assert(sizeof names / sizeof *names == counter_count, "one name for each counter");
  return names[index];
}

bool counter_of_unit(size_t index) {
  return index >= counter_translations && index != counter_interrupts;
}

phase_record program_record::total() const {
  phase_record sum;
  sum.name = name;
  for (const phase_record &part : phases)
    add(sum, part);
  return sum;
}

bool program_record::passed() const {
  const phase_record sum = total();
  return returned && result && problem.empty() && rounds_failed == 0 && sum.checks_failed == 0 &&
         sum.faults_seen == sum.faults_expected && sum.delta[counter_rtl_mismatches] == 0;
}

void program_record::fold(const program_record &round) {
  ++rounds;
  if (!round.passed()) {
    ++rounds_failed;
    if (failed_seeds.size() < seeds_kept)
      failed_seeds.push_back(round.seed);
  }
  returned = returned && round.returned;
  result = result && round.result;
  if (problem.empty())
    problem = round.problem;
  pages_peak = std::max(pages_peak, round.pages_peak);
  pages_leaked += round.pages_leaked;
  for (const phase_record &part : round.phases) {
    const auto same = std::find_if(phases.begin(), phases.end(),
                                   [&](const phase_record &p) { return p.name == part.name; });
    if (same == phases.end()) {
      phases.push_back(part);
      continue;
    }
    add(*same, part);
    for (const std::string &what : part.failures)
      if (same->failures.size() < failures_kept)
        same->failures.push_back(what);
  }
}

void run_report::begin_program(const std::string &name, uint64_t seed, bool another) {
  another_ = another && !programs_.empty() && programs_.back().name == name;
  programs_.emplace_back();
  programs_.back().name = name;
  programs_.back().seed = seed;
  mark();
}

void run_report::end_program(bool returned, bool result) {
  phase(); // a program that reported nothing has one phase, too
  close_phase();
  program_record &ended = programs_.back();
  ended.returned = returned;
  ended.result = result;
  if (!ended.passed()) {
    ended.rounds_failed = 1;
    ended.failed_seeds = {ended.seed};
  }
  if (!another_)
    return;
  programs_[programs_.size() - 2].fold(ended);
  programs_.pop_back();
}

void run_report::problem(const std::string &text) {
  if (programs_.back().problem.empty())
    programs_.back().problem = text;
}

void run_report::pages(uint64_t peak, uint64_t leaked) {
  programs_.back().pages_peak = peak;
  programs_.back().pages_leaked = leaked;
}

void run_report::begin_phase(const std::string &name) {
  close_phase();
  programs_.back().phases.emplace_back();
  programs_.back().phases.back().name = name;
  phase_open_ = true;
}

void run_report::mark() {
  at_start_ = sample_();
  simulated_at_start_ = sc_core::sc_time_stamp();
  wall_at_start_ = clock::now();
}

void run_report::close_phase() {
  if (!phase_open_)
    return;
  phase_open_ = false;
  phase_record &open = programs_.back().phases.back();
  const counters now = sample_();
  for (size_t i = 0; i < counter_count; ++i)
    open.delta[i] = now[i] - at_start_[i];
  open.simulated_ps = (sc_core::sc_time_stamp() - simulated_at_start_).value();
  open.wall_seconds = std::chrono::duration<double>(clock::now() - wall_at_start_).count();
  mark();
}

// A program that reports before it names a phase gets one called "start".
phase_record &run_report::phase() {
  if (!phase_open_)
    begin_phase("start");
  return programs_.back().phases.back();
}

bool run_report::check(bool ok, const std::string &what) {
  phase_record &open = phase();
  ++(ok ? open.checks_held : open.checks_failed);
  if (!ok && open.failures.size() < failures_kept)
    open.failures.push_back(what);
  return ok;
}

const std::string &run_report::phase_name() const {
  static const std::string none;
  return phase_open_ ? programs_.back().phases.back().name : none;
}

phase_record run_report::total() const {
  phase_record sum;
  sum.name = "total";
  for (const program_record &program : programs_)
    add(sum, program.total());
  return sum;
}

bool run_report::passed() const {
  if (programs_.empty())
    return false;
  for (const program_record &program : programs_)
    if (!program.passed())
      return false;
  return true;
}

} // namespace vtd

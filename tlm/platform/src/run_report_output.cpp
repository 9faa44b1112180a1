// SPDX-License-Identifier: Apache-2.0
// The report as a table for people and as JSON for programs.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <ostream>

#include "run_report.h"

namespace vtd {

namespace {

std::string format(const char *pattern, double value, const char *unit) {
  char text[48];
  std::snprintf(text, sizeof text, pattern, value, unit);
  return text;
}

std::string bytes_text(uint64_t bytes) {
  if (bytes < 1024)
    return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes) / 1024;
  for (const char *unit : {"KiB", "MiB"}) {
    if (value < 1000)
      return format("%.1f %s", value, unit);
    value /= 1024;
  }
  return format("%.2f %s", value, "GiB");
}

std::string time_text(double seconds) {
  if (seconds >= 1)
    return format("%.2f %s", seconds, "s");
  if (seconds >= 1e-3)
    return format("%.1f %s", seconds * 1e3, "ms");
  return format("%.1f %s", seconds * 1e6, "us");
}

std::string pair_text(uint64_t left, uint64_t right) {
  return std::to_string(left) + "/" + std::to_string(right);
}

// Left-aligned first column, right-aligned others; width as needed.
class text_table {
public:
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void rule() { rows_.emplace_back(); }
  void print(std::ostream &out) const {
    std::vector<size_t> widths;
    for (const auto &cells : rows_) {
      widths.resize(std::max(widths.size(), cells.size()), 0);
      for (size_t i = 0; i < cells.size(); ++i)
        if (cells.size() > 1)
          widths[i] = std::max(widths[i], cells[i].size());
    }
    size_t all = 0;
    for (size_t width : widths)
      all += width + 2;
    for (const auto &cells : rows_)
      print_row(out, cells, widths, all - 2);
  }

private:
  static void print_row(std::ostream &out, const std::vector<std::string> &cells,
                        const std::vector<size_t> &widths, size_t all) {
    if (cells.empty()) {
      out << std::string(all, '-') << '\n';
      return;
    }
    std::string line = cells[0];
    for (size_t i = 1; i < cells.size(); ++i) {
      line.resize(std::max(line.size(), i == 1 ? widths[0] : line.size()), ' ');
      line += "  " + std::string(widths[i] - cells[i].size(), ' ') + cells[i];
    }
    out << line << '\n';
  }
  std::vector<std::vector<std::string>> rows_;
};

std::vector<std::string> cells_of(const std::string &name, const phase_record &p, bool rtl) {
  const auto number = [&p](counter index) { return std::to_string(p.delta[index]); };
  std::vector<std::string> cells = {
      name,
      number(counter_transactions),
      bytes_text(p.delta[counter_bytes]),
      number(counter_iotlb_hits),
      number(counter_iotlb_misses),
      number(counter_walks),
      pair_text(p.faults_seen, p.faults_expected),
  };
  if (rtl) {
    cells.push_back(number(counter_rtl_lookups));
    cells.push_back(number(counter_rtl_mismatches));
  }
  cells.push_back(pair_text(p.checks_held, p.checks_held + p.checks_failed));
  cells.push_back(time_text(p.wall_seconds));
  cells.push_back(time_text(static_cast<double>(p.simulated_ps) * 1e-12));
  return cells;
}

void print_failures(std::ostream &out, const program_record &program) {
  if (!program.problem.empty())
    out << "FAILED  " << program.name << ": " << program.problem << '\n';
  else if (program.returned && !program.result)
    out << "FAILED  " << program.name << ": the program says that it failed\n";
  for (const phase_record &phase : program.phases) {
    for (const std::string &what : phase.failures)
      out << "FAILED  " << program.name << " / " << phase.name << ": " << what << '\n';
    if (phase.checks_failed > phase.failures.size())
      out << "FAILED  " << program.name << " / " << phase.name << ": and "
          << phase.checks_failed - phase.failures.size() << " more checks\n";
  }
  if (program.rounds > 1 && program.rounds_failed != 0) {
    out << "FAILED  " << program.name << ": " << program.rounds_failed << " of " << program.rounds
        << " rounds; seeds";
    for (const uint64_t seed : program.failed_seeds)
      out << ' ' << seed;
    out << (program.failed_seeds.size() < program.rounds_failed ? " ...\n" : "\n");
  }
  const phase_record sum = program.total();
  if (sum.faults_seen != sum.faults_expected)
    out << "FAILED  " << program.name << ": " << sum.faults_seen << " fault records seen, "
        << sum.faults_expected << " expected\n";
}

nlohmann::ordered_json json_of(const phase_record &p) {
  nlohmann::ordered_json j;
  j["name"] = p.name;
  for (size_t i = 0; i < counter_count; ++i)
    j[counter_name(i)] = p.delta[i];
  j["faults_expected"] = p.faults_expected;
  j["faults_seen"] = p.faults_seen;
  j["checks_held"] = p.checks_held;
  j["checks_failed"] = p.checks_failed;
  if (!p.failures.empty())
    j["failures"] = p.failures;
  j["simulated_ps"] = p.simulated_ps;
  j["wall_seconds"] = p.wall_seconds;
  return j;
}

nlohmann::ordered_json json_of(const unit_facts &unit) {
  nlohmann::ordered_json j;
  j["name"] = unit.name;
  j["base"] = unit.base;
  j["segment"] = unit.segment;
  j["footprint_bytes"] = unit.footprint_bytes;
  for (size_t i = 0; i < counter_count; ++i)
    if (counter_of_unit(i))
      j[counter_name(i)] = unit.sum[i];
  return j;
}

// A line for each unit, if there are several.
std::string units_text(const run_facts &facts) {
  std::string text;
  for (const unit_facts &unit : facts.units) {
    if (facts.units.size() == 1)
      return {};
    char line[160];
    std::snprintf(line, sizeof line,
                  "unit     %-12s at %" PRIX64 "h: %" PRIu64 " translations, %" PRIu64
                  " hits, %" PRIu64 " walks, %" PRIu64 " fault records\n",
                  unit.name.c_str(), unit.base, unit.sum[counter_translations],
                  unit.sum[counter_iotlb_hits], unit.sum[counter_walks],
                  unit.sum[counter_fault_records]);
    text += line;
  }
  return text;
}

// Who got the interrupts, if not the first processor alone.
std::string interrupts_text(const run_facts &facts) {
  std::string text;
  for (size_t i = 1; i < facts.processors.size(); ++i)
    if (facts.processors[i].interrupts != 0)
      text += ", processor " + std::to_string(i) + ": " +
              std::to_string(facts.processors[i].interrupts);
  if (facts.interrupts_to_nobody != 0)
    text += ", nobody: " + std::to_string(facts.interrupts_to_nobody);
  if (text.empty())
    return {};
  return "messages processor 0: " + std::to_string(facts.processors[0].interrupts) + text + '\n';
}

} // namespace

void run_report::print(std::ostream &out, const run_facts &facts) const {
  const bool rtl = facts.iotlb != "model";
  text_table table;
  std::vector<std::string> head = {"program / phase", "transfers", "bytes", "hit", "miss",
                                   "walks",           "faults"};
  if (rtl)
    head.insert(head.end(), {"RTL look-ups", "mism."});
  head.insert(head.end(), {"checks", "wall", "simulated"});
  table.row(head);
  table.rule();
  for (const program_record &program : programs_) {
    const std::string rounds =
        program.rounds == 1 ? "" : ", " + std::to_string(program.rounds) + " rounds";
    table.row({program.name + rounds + (program.passed() ? "" : "  ** FAILED **")});
    for (const phase_record &phase : program.phases)
      table.row(cells_of("  " + phase.name, phase, rtl));
  }
  table.rule();
  table.row(cells_of("total", total(), rtl));
  table.print(out);
  out << "faults and checks: seen/expected and held/made\n\n";

  for (const program_record &program : programs_)
    print_failures(out, program);
  if (!facts.rtl_detail.empty())
    out << "FAILED  RTL and model differ: " << facts.rtl_detail << '\n';
  if (facts.interrupted)
    out << "FAILED  interrupted: the run is not complete\n";

  const phase_record sum = total();
  const uint64_t beside = facts.peak_rss_bytes > facts.guest_resident_bytes
                              ? facts.peak_rss_bytes - facts.guest_resident_bytes
                              : 0;
  const auto held = std::count_if(programs_.begin(), programs_.end(),
                                  [](const program_record &p) { return p.passed(); });
  out << "platform " << facts.platform << ": " << facts.engines << " DMA engines, "
      << facts.channels << " channels"
      << (facts.functions == 0 ? "" : ", " + std::to_string(facts.functions) + " functions")
      << (facts.accelerators == 0 ? ""
                                  : ", " + std::to_string(facts.accelerators) + " accelerators")
      << "; IOTLB " << facts.iotlb << "; seed " << facts.seed << '\n'
      << units_text(facts) << interrupts_text(facts) << "memory   "
      << (facts.units.size() > 1 ? "units " : "unit ") << bytes_text(facts.footprint_bytes)
      << ", guest " << bytes_text(facts.guest_resident_bytes) << " touched of "
      << bytes_text(facts.memory_bytes) << ", simulator " << bytes_text(beside)
      << " beside the guest's\n"
      << "speed    " << sum.delta[counter_translations] << " translations in "
      << time_text(facts.wall_seconds);
  if (facts.wall_seconds > 0)
    out << " ("
        << static_cast<uint64_t>(static_cast<double>(sum.delta[counter_translations]) /
                                 facts.wall_seconds / 1000)
        << " thousand/s)";
  if (rtl)
    out << ", " << sum.delta[counter_rtl_cycles] << " RTL cycles";
  out << '\n'
      << (passed() && !facts.interrupted ? "PASSED   " : "FAILED   ") << held << " of "
      << programs_.size() << " programs, " << sum.checks_held << " of "
      << sum.checks_held + sum.checks_failed << " checks held, " << sum.faults_seen << " of "
      << sum.faults_expected << " expected faults seen";
  if (rtl)
    out << ", " << sum.delta[counter_rtl_mismatches] << " RTL mismatches";
  out << '\n';
}

// Deterministic for a seed but for keys that begin with "wall_" and the object "host".
nlohmann::ordered_json run_report::json(const run_facts &facts) const {
  nlohmann::ordered_json j;
  j["tool"] = "vtd-sim";
  j["version"] = facts.version;
  j["passed"] = passed() && !facts.interrupted;
  j["interrupted"] = facts.interrupted;
  j["seed"] = facts.seed;
  j["iotlb"] = facts.iotlb;
  j["platform"] = {{"source", facts.platform},     {"memory_bytes", facts.memory_bytes},
                   {"engines", facts.engines},     {"channels", facts.channels},
                   {"functions", facts.functions}, {"accelerators", facts.accelerators},
                   {"ioapics", facts.ioapics},     {"unit_footprint_bytes", facts.footprint_bytes}};
  j["units"] = nlohmann::ordered_json::array();
  for (const unit_facts &unit : facts.units)
    j["units"].push_back(json_of(unit));
  j["processors"] = nlohmann::ordered_json::array();
  for (const processor_facts &processor : facts.processors)
    j["processors"].push_back(
        {{"apic_id", processor.apic_id}, {"interrupts", processor.interrupts}});
  j["interrupts_to_nobody"] = facts.interrupts_to_nobody;
  if (!facts.rtl_detail.empty())
    j["rtl_first_mismatch"] = facts.rtl_detail;
  j["programs"] = nlohmann::ordered_json::array();
  for (const program_record &program : programs_) {
    nlohmann::ordered_json p;
    p["name"] = program.name;
    p["seed"] = program.seed;
    p["rounds"] = program.rounds;
    p["rounds_failed"] = program.rounds_failed;
    if (!program.failed_seeds.empty())
      p["failed_seeds"] = program.failed_seeds;
    p["passed"] = program.passed();
    p["returned"] = program.returned;
    p["result"] = program.result;
    if (!program.problem.empty())
      p["problem"] = program.problem;
    p["pages_peak"] = program.pages_peak;
    p["pages_leaked"] = program.pages_leaked;
    p["phases"] = nlohmann::ordered_json::array();
    for (const phase_record &phase : program.phases)
      p["phases"].push_back(json_of(phase));
    p["total"] = json_of(program.total());
    j["programs"].push_back(std::move(p));
  }
  j["total"] = json_of(total());
  j["host"] = {{"wall_seconds", facts.wall_seconds},
               {"peak_rss_bytes", facts.peak_rss_bytes},
               {"guest_resident_bytes", facts.guest_resident_bytes}};
  return j;
}

} // namespace vtd

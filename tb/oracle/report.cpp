// SPDX-License-Identifier: Apache-2.0
// Reports: collected, merged, as JSON and as text.
#include "report.h"

#include <algorithm>
#include <cinttypes>
#include <ostream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "format.h"
#include "vtd/vtd_tables.h"

namespace vtd::judge {

using nlohmann::json;
using oracle::format;

namespace {

constexpr int passed = -1, silent = -2, unseen = -3;

int outcome_key(const Outcome &o) {
  if (o.faulted && *o.faulted)
    return o.fault.reason;
  if (o.verdict == Verdict::unknown)
    return unseen;
  return o.verdict == Verdict::passed ? passed : silent;
}

void add(std::map<std::string, uint64_t> &to, const std::map<std::string, uint64_t> &from) {
  for (const auto &[key, count] : from)
    to[key] += count;
}

void add(std::map<int, uint64_t> &to, const std::map<int, uint64_t> &from) {
  for (const auto &[key, count] : from)
    to[key] += count;
}

json by_reason(const std::map<int, uint64_t> &outcomes) {
  json j = json::object();
  for (const auto &[key, count] : outcomes)
    j[std::to_string(key)] = count;
  return j;
}

std::map<int, uint64_t> by_reason(const json &j) {
  std::map<int, uint64_t> outcomes;
  for (const auto &[key, count] : j.items())
    outcomes[std::stoi(key)] = count.get<uint64_t>();
  return outcomes;
}

} // namespace

uint64_t Report::image_count() const {
  uint64_t sum = 0;
  for (const auto &[lane, count] : images)
    sum += count;
  return sum;
}

void Report::note(const Image &image, const Result &subject_result, const Result &judge_result) {
  images[image.lane]++;
  profiles[name_of(image.profile)]++;
  operations += image.ops.size();
  for (size_t i = 0; i < image.ops.size(); i++) {
    if (image.ops[i].kind != Kind::dma && image.ops[i].kind != Kind::interrupt)
      continue;
    if (i < subject_result.outcomes.size())
      subject_outcomes[outcome_key(subject_result.outcomes[i])]++;
    if (i < judge_result.outcomes.size())
      judge_outcomes[outcome_key(judge_result.outcomes[i])]++;
  }
  note_edges(image, edges);
}

void Report::merge(const Report &other) {
  if (subject.empty()) {
    subject = other.subject;
    judge = other.judge;
  }
  if (subject != other.subject || judge != other.judge)
    throw std::runtime_error("these reports compare different things: " + subject + " with " +
                             judge + ", and " + other.subject + " with " + other.judge);
  seconds += other.seconds;
  shards += other.shards;
  operations += other.operations;
  tally.checks += other.tally.checks;
  tally.stale += other.tally.stale;
  tally.open += other.tally.open;
  tally.unseen += other.tally.unseen;
  tally.parted += other.tally.parted;
  add(tally.departures, other.tally.departures);
  add(images, other.images);
  add(profiles, other.profiles);
  add(subject_outcomes, other.subject_outcomes);
  add(judge_outcomes, other.judge_outcomes);
  add(edges, other.edges);
  for (const std::string &name : other.departures)
    if (std::find(departures.begin(), departures.end(), name) == departures.end())
      departures.push_back(name);
  found.insert(found.end(), other.found.begin(), other.found.end());
}

json to_json(const Report &r) {
  json found = json::array();
  for (const FoundImage &f : r.found)
    found.push_back({{"kind", f.kind},
                     {"lane", f.lane},
                     {"profile", f.profile},
                     {"seed", f.seed},
                     {"operation", f.op},
                     {"field", f.field},
                     {"text", f.text},
                     {"file", f.file}});
  return {{"format", "vtd-oracle-report 1"},
          {"subject", r.subject},
          {"judge", r.judge},
          {"seconds", r.seconds},
          {"shards", r.shards},
          {"operations", r.operations},
          {"checks", r.tally.checks},
          {"checks_per_second", r.seconds > 0 ? double(r.tally.checks) / r.seconds : 0.0},
          {"stale", r.tally.stale},
          {"open", r.tally.open},
          {"unseen", r.tally.unseen},
          {"parted", r.tally.parted},
          {"waivers", r.tally.departures},
          {"known_waivers", r.departures},
          {"images", r.images},
          {"profiles", r.profiles},
          {"subject_outcomes", by_reason(r.subject_outcomes)},
          {"judge_outcomes", by_reason(r.judge_outcomes)},
          {"edges", r.edges},
          {"found", found}};
}

Report report_from(const json &j) {
  if (j.value("format", "") != "vtd-oracle-report 1")
    throw std::runtime_error("this is no report of vtd_oracle --json");
  Report r;
  r.subject = j.at("subject");
  r.judge = j.at("judge");
  r.seconds = j.at("seconds");
  r.shards = j.at("shards");
  r.operations = j.at("operations");
  r.tally.checks = j.at("checks");
  r.tally.stale = j.at("stale");
  r.tally.open = j.at("open");
  r.tally.unseen = j.at("unseen");
  r.tally.parted = j.at("parted");
  r.tally.departures = j.at("waivers").get<std::map<std::string, uint64_t>>();
  r.departures = j.at("known_waivers").get<std::vector<std::string>>();
  r.images = j.at("images").get<std::map<std::string, uint64_t>>();
  r.profiles = j.at("profiles").get<std::map<std::string, uint64_t>>();
  r.subject_outcomes = by_reason(j.at("subject_outcomes"));
  r.judge_outcomes = by_reason(j.at("judge_outcomes"));
  r.edges = j.at("edges").get<Edges>();
  for (const json &f : j.at("found"))
    r.found.push_back({f.at("kind"), f.at("lane"), f.at("profile"), f.at("field"), f.at("text"),
                       f.at("file"), f.at("seed"), f.at("operation")});
  return r;
}

namespace {

// Reasons that the lanes are made to meet; others are listed if they turn up.
constexpr uint8_t expected_reasons[] = {
    VTD_FR_LRT_2, VTD_FR_LCT_2, VTD_FR_LCT_4_1, VTD_FR_LGN_1_1, VTD_FR_LGN_2, VTD_FR_LGN_3,
    VTD_FR_LSS_1, VTD_FR_LRT_1, VTD_FR_LCT_1,   VTD_FR_LRT_3,   VTD_FR_LCT_3, VTD_FR_LSS_2,
    VTD_FR_LGN_4, VTD_FR_IR_21, VTD_FR_IR_22,   VTD_FR_IR_24,   VTD_FR_IR_25, VTD_FR_IR_26,
    VTD_FR_SRT_1, VTD_FR_SRT_2, VTD_FR_SRT_3,   VTD_FR_SCT_1,   VTD_FR_SCT_2, VTD_FR_SCT_3,
    VTD_FR_SPD_1, VTD_FR_SPD_2, VTD_FR_SPD_3,   VTD_FR_SPT_1,   VTD_FR_SPT_2, VTD_FR_SPT_3,
    VTD_FR_SSS_1, VTD_FR_SSS_2, VTD_FR_SSS_3,   VTD_FR_SSS_4,   VTD_FR_SGN_5, VTD_FR_SGN_6,
    VTD_FR_SGN_7};

void print_outcomes(std::ostream &out, const Report &r) {
  std::map<int, std::pair<uint64_t, uint64_t>> rows;
  for (const uint8_t reason : expected_reasons)
    rows[reason] = {0, 0};
  for (const auto &[key, count] : r.subject_outcomes)
    rows[key].first += count;
  for (const auto &[key, count] : r.judge_outcomes)
    rows[key].second += count;
  out << format("%-58s %12s %12s\n", "requests and interrupts by outcome", "subject", "judge");
  unsigned met = 0;
  for (const auto &[key, counts] : rows) {
    const std::string name = key == passed   ? "passed"
                             : key == silent ? "blocked, no fault reported"
                             : key == unseen ? "not observed"
                                             : format("%2Xh %s", key, vtd_fault_text(uint8_t(key)));
    out << format("  %-56.56s %12" PRIu64 " %12" PRIu64 "\n", name.c_str(), counts.first,
                  counts.second);
  }
  for (const uint8_t reason : expected_reasons)
    met += rows[reason].first > 0;
  out << format("fault reasons met by the subject: %u of %zu that the lanes are made for\n", met,
                sizeof expected_reasons);
}

void print_found(std::ostream &out, const Report &r) {
  for (const FoundImage &f : r.found)
    out << "---- " << f.kind << " in lane " << f.lane << ", unit " << f.profile << ", seed "
        << f.seed << ", operation " << f.op << (f.field.empty() ? "" : ": " + f.field) << "\n  "
        << f.text << "\n"
        << (f.file.empty() ? "" : "  image: " + f.file + "\n");
}

} // namespace

void print(std::ostream &out, const Report &r) {
  print_outcomes(out, r);
  size_t met = 0;
  std::string missing;
  for (const auto &[edge, count] : r.edges) {
    met += count > 0;
    if (count == 0)
      missing += (missing.empty() ? "" : "; ") + edge;
  }
  out << format("edges of table fields met: %zu of %zu\n", met, r.edges.size());
  if (!missing.empty())
    out << "  not met: " << missing << "\n";
  if (!r.departures.empty())
    out << "known departures of the judge from the architecture:\n";
  for (const std::string &name : r.departures) {
    const auto used = r.tally.departures.find(name);
    out << format("  %-56s %12" PRIu64 "\n", name.c_str(),
                  used == r.tally.departures.end() ? 0 : used->second);
  }
  out << "images:";
  for (const auto &[lane, count] : r.images)
    out << format(" %s %" PRIu64, lane.c_str(), count);
  out << "\nunits:";
  for (const auto &[profile, count] : r.profiles)
    out << format(" %s %" PRIu64, profile.c_str(), count);
  out << "\n";
  print_found(out, r);
  out << r.subject << " against " << r.judge << "\n";
  out << format("%" PRIu64 " images, %" PRIu64 " operations; %" PRIu64
                " answers by tables of the past, %" PRIu64 " left open, %" PRIu64
                " not observed, %" PRIu64 " behind a departure\n",
                r.image_count(), r.operations, r.tally.stale, r.tally.open, r.tally.unseen,
                r.tally.parted);
  out << format("%" PRIu64 " checks in %.1f s, %.0f per second; %zu unexplained\n", r.tally.checks,
                r.seconds, double(r.tally.checks) / std::max(r.seconds, 1e-9), r.found.size());
}

} // namespace vtd::judge

// SPDX-License-Identifier: Apache-2.0
// Reports: collected, merged, as JSON and as text.
#include "report.h"

#include <algorithm>
#include <cinttypes>
#include <ostream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "format.h"
#include "lanes.h"
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
    const auto count = [&](const Result &result, auto &all, auto &legacy) {
      if (i >= result.outcomes.size())
        return;
      const int key = outcome_key(result.outcomes[i]);
      all[key]++;
      if (key >= 0 && !image.profile.scalable)
        legacy[key]++;
    };
    count(subject_result, subject_outcomes, subject_legacy);
    count(judge_result, judge_outcomes, judge_legacy);
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
  add(tally.parted_by, other.tally.parted_by);
  add(images, other.images);
  add(profiles, other.profiles);
  add(subject_outcomes, other.subject_outcomes);
  add(judge_outcomes, other.judge_outcomes);
  add(subject_legacy, other.subject_legacy);
  add(judge_legacy, other.judge_legacy);
  if (!unraised)
    unraised = other.unraised;
  add(edges, other.edges);
  for (const std::string &name : other.departures)
    if (std::find(departures.begin(), departures.end(), name) == departures.end())
      departures.push_back(name);
  found.insert(found.end(), other.found.begin(), other.found.end());
}

namespace {

json reasons_of(const Report &r) {
  json rows = json::array();
  for (const ReasonRow &row : reason_table(r))
    rows.push_back({{"reason", row.reason},
                    {"text", vtd_fault_text(row.reason)},
                    {"subject", row.subject},
                    {"judge", row.judge},
                    {"why_not", row.why_not}});
  const ReasonCheck check = check_reasons(r);
  return {{"claimed", check.claimed},
          {"missing", check.missing},
          {"surprise", check.surprise},
          {"long_enough", check.long_enough},
          {"table", rows}};
}

// Reports of older programs have no such table.
void reasons_from(const json &j, Report &r) {
  if (!j.contains("fault_reasons"))
    return;
  const json &reasons = j.at("fault_reasons");
  if (reasons.at("claimed"))
    r.unraised.emplace();
  for (const json &row : reasons.at("table")) {
    const uint8_t reason = row.at("reason");
    const auto count = [&](const char *whose, std::map<int, uint64_t> &to) {
      if (row.at(whose) != 0)
        to[reason] = row.at(whose);
    };
    count("subject", r.subject_legacy);
    count("judge", r.judge_legacy);
    if (r.unraised && row.at("why_not") != "")
      (*r.unraised)[reason] = row.at("why_not");
  }
}

} // namespace

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
          {"parted_by", r.tally.parted_by},
          {"waivers", r.tally.departures},
          {"known_waivers", r.departures},
          {"images", r.images},
          {"profiles", r.profiles},
          {"subject_outcomes", by_reason(r.subject_outcomes)},
          {"judge_outcomes", by_reason(r.judge_outcomes)},
          {"fault_reasons", reasons_of(r)},
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
  r.tally.parted_by = j.value("parted_by", std::map<std::string, uint64_t>());
  r.tally.departures = j.at("waivers").get<std::map<std::string, uint64_t>>();
  r.departures = j.at("known_waivers").get<std::vector<std::string>>();
  r.images = j.at("images").get<std::map<std::string, uint64_t>>();
  r.profiles = j.at("profiles").get<std::map<std::string, uint64_t>>();
  r.subject_outcomes = by_reason(j.at("subject_outcomes"));
  r.judge_outcomes = by_reason(j.at("judge_outcomes"));
  reasons_from(j, r);
  r.edges = j.at("edges").get<Edges>();
  for (const json &f : j.at("found"))
    r.found.push_back({f.at("kind"), f.at("lane"), f.at("profile"), f.at("field"), f.at("text"),
                       f.at("file"), f.at("seed"), f.at("operation")});
  return r;
}

namespace {

void print_outcomes(std::ostream &out, const Report &r) {
  std::map<int, std::pair<uint64_t, uint64_t>> rows;
  for (const auto &[key, count] : r.subject_outcomes)
    rows[key].first += count;
  for (const auto &[key, count] : r.judge_outcomes)
    rows[key].second += count;
  out << format("%-58s %12s %12s\n", "requests and interrupts by outcome", "subject", "judge");
  for (const auto &[key, counts] : rows) {
    const std::string name = key == passed   ? "passed"
                             : key == silent ? "blocked, no fault reported"
                             : key == unseen ? "not observed"
                                             : format("%2Xh %s", key, vtd_fault_text(uint8_t(key)));
    out << format("  %-56.56s %12" PRIu64 " %12" PRIu64 "\n", name.c_str(), counts.first,
                  counts.second);
  }
}

double per_million(uint64_t count, uint64_t of) {
  return of == 0 ? 0.0 : double(count) * 1e6 / double(of);
}

// What did not show says something only then.
bool all_lanes(const Report &r) {
  return r.images.size() == lanes().size();
}

// Of those that were used: how often, and how many operations lie behind the ends that they made.
void print_departures(std::ostream &out, const Report &r) {
  if (r.departures.empty())
    return;
  out << format("%-41s %12s %12s %12s\n", "known departures of the judge", "used", "per million",
                "behind");
  std::string unused;
  for (const std::string &name : r.departures) {
    const auto used = r.tally.departures.find(name);
    const auto parted = r.tally.parted_by.find(name);
    if (used == r.tally.departures.end() || used->second == 0)
      unused += (unused.empty() ? "" : ", ") + name;
    else
      out << format("  %-39s %12" PRIu64 " %12.1f %12" PRIu64 "\n", name.c_str(), used->second,
                    per_million(used->second, r.tally.checks),
                    parted == r.tally.parted_by.end() ? 0 : parted->second);
  }
  if (!unused.empty() && all_lanes(r))
    out << "  not used: " << unused << "\n";
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
  print_reasons(out, r);
  size_t met = 0;
  std::string missing;
  for (const auto &[edge, count] : r.edges) {
    met += count > 0;
    if (count == 0)
      missing += (missing.empty() ? "" : "; ") + edge;
  }
  out << format("edges of table fields met: %zu of %zu\n", met, r.edges.size());
  if (!missing.empty() && all_lanes(r))
    out << "  not met: " << missing << "\n";
  print_departures(out, r);
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
                " not observed, %" PRIu64 " (%.1f %%) behind a departure\n",
                r.image_count(), r.operations, r.tally.stale, r.tally.open, r.tally.unseen,
                r.tally.parted, per_million(r.tally.parted, r.operations) / 1e4);
  out << format("%" PRIu64 " checks in %.1f s, %.0f per second; %zu unexplained\n", r.tally.checks,
                r.seconds, double(r.tally.checks) / std::max(r.seconds, 1e-9), r.found.size());
}

} // namespace vtd::judge

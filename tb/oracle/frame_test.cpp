// SPDX-License-Identifier: Apache-2.0
// The judge itself: images and their files, generators and their rules, what counts as a
// difference, shrinking, reports, and backends in other processes. Needs neither SystemC nor QEMU.
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "history.h"
#include "lanes.h"
#include "report.h"
#include "runner.h"
#include "shrink_image.h"

namespace {

using namespace vtd::judge;

std::string text_of(const Image &image) {
  std::ostringstream out;
  save(out, image);
  return out.str();
}

Image from_text(const std::string &text) {
  std::istringstream in(text);
  return load(in);
}

std::string refusal_of(const std::string &text) {
  try {
    from_text(text);
  } catch (const std::runtime_error &e) {
    return e.what();
  }
  return "";
}

Op dma(uint16_t requester, uint64_t addr, bool write = false) {
  Op op;
  op.requester = requester;
  op.addr = addr;
  op.write = write;
  return op;
}

// One requester, one page: 1000h -> 1000000h, readable.
constexpr uint64_t context_at = 0x101000 + first_requester * VTD_CTX_SIZE;
constexpr uint64_t pte_at = 0x104008;

Image one_page() {
  Image image;
  image.lane = "cached";
  image.rtaddr = 0x100000;
  image.words = {{0x100000, 0x101001},    {context_at, 0x102001},
                 {context_at + 8, 0x101}, // domain 1, three levels
                 {0x102000, 0x103003},    {0x103000, 0x104003},
                 {pte_at, 0x1000001}};
  image.ops = {dma(first_requester, 0x1800)};
  return image;
}

Result passing(uint64_t addr, size_t ops = 1, size_t at = 0) {
  Result r;
  r.outcomes.resize(ops);
  for (Outcome &o : r.outcomes)
    o.verdict = Verdict::passed;
  r.outcomes[at].faulted = false;
  r.outcomes[at].addr = addr;
  r.outcomes[at].page_shift = 12;
  return r;
}

// ---- Files

TEST(image, every_lane_survives_a_file) {
  for (const Lane &lane : lanes())
    for (uint64_t seed = 1; seed <= 20; seed++) {
      const std::string text = text_of(lane.make(seed));
      EXPECT_EQ(text, text_of(from_text(text))) << lane.name << " " << seed;
    }
}

TEST(image, a_seed_is_an_image) {
  for (const Lane &lane : lanes()) {
    EXPECT_EQ(text_of(lane.make(7)), text_of(lane.make(7))) << lane.name;
    EXPECT_NE(text_of(lane.make(7)), text_of(lane.make(8))) << lane.name;
  }
}

TEST(image, what_is_wrong_with_a_file_is_said_with_its_line) {
  EXPECT_EQ(refusal_of("hello\n"), "line 1: this is no image (its first line is \"vtd-image 1\")");
  EXPECT_EQ(refusal_of("vtd-image 1\nop jump\nend\n"), "line 2: unknown operation jump");
  EXPECT_EQ(refusal_of("vtd-image 1\n\nword at=xyz value=0\nend\n"),
            "line 3: at needs a hexadecimal number, not xyz");
  EXPECT_EQ(refusal_of("vtd-image 1\nword at=4000000 value=0\nend\n"),
            "line 2: a word must be 8-byte aligned and within the 64 MiB of memory");
  EXPECT_EQ(refusal_of("vtd-image 1\nword nonsense\nend\n"),
            "line 2: expected key=value, found nonsense");
  EXPECT_EQ(refusal_of("vtd-image 1\n"), "the last line, \"end\", is missing: the file is cut off");
  EXPECT_NE(refusal_of("vtd-image 1\nimage profile=40\nend\n"), "");
}

TEST(image, profiles_have_names) {
  for (const char *name : {"39", "48", "39-caching", "48-scalable", "39-dt", "48-sc"})
    EXPECT_EQ(name_of(profile_of(name)), name);
  // What stock QEMU shows for the same options.
  EXPECT_EQ(cap_of(profile_of("39")), UINT64_C(0x00d2008c22260206));
  EXPECT_EQ(cap_of(profile_of("48")), UINT64_C(0x00d2008c222f0606));
  EXPECT_EQ(cap_of(profile_of("39-caching")), UINT64_C(0x00d2008c22260286));
  EXPECT_EQ(ecap_of(profile_of("39")), UINT64_C(0xf00f4a));
  EXPECT_EQ(ecap_of(profile_of("39-scalable")), UINT64_C(0x480080f00f4a));
  EXPECT_EQ(ecap_of(profile_of("39-dt")), UINT64_C(0xf00f4e));
  EXPECT_EQ(ecap_of(profile_of("39-sc")), UINT64_C(0xf00fca));
}

TEST(image, is_told_in_words) {
  std::ostringstream out;
  print(out, one_page());
  EXPECT_NE(out.str().find("requester 00:02.0 reads 1800"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("root[0] at 100000"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("104008"), std::string::npos) << out.str();
}

// ---- Generators

bool in_data_window(uint64_t addr) {
  const uint64_t offset = addr % page_bytes;
  return offset >= data_offset && offset + 4 <= data_limit;
}

TEST(lanes, keep_the_rules_of_the_layout) {
  for (const Lane &lane : lanes())
    for (uint64_t seed = 1; seed <= 60; seed++) {
      const Image image = lane.make(seed);
      EXPECT_EQ(image.lane, lane.name);
      for (const auto &[addr, value] : image.words) {
        EXPECT_EQ(addr % 8, 0u);
        EXPECT_GE(addr, tables_begin);
        EXPECT_LT(addr, data_end);
        // Zero where a status write goes; tables are never where data go.
        EXPECT_TRUE(!in_data_window(addr) || value == 0 || lane.name == std::string("queue"))
            << lane.name << " " << seed;
      }
      for (const Op &op : image.ops) {
        if (op.kind != Kind::dma && op.kind != Kind::interrupt)
          continue;
        EXPECT_LT(number_of(op.requester), requesters);
        if (op.kind == Kind::dma)
          EXPECT_TRUE(in_data_window(op.addr)) << lane.name << " " << seed;
        else
          EXPECT_LE(op.value, 0xFFFFu);
      }
    }
}

TEST(lanes, cold_ones_ask_once_and_mixed_ones_have_all) {
  for (uint64_t seed = 1; seed <= 60; seed++)
    for (const char *lane : {"cold", "scalable"}) {
      std::map<uint16_t, unsigned> asked;
      for (const Op &op : generate(lane, seed).ops)
        EXPECT_EQ(asked[op.requester]++, 0u);
    }
  std::map<std::string, unsigned> seen;
  for (uint64_t seed = 1; seed <= 400; seed++)
    seen[generate("all", seed).lane]++;
  EXPECT_EQ(seen.size(), lanes().size());
}

TEST(commands, are_read_back_as_they_were_made) {
  for (const bool queue : {false, true})
    for (const auto kind : {Command::Kind::context, Command::Kind::iotlb}) {
      Image image;
      image.queue = queue;
      Command c;
      c.kind = kind;
      c.granularity = 3;
      c.did = 0xABCD;
      c.sid = kind == Command::Kind::context ? 0x17 : 0;
      c.fm = kind == Command::Kind::context ? 2 : 0;
      c.am = kind == Command::Kind::iotlb ? 9 : 0;
      c.addr = kind == Command::Kind::iotlb ? 0x7FE00000 : 0;
      const Command back = command_of(image, op_of(image, c));
      EXPECT_EQ(back.kind, c.kind);
      EXPECT_EQ(back.granularity, c.granularity);
      EXPECT_EQ(back.did, c.did);
      EXPECT_EQ(back.sid, c.sid);
      EXPECT_EQ(back.fm, c.fm);
      EXPECT_EQ(back.am, c.am);
      EXPECT_EQ(back.addr, c.addr);
    }
}

// ---- Differences

TEST(difference, is_seen_in_every_field) {
  const Image image = one_page();
  const Outcome right = passing(0x1000800).outcomes[0];
  const auto changed = [&](auto change) {
    Outcome seen = right;
    change(seen);
    return difference(image, 0, right, seen, nullptr);
  };
  EXPECT_EQ(changed([](Outcome &) {}), "");
  EXPECT_EQ(changed([](Outcome &o) { o.verdict = Verdict::blocked; }), "verdict");
  EXPECT_EQ(changed([](Outcome &o) { o.faulted = true; }), "fault");
  EXPECT_EQ(changed([](Outcome &o) { o.addr = 0x2000800; }), "address");
  EXPECT_EQ(changed([](Outcome &o) { o.page_shift = 21; }), "page size");
  // What nobody saw is no difference.
  EXPECT_EQ(changed([](Outcome &o) { o = Outcome(); }), "");

  Outcome fault;
  fault.verdict = Verdict::blocked;
  fault.faulted = true;
  fault.fault = {5, uint16_t(0x10), UINT64_C(0x1800), true};
  fault.messages.emplace();
  const auto other = [&](auto change) {
    Outcome seen = fault;
    change(seen);
    return difference(image, 0, fault, seen, nullptr);
  };
  EXPECT_EQ(other([](Outcome &o) { o.fault.reason = 6; }), "reason 6h not 5h");
  EXPECT_EQ(other([](Outcome &o) { o.fault.requester = 0x11; }), "requester");
  EXPECT_EQ(other([](Outcome &o) { o.fault.addr = 0x2800; }), "fault address");
  EXPECT_EQ(other([](Outcome &o) { o.fault.addr = 0x1000; }), ""); // the same page
  EXPECT_EQ(other([](Outcome &o) { o.fault.write = false; }), "fault type");
  EXPECT_EQ(other([](Outcome &o) { o.messages->push_back(message_of(0xFEE01000, 0x41)); }),
            "messages");
}

TEST(difference, a_fault_record_counts_while_its_f_bit_is_set) {
  Image image = one_page();
  Op high, low;
  high.kind = low.kind = Kind::read;
  high.bytes = low.bytes = 8;
  high.addr = 0x228;
  low.addr = 0x220;
  image.ops = {high, low};
  Outcome none, pending, value, another;
  none.value = 0;
  pending.value = UINT64_C(1) << 63;
  value.value = 0x1000;
  another.value = 0x2000;
  EXPECT_EQ(difference(image, 1, value, another, &pending), "value of register 220h");
  EXPECT_EQ(difference(image, 1, value, another, &none), "");
  EXPECT_EQ(difference(image, 0, none, pending, nullptr), "value of register 228h");
  EXPECT_EQ(difference(image, 0, none, value, nullptr), ""); // left from a record before
}

TEST(difference, a_page_with_the_interrupt_range_inside_may_be_smaller) {
  Image image = one_page();
  image.ops[0].addr = 0xC0001800;
  Outcome a = passing(0x40001800).outcomes[0], b = a;
  a.page_shift = 30;
  b.page_shift = 12;
  EXPECT_EQ(difference(image, 0, a, b, nullptr), "");
  image.ops[0].addr = 0x80001800;
  EXPECT_EQ(difference(image, 0, a, b, nullptr), "page size");
}

TEST(message, is_decoded_as_chapter_5_has_it) {
  const Message m = message_of(0xFEEAB00C, 0x8141);
  EXPECT_EQ(m.destination, 0xABu);
  EXPECT_TRUE(m.logical);
  EXPECT_EQ(m.redirection, true);
  EXPECT_EQ(m.delivery, 1);
  EXPECT_EQ(m.vector, 0x41);
  EXPECT_TRUE(m.level);
}

// ---- Caches

// request, edit (the page moves), request, invalidation, request
Image moving_page(bool invalidate) {
  Image image = one_page();
  Op edit;
  edit.kind = Kind::poke;
  edit.addr = pte_at;
  edit.value = 0x2000001;
  image.ops.push_back(edit);
  image.ops.push_back(image.ops[0]);
  if (!invalidate)
    return image;
  Command c;
  c.kind = Command::Kind::iotlb;
  c.granularity = VTD_QI_IOTLB_G_PAGE;
  c.did = 1;
  c.addr = 0x1000;
  image.ops.insert(image.ops.begin() + 2, op_of(image, c));
  return image;
}

// Whether the comparison accepts this second answer; the first one is the old page.
bool accepted(const Image &image, uint64_t second) {
  Result r = passing(0x1000800, image.ops.size());
  r.outcomes.back() = passing(second).outcomes[0];
  Tally tally;
  return !compare(image, r, r, {}, tally);
}

TEST(history, old_or_new_before_an_invalidation_and_new_after_it) {
  EXPECT_TRUE(accepted(moving_page(false), 0x1000800));
  EXPECT_TRUE(accepted(moving_page(false), 0x2000800));
  EXPECT_FALSE(accepted(moving_page(false), 0x3000800));
  EXPECT_FALSE(accepted(moving_page(true), 0x1000800));
  EXPECT_TRUE(accepted(moving_page(true), 0x2000800));
}

TEST(history, what_was_not_observed_may_have_been_cached) {
  const Image image = moving_page(false);
  Result r = passing(0x1000800, image.ops.size());
  r.outcomes.back() = r.outcomes.front();
  r.outcomes.front() = Outcome();
  Tally tally;
  EXPECT_FALSE(compare(image, r, r, {}, tally));
  EXPECT_EQ(tally.unseen, 1u);
}

TEST(history, counts_answers_of_the_past) {
  const Image image = moving_page(false);
  Result r = passing(0x1000800, image.ops.size());
  r.outcomes.back() = r.outcomes.front();
  Tally tally;
  EXPECT_FALSE(compare(image, r, r, {}, tally));
  EXPECT_EQ(tally.stale, 2u); // both sides
  EXPECT_EQ(tally.checks, 2u);
}

// ---- Departures

TEST(departures, explain_are_counted_and_may_part_the_two) {
  Image image = one_page();
  image.lane = "cold";
  image.ops.push_back(image.ops[0]);
  const Result right = passing(0x1000800, 2);
  Result seen = passing(0x2000800, 2);
  seen.outcomes[1] = passing(0x3000800).outcomes[0];
  Result right_twice = right;
  right_twice.outcomes[1] = right.outcomes[0];

  Departure d;
  d.name = "moves-to-2";
  d.applies = [](const Image &, size_t, const Outcome &, const Outcome &o) {
    return o.addr == UINT64_C(0x2000800);
  };
  Tally tally;
  auto found = compare(image, right_twice, seen, {d}, tally);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->op, 1u);
  EXPECT_EQ(found->field, "address");
  EXPECT_EQ(tally.departures["moves-to-2"], 1u);

  d.parts = true;
  tally = Tally();
  EXPECT_FALSE(compare(image, right_twice, seen, {d}, tally));
  EXPECT_EQ(tally.parted, 1u);
}

// A departure that parts the two, and then something else, with what is between.
std::optional<Finding> after_parting(const std::vector<uint32_t> &flushes, Tally &tally) {
  Image image = one_page();
  for (const uint32_t kind : flushes) {
    Command c;
    c.kind = kind == 0 ? Command::Kind::context : Command::Kind::iotlb;
    c.granularity = kind == 0 ? uint32_t(VTD_QI_CC_G_GLOBAL) : kind;
    c.did = 1;
    image.ops.push_back(op_of(image, c));
  }
  image.ops.push_back(image.ops[0]);
  const size_t count = image.ops.size();
  Result right = passing(0x1000800, count), seen = passing(0x2000800, count);
  right.outcomes.back() = right.outcomes.front();
  seen.outcomes.back() = passing(0x3000800).outcomes[0];
  Departure d;
  d.name = "moves-to-2";
  d.parts = true;
  d.applies = [](const Image &, size_t, const Outcome &, const Outcome &o) {
    return o.addr == UINT64_C(0x2000800);
  };
  return compare(image, right, seen, {d}, tally);
}

TEST(departures, that_part_the_two_end_with_empty_caches) {
  Tally tally;
  EXPECT_TRUE(after_parting({0, VTD_QI_IOTLB_G_GLOBAL}, tally));
  EXPECT_EQ(tally.parted, 2u); // the invalidations themselves
  EXPECT_EQ(tally.parted_by["moves-to-2"], 2u);
  EXPECT_FALSE(after_parting({0}, tally));
  EXPECT_FALSE(after_parting({VTD_QI_IOTLB_G_GLOBAL}, tally));
  EXPECT_FALSE(after_parting({0, VTD_QI_IOTLB_G_DOMAIN}, tally));
}

TEST(departures, of_the_reason_leave_the_rest_of_the_record_to_compare) {
  Image image = one_page();
  image.lane = "faults";
  Op high;
  high.kind = Kind::read;
  high.bytes = 8;
  high.addr = 0x228;
  image.ops.push_back(high);
  Result right, seen;
  right.outcomes.resize(2);
  right.outcomes[0].verdict = Verdict::blocked;
  right.outcomes[0].faulted = true;
  right.outcomes[0].fault = {0xC, uint16_t(0x10), UINT64_C(0x1800), false};
  right.outcomes[1].value = UINT64_C(0xC000000C00000010);
  seen = right;
  seen.outcomes[0].fault.reason = 6;
  seen.outcomes[1].value = UINT64_C(0xC000000600000010);
  Departure d;
  d.name = "another-reason";
  d.applies = [](const Image &, size_t, const Outcome &, const Outcome &o) {
    return o.fault.reason == 6;
  };
  Tally tally;
  EXPECT_FALSE(compare(image, right, seen, {d}, tally));
  EXPECT_EQ(tally.checks, 2u);
  EXPECT_EQ(tally.parted, 0u);
  seen.outcomes[1].value = UINT64_C(0xC000000600000018);
  const auto found = compare(image, right, seen, {d}, tally);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->op, 1u);
  EXPECT_TRUE(compare(image, right, seen, {}, tally));
}

// ---- Shrinking

TEST(shrink, leaves_what_matters) {
  const Image image = generate("cold", 3);
  ASSERT_GT(image.ops.size(), 20u);
  ASSERT_GT(image.words.size(), 50u);
  const Op needed = image.ops[image.ops.size() / 2];
  const uint64_t place = std::next(image.words.begin(), 20)->first;
  const auto holds = [&](const Image &i) {
    const auto at = i.words.find(place);
    const bool word = at != i.words.end() && (at->second & 1) == (image.words.at(place) & 1);
    for (const Op &op : i.ops)
      if (op.requester == needed.requester && word)
        return true;
    return false;
  };
  const Image small = shrink(image, holds);
  EXPECT_EQ(small.ops.size(), 1u);
  EXPECT_EQ(small.words.size(), 1u);
  EXPECT_LE(small.words.at(place), 1u);
  const auto never = [](const Image &) { return false; };
  EXPECT_EQ(text_of(shrink(image, never)), text_of(image));
}

// ---- Reports

TEST(report, adds_up_and_survives_json) {
  Report a;
  a.subject = "one";
  a.judge = "two";
  const Image image = one_page();
  const Result r = passing(0x1000800);
  a.note(image, r, r);
  a.tally.checks = 5;
  a.tally.departures["odd"] = 2;
  a.departures = {"odd"};
  a.seconds = 1;
  a.found.push_back({"mismatch", "cold", "39", "address", "text", "file", 7, 3});
  Report b = report_from(to_json(a));
  EXPECT_EQ(to_json(a), to_json(b));
  b.merge(a);
  EXPECT_EQ(b.tally.checks, 10u);
  EXPECT_EQ(b.tally.departures["odd"], 4u);
  EXPECT_EQ(b.departures.size(), 1u);
  EXPECT_EQ(b.shards, 2u);
  EXPECT_EQ(b.images["cached"], 2u);
  EXPECT_EQ(b.subject_outcomes[-1], 2);
  EXPECT_EQ(b.edges["context AW=1"], 2u);
  EXPECT_EQ(b.found.size(), 2u);
  b.judge = "three";
  EXPECT_THROW(b.merge(a), std::runtime_error);
  EXPECT_THROW(report_from(nlohmann::json::object()), std::runtime_error);
}

// A report of so many cold images in which both sides have seen these reasons.
Report seen_on_both(const std::vector<int> &reasons, uint64_t images) {
  Report r;
  r.images["cold"] = images;
  r.unraised.emplace();
  for (const ReasonRow &row : reason_table(r))
    if (row.reason > 2)
      (*r.unraised)[row.reason] = "it has two";
  for (const int reason : reasons)
    r.subject_legacy[reason] = r.judge_legacy[reason] = 1;
  return r;
}

TEST(report, demands_every_reason_that_the_judge_can_raise) {
  EXPECT_EQ(reason_table(Report()).size(), 28u); // 1h to Eh, 20h to 29h, 30h to 33h
  const ReasonCheck all = check_reasons(seen_on_both({1, 2}, 100000));
  EXPECT_EQ(all.raised, 2u);
  EXPECT_TRUE(all.missing.empty());
  EXPECT_TRUE(seen_on_both({1, 2}, 100000).good());
  EXPECT_EQ(check_reasons(seen_on_both({1}, 10)).missing, std::vector<uint8_t>{2});
  EXPECT_TRUE(seen_on_both({1}, 10).good()); // a short run
  EXPECT_FALSE(seen_on_both({1}, 100000).good());
  EXPECT_FALSE(seen_on_both({1, 2, 3}, 10).good()); // it has said that it cannot
  Report one_side = seen_on_both({1, 2}, 100000);
  one_side.judge_legacy.erase(1);
  EXPECT_FALSE(one_side.good());
  const Report again = report_from(to_json(one_side));
  EXPECT_EQ(to_json(again), to_json(one_side));
  EXPECT_FALSE(again.good());
  Report silent = seen_on_both({}, 100000);
  silent.unraised.reset();
  EXPECT_TRUE(silent.good()); // nothing is known of this judge
  std::ostringstream out;
  print(out, seen_on_both({1}, 100000));
  EXPECT_NE(out.str().find("WRONG: not seen on both sides: 2h"), std::string::npos) << out.str();
}

TEST(coverage, every_edge_that_is_met_is_one_of_the_list) {
  const Edges all = all_edges();
  for (const Lane &lane : lanes())
    for (uint64_t seed = 1; seed <= 60; seed++) {
      Edges met;
      note_edges(lane.make(seed), met);
      for (const auto &[edge, count] : met)
        EXPECT_TRUE(all.count(edge)) << edge;
    }
}

// ---- Backends in other processes

TEST(exec, the_example_agrees_with_itself_and_survives) {
  auto a = make_exec(EXAMPLE_BACKEND), b = make_exec(EXAMPLE_BACKEND);
  EXPECT_EQ(a->describe(), "the core without SystemC");
  RunnerOptions options;
  options.images = 100;
  const Report report = Runner(*a, *b, options).run();
  EXPECT_EQ(report.image_count(), 100u);
  EXPECT_GT(report.tally.checks, 1000u);
  EXPECT_TRUE(report.found.empty());
}

TEST(exec, a_wrong_answer_is_found_and_shrunk) {
  auto good = make_exec(EXAMPLE_BACKEND);
  // Whatever goes to an address that ends in 800h goes to 808h.
  auto bad =
      make_exec(EXAMPLE_BACKEND " | sed -u s/addr=\\\\\\([0-9a-f]*\\\\\\)800/addr=\\\\1808/");
  RunnerOptions options;
  options.images = 200;
  options.lane = "cold";
  options.shrink = true;
  const Report report = Runner(*good, *bad, options).run();
  ASSERT_EQ(report.found.size(), 1u);
  EXPECT_EQ(report.found[0].field, "address");
}

TEST(exec, a_death_is_a_finding_and_the_next_image_goes_on) {
  auto fragile =
      make_exec("sh -c 'echo vtd-backend 1 fragile; while read l; do [ \"$l\" = end ] && "
                "kill -SEGV $$; done'");
  const Image image = one_page();
  for (unsigned i = 0; i < 2; i++) {
    const Result r = fragile->run({&image}).at(0);
    EXPECT_NE(r.death.find("died"), std::string::npos) << r.death;
    EXPECT_EQ(r.outcomes.size(), 1u);
  }
}

TEST(exec, nonsense_is_refused) {
  EXPECT_THROW(make_exec("echo hello"), std::runtime_error);
  EXPECT_THROW(make_exec("true"), std::runtime_error);
  auto odd = make_exec("sh -c 'echo vtd-backend 1 odd; echo maybe; sleep 1'");
  const Image image = one_page();
  EXPECT_THROW(odd->run({&image}), std::runtime_error);
}

// ---- The program

struct Said {
  int status;
  std::string text;
};

Said run(const std::string &arguments) {
  FILE *pipe = popen((std::string(VTD_ORACLE) + " " + arguments + " 2>&1").c_str(), "r");
  Said said;
  char line[512];
  while (fgets(line, sizeof line, pipe) != nullptr)
    said.text += line;
  said.status = WEXITSTATUS(pclose(pipe));
  return said;
}

TEST(program, mistakes_are_answered_with_a_line_and_status_2) {
  const std::pair<const char *, const char *> mistakes[] = {
      {"--lane sideways", "unknown lane \"sideways\"; there are cold, "},
      {"--backend ours", "--backend needs two, the one under test first: ours,qemu"},
      {"--backend ours,ours", "has nothing to compare"},
      {"--backend ours,theirs", "unknown backend \"theirs\"; use ours, qemu or exec:<command>"},
      {"--backend ours,exec:true", "true: the backend ended with status 0 before it said"},
      {"--load /nowhere/image --backend ours,exec:" EXAMPLE_BACKEND, "cannot read /nowhere/image"},
      {"--merge /nowhere/report", "cannot read /nowhere/report"},
      {"--dump /nowhere/image", "cannot write /nowhere/image"},
      {"--sideways", "see vtd_oracle --help"},
      {"--keep-going 0", "see vtd_oracle --help"},
  };
  for (const auto &[arguments, answer] : mistakes) {
    const Said said = run(arguments);
    EXPECT_EQ(said.status, 2) << arguments;
    EXPECT_NE(said.text.find(answer), std::string::npos) << arguments << ": " << said.text;
    EXPECT_EQ(said.text.find('\n') + 1, said.text.size()) << said.text;
  }
}

TEST(program, images_and_reports_go_through_files) {
  char folder[] = "oracle-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string f = folder, backends = "--backend ours,exec:" EXAMPLE_BACKEND " ";
  EXPECT_EQ(run("--lane faults --seed 5 --dump " + f + "/image").status, 0);
  const Said printed = run("--print " + f + "/image");
  EXPECT_NE(printed.text.find("image 5 of lane faults"), std::string::npos) << printed.text;
  EXPECT_EQ(run(backends + "--load " + f + "/image").status, 0);
  for (const char *n : {"1", "2"})
    EXPECT_EQ(run(backends + "--images 20 --seed " + n + "00 --json " + f + "/report" + n).status,
              0);
  const Said merged = run("--merge " + f + "/report1 " + f + "/report2");
  EXPECT_EQ(merged.status, 0);
  EXPECT_NE(merged.text.find("40 images"), std::string::npos) << merged.text;
  for (const char *name : {"/image", "/report1", "/report2"})
    remove((f + name).c_str());
  rmdir(folder);
}

} // namespace

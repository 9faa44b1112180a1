// SPDX-License-Identifier: Apache-2.0
// The same random traffic by nb_transport and by b_transport, through two units with the same
// tables: data, responses, the answers in the extension, fault records and interrupt messages must
// be the same, while the approximately-timed side takes its time in every form of the protocol and
// is invalidated in between.
//
// What may differ is the order between requesters, so each has memory of its own; and the order of
// fault records, so they are sorted.
#include <algorithm>
#include <map>

#include "at_harness.h"
#include "at_random_side.h"
#include "options.h"

using namespace tb;

namespace {

constexpr unsigned requesters = at_requesters;
constexpr uint64_t page = 4096;
constexpr uint64_t large = uint64_t{1} << 21;
constexpr uint64_t in_first = 0x100000; // small pages ...
constexpr unsigned in_pages = 24;
constexpr uint64_t in_large = 0x40000000; // ... and one large one
constexpr uint64_t out_first = uint64_t{1} << 30;
constexpr uint64_t out_bytes = 2 * large; // per requester; the upper half for the large page
constexpr unsigned out_pages = 48;

uint64_t out_of(unsigned requester) {
  return out_first + requester * out_bytes;
}

class comparison {
public:
  comparison(bed<64> &timed, bed<64> &loosely, bool scalable, uint64_t seed)
      : dice_(seed), scalable_(scalable), at_(timed, scalable), lt_(loosely, scalable),
        target_(timed.ram, seed + 1), senders_{std::make_unique<at_sender>(timed.dev0, seed + 2),
                                               std::make_unique<at_sender>(timed.dev1, seed + 3)} {
    target_.all_forms = true;
    target_.jitter_ns = 40;
    for (const auto &sender : senders_) {
      sender->all_forms = true;
      sender->jitter_ns = 15;
    }
    for (unsigned r = 0; r < requesters; ++r) {
      for (uint64_t at = 0; at < out_bytes; at += 8) {
        const uint64_t value = dice_.next();
        at_.b.ram.write64(out_of(r) + at, value);
        lt_.b.ram.write64(out_of(r) + at, value);
      }
    }
    for (unsigned n = 0; n < (scalable ? at_spaces : 1) * requesters * in_pages; ++n)
      change_tables();
  }

  unsigned accesses = 0, good = 0, faulted = 0, messages = 0;
  unsigned completions = 0, by_host_address = 0;

  void round() {
    for (unsigned n = dice_.pick(10); n > 0; --n)
      change_tables();
    at_.b.ram.how.latency = dice_.up_to(60);
    target_.busy = dice_.up_to(10);
    batch_.clear();
    for (unsigned n = 20 + dice_.pick(30); n > 0; --n)
      batch_.push_back(some_access());
    run_timed();
    for (access &a : batch_)
      run_loosely(a);
    compare();
  }

  void finish() {
    for (unsigned r = 0; r < requesters; ++r) {
      EXPECT_EQ(std::memcmp(at_.b.ram.at(out_of(r)), lt_.b.ram.at(out_of(r)), out_bytes), 0)
          << "memory of requester " << r;
    }
    // Accessed and dirty flags, too: whoever finds a page in the IOTLB has set them before.
    EXPECT_TRUE(at_.same_tables(lt_));
    EXPECT_TRUE(target_.rules.quiet());
    EXPECT_EQ(target_.rules.begun, target_.rules.ended);
    for (const auto &sender : senders_) {
      EXPECT_TRUE(sender->rules.quiet());
      EXPECT_EQ(sender->rules.begun, sender->rules.ended);
    }
    const vtd::at_stats &s = at_.b.unit.stats().at;
    const vtd::at_config &c = at_.b.unit.config().at;
    EXPECT_EQ(s.requests, accesses);
    EXPECT_EQ(s.responses, accesses);
    EXPECT_EQ(s.most_requests, c.outstanding) << "or the traffic is too light";
    EXPECT_LE(s.most_misses, c.misses);
    EXPECT_EQ(s.most_walkers, c.walkers) << "or the traffic is too light";
    EXPECT_GT(s.stalls, 0u);
    EXPECT_EQ(lt_.b.unit.stats().at.requests, 0u);
    // What both count must be the same, too.
    EXPECT_EQ(at_.b.unit.stats().transactions, lt_.b.unit.stats().transactions);
    EXPECT_EQ(at_.b.unit.stats().splits, lt_.b.unit.stats().splits);
    EXPECT_EQ(at_.b.unit.stats().errors, lt_.b.unit.stats().errors);
    EXPECT_EQ(at_.b.unit.stats().interrupts, lt_.b.unit.stats().interrupts);
  }

private:
  struct access {
    unsigned requester;
    std::unique_ptr<at_access> timed, loosely;
    at_access &of(bool is_timed) { return is_timed ? *timed : *loosely; }
  };

  template <typename Action> void both(Action action) {
    action(at_);
    action(lt_);
  }

  unsigned some_space() { return scalable_ ? dice_.pick(at_spaces) : 0; }

  void change_tables() {
    const unsigned r = dice_.pick(requesters), n = some_space();
    const bool user = dice_.pick(8) != 0, in_first_stage = dice_.pick(2) != 0;
    const bool is_large = dice_.pick(12) == 0;
    const unsigned shift = is_large ? 21 : 12;
    const uint64_t in = is_large ? in_large : in_first + dice_.pick(in_pages) * page;
    const uint64_t out = out_of(r) + (is_large ? large : dice_.pick(out_pages) * page);
    const unsigned perm = is_large ? 3 * dice_.pick(2) : dice_.pick(4); // none: not mapped
    both([&](at_side &s) {
      if (perm == 0)
        s.unmap(r, n, in, shift, in_first_stage);
      else
        s.map(r, n, in, out, shift, perm, user);
    });
    invalidate(r, n, in, shift - 12);
  }
  void invalidate(unsigned r, unsigned n, uint64_t addr, unsigned am) {
    const unsigned how = dice_.pick(5);
    const uint64_t drain = dice_.pick(2) ? VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW : 0;
    const auto reach = how == 0   ? at_side::reach::everything
                       : how == 1 ? at_side::reach::domain
                                  : at_side::reach::pages;
    both([&](at_side &s) { s.invalidate(r, n, reach, addr, am, drain); });
    sc_core::wait(ns(200)); // the queue
    both([](at_side &s) { EXPECT_TRUE(s.queue_done()); });
  }

  access some_access() {
    const unsigned r = dice_.pick(requesters);
    const unsigned kind = dice_.pick(100);
    uint64_t addr = in_first + dice_.next() % (in_pages * page);
    uint32_t bytes = dice_.pick(4) == 0 ? 1 + dice_.pick(3 * page) : 1 + dice_.pick(64);
    if (dice_.pick(10) == 0)
      addr = in_large + dice_.next() % (large + page);
    auto command = dice_.pick(2) ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND;
    uint16_t sid = at_sid_of(r);
    if (kind < 2) {
      sid = 0x7700; // not in the context table
      bytes = 1 + dice_.pick(64);
    } else if (kind < 4) {
      command = tlm::TLM_IGNORE_COMMAND;
    } else if (kind < 9) { // AtomicOp
      command = tlm::TLM_READ_COMMAND;
      bytes = dice_.pick(2) ? 8 : 4;
      addr &= ~uint64_t{7};
    } else if (kind < 19) { // interrupt, in the remappable format
      command = tlm::TLM_WRITE_COMMAND;
      bytes = 4;
      addr = 0xFEE00010 | dice_.pick(at_vectors) << 5;
    }
    access a = {r, nullptr, nullptr};
    a.timed = std::make_unique<at_access>(command, addr, bytes, sid);
    a.loosely = std::make_unique<at_access>(command, addr, bytes, sid);
    fill(a, kind >= 4 && kind < 9, kind >= 9 && kind < 19);
    if (scalable_ && (kind < 9 || kind >= 19))
      identify(a);
    accesses++;
    return a;
  }
  // What is the same in both.
  void fill(access &a, bool atomic, bool interrupt) {
    std::vector<uint8_t> data(a.timed->data.size()), enables;
    for (uint8_t &d : data)
      d = interrupt ? 0 : static_cast<uint8_t>(dice_.next() >> 24);
    if (!atomic && !interrupt && dice_.pick(5) == 0) {
      enables.resize(1 + dice_.pick(9));
      for (uint8_t &e : enables)
        e = dice_.pick(3) ? TLM_BYTE_ENABLED : TLM_BYTE_DISABLED;
    }
    const bool streaming = !atomic && !interrupt && dice_.pick(10) == 0;
    const auto width = static_cast<uint32_t>(streaming ? 1 + dice_.pick(data.size()) : data.size());
    const bool ats = !atomic && !interrupt && dice_.pick(25) == 0;
    const uint64_t operand = dice_.next() & 0xFFFF;
    for (const bool timed : {true, false}) {
      at_access &one = a.of(timed);
      one.data = data;
      one.enables = enables;
      one.trans.set_data_ptr(one.data.data());
      one.trans.set_streaming_width(width);
      if (!enables.empty()) {
        one.trans.set_byte_enable_ptr(one.enables.data());
        one.trans.set_byte_enable_length(static_cast<unsigned>(one.enables.size()));
      }
      one.extension.operation = atomic ? vtd::atomic_op::fetch_add : vtd::atomic_op::none;
      one.extension.operand[0] = operand;
      if (ats)
        one.extension.id.at = VTD_AT_TRANSLATION;
    }
  }

  // Whose address space a request is in, and in which address type it comes. A translated request
  // needs no tables, so it goes to the requester's own memory.
  void identify(access &a) {
    const bool has_pasid = dice_.pick(2) != 0, privileged = dice_.pick(5) == 0;
    const uint32_t pasid = dice_.pick(30) == 0 ? at_pasid + 2 : at_pasid; // +2: no entry
    const bool translated = !has_pasid && dice_.pick(12) == 0;
    const uint64_t host = out_of(a.requester) + dice_.pick(large);
    const bool no_write = dice_.pick(3) == 0;
    for (const bool timed : {true, false}) {
      at_access &one = a.of(timed);
      one.extension.id.pasid_valid = has_pasid;
      one.extension.id.pasid = has_pasid ? pasid : 0;
      one.extension.id.privileged = has_pasid && privileged;
      if (one.extension.id.at == VTD_AT_TRANSLATION) {
        one.extension.id.no_write = no_write;
      } else if (translated && one.extension.operation == vtd::atomic_op::none) {
        one.extension.id.at = VTD_AT_TRANSLATED;
        one.trans.set_address(host);
      }
    }
    const at_access &one = *a.timed;
    completions += one.extension.id.at == VTD_AT_TRANSLATION;
    by_host_address += one.extension.id.at == VTD_AT_TRANSLATED;
  }

  // Both sockets send at the same time; the queue flushes what it likes in between.
  void run_timed() {
    unsigned running = 0;
    for (unsigned port = 0; port < 2; ++port) {
      senders_[port]->order.clear();
      running++;
      background([this, port, &running] {
        for (access &a : batch_) {
          if (a.requester % 2 == port)
            senders_[port]->send(*a.timed);
        }
        senders_[port]->drain();
        running--;
      });
    }
    while (running != 0) {
      sc_core::wait(dice_.up_to(400) + ns(1));
      flush();
    }
    sc_core::wait(ns(1000)); // what the target still has to do
    for (access &a : batch_) {
      EXPECT_TRUE(a.timed->done);
      EXPECT_TRUE(a.timed->freed) << "somebody keeps a payload";
    }
    check_order();
  }
  // Nothing has changed in the tables, so nobody may notice.
  void flush() {
    if (!at_.queue_done())
      return;
    at_.b.ram.write64(at_.status, 0);
    const unsigned drain = dice_.pick(2) ? VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW : 0;
    const auto reach = dice_.pick(2) ? at_side::reach::everything : at_side::reach::domain;
    at_.invalidate(dice_.pick(requesters), some_space(), reach, 0, 0, drain);
    at_.submit(vtdt_iec_global());
    at_.submit(vtdt_wait_status(at_.status, 1));
  }
  void check_order() {
    for (const auto &sender : senders_) {
      std::map<uint16_t, std::vector<const at_access *>> answered;
      for (const at_access *a : sender->order)
        answered[a->extension.id.sid].push_back(a);
      for (const auto &[sid, list] : answered) {
        const auto later = [](const at_access *x, const at_access *y) {
          return x->accepted < y->accepted;
        };
        EXPECT_TRUE(std::is_sorted(list.begin(), list.end(), later)) << std::hex << sid;
      }
    }
  }

  void run_loosely(access &a) {
    sc_time delay;
    initiator<64> &dev = a.requester % 2 ? lt_.b.dev1 : lt_.b.dev0;
    dev.socket->b_transport(a.loosely->trans, delay);
  }

  void compare() {
    for (access &a : batch_) {
      const at_access &x = *a.timed, &y = *a.loosely;
      ASSERT_EQ(x.response(), y.response())
          << std::hex << y.trans.get_address() << " +" << y.trans.get_data_length()
          << ", requester " << a.requester << ", command " << y.trans.get_command();
      EXPECT_EQ(x.data, y.data) << std::hex << y.trans.get_address();
      EXPECT_EQ(x.extension.status, y.extension.status);
      EXPECT_EQ(x.extension.code, y.extension.code);
      EXPECT_EQ(x.extension.cond, y.extension.cond);
      EXPECT_EQ(x.extension.fault_addr, y.extension.fault_addr);
      EXPECT_EQ(x.extension.result.addr, y.extension.result.addr);
      EXPECT_EQ(x.extension.result.perm, y.extension.result.perm);
      EXPECT_EQ(x.extension.result.page_shift, y.extension.result.page_shift);
      good += x.trans.is_response_ok();
    }
    const auto records = at_.take_faults();
    EXPECT_EQ(records, lt_.take_faults());
    faulted += static_cast<unsigned>(records.size());
    for (at_side *s : {&at_, &lt_})
      std::sort(s->messages.begin(), s->messages.end());
    EXPECT_EQ(at_.messages, lt_.messages);
    messages += static_cast<unsigned>(at_.messages.size());
    at_.messages.clear();
    lt_.messages.clear();
    at_.b.ram.log.clear();
    lt_.b.ram.log.clear();
  }

  at_dice dice_;
  bool scalable_;
  at_side at_, lt_;
  at_target target_;
  std::unique_ptr<at_sender> senders_[2];
  std::vector<access> batch_;
};

void run(bed<64> &timed, bed<64> &loosely, bool scalable, uint64_t rounds) {
  const uint64_t seed = options().seed;
  std::printf("at_random: --seed=%llu, %llu rounds\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(rounds));
  in_thread([&] {
    comparison both(timed, loosely, scalable, seed);
    for (uint64_t i = 0; i < rounds && !::testing::Test::HasFailure(); ++i) {
      SCOPED_TRACE("round " + std::to_string(i));
      both.round();
    }
    both.finish();
    EXPECT_GT(both.good, both.accesses / 5);
    EXPECT_GT(both.faulted, both.accesses / 20);
    EXPECT_GT(both.messages, both.accesses / 50);
    if (scalable) {
      EXPECT_GT(both.completions, both.accesses / 100);
      EXPECT_GT(both.by_host_address, both.accesses / 100);
    }
  });
}

} // namespace

TEST(at_random, agrees_with_the_loosely_timed_unit) {
  run(beds().at_wide, beds().at_reference, false, options().rounds / 200);
}

TEST(at_random, agrees_when_memory_is_blocking) {
  run(beds().at_blocking, beds().at_reference, false, options().rounds / 400);
}

TEST(at_random, agrees_with_one_of_everything) {
  run(beds().at_narrow, beds().at_reference, false, options().rounds / 400);
}

TEST(at_random, agrees_in_scalable_mode) {
  run(beds().at_scalable, beds().at_scalable_reference, true, options().rounds / 200);
}

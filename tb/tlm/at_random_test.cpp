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
#include "beds.h"
#include "options.h"

using namespace tb;

namespace {

constexpr unsigned requesters = 6; // the even ones on dma[0], the others on dma[1]
constexpr uint64_t page = 4096;
constexpr uint64_t large = uint64_t{1} << 21;
constexpr uint64_t in_first = 0x100000; // small pages ...
constexpr unsigned in_pages = 24;
constexpr uint64_t in_large = 0x40000000; // ... and one large one
constexpr uint64_t out_first = uint64_t{1} << 30;
constexpr uint64_t out_bytes = 2 * large; // per requester; the upper half for the large page
constexpr unsigned out_pages = 48;
constexpr unsigned vectors = 16;

uint16_t sid_of(unsigned requester) {
  return static_cast<uint16_t>(0x0100 + requester * 8);
}
uint16_t did_of(unsigned requester) {
  return static_cast<uint16_t>(requester + 1);
}
uint64_t out_of(unsigned requester) {
  return out_first + requester * out_bytes;
}

struct message {
  uint64_t addr;
  uint32_t data;
  bool operator<(const message &o) const {
    return std::pair(addr, data) < std::pair(o.addr, o.data);
  }
  bool operator==(const message &o) const { return addr == o.addr && data == o.data; }
};

// One of the two sides.
struct side {
  explicit side(bed<64> &platform) : b(platform) {
    b.fresh();
    for (unsigned r = 0; r < requesters; ++r)
      tables[r] = b.assign(sid_of(r), did_of(r));
    b.enable();
    b.queue_on();
    status = vtdt_pages(&b.space, 1);
    const uint64_t irt = vtdt_pages(&b.space, 1);
    for (unsigned i = 0; i < vectors; i += 2) { // the odd ones are not present: faults
      vtdt_irte irte = {};
      irte.vector = static_cast<uint8_t>(0x40 + i);
      irte.dst = i << 8;
      vtdt_irte_set(&b.space, irt, i, &irte);
    }
    b.reg64(VTD_IRTA_REG, vtd_irta_s_set(irt, 7));
    b.gcmd(VTD_GCMD_SIRTP);
    b.gcmd(VTD_GCMD_IRE);
    b.ram.how.hook = [this](tlm_generic_payload &t) {
      if (t.get_address() >> 20 != 0xFEE || !t.is_write())
        return;
      message m = {t.get_address(), 0};
      std::memcpy(&m.data, t.get_data_ptr(), sizeof m.data);
      messages.push_back(m);
    };
  }
  ~side() { b.ram.how.hook = {}; }

  std::vector<std::array<uint64_t, 2>> take_faults() {
    std::vector<std::array<uint64_t, 2>> records;
    EXPECT_FALSE(b.reg32(VTD_FSTS_REG) & VTD_FSTS_PFO) << "more faults than records";
    const auto count = static_cast<unsigned>(vtd_cap_nfr(b.unit.config().core.cap)) + 1;
    for (unsigned i = 0; i < count; ++i) {
      const uint64_t hi = b.reg64(b.frcd_reg(i) + VTD_FRCD_HI_REG);
      if (!vtd_frcd_hi_f(hi))
        continue;
      records.push_back({b.reg64(b.frcd_reg(i) + VTD_FRCD_LO_REG), hi});
      b.reg64(b.frcd_reg(i) + VTD_FRCD_HI_REG, VTD_FRCD_HI_F);
    }
    std::sort(records.begin(), records.end());
    return records;
  }

  bed<64> &b;
  uint64_t tables[requesters] = {};
  uint64_t status = 0;
  std::vector<message> messages;
};

class comparison {
public:
  comparison(bed<64> &timed, uint64_t seed)
      : dice_(seed), at_(timed), lt_(beds().at_reference),
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
    for (unsigned n = 0; n < requesters * in_pages; ++n)
      change_tables();
  }

  unsigned accesses = 0, good = 0, faulted = 0, messages = 0;

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

  void change_tables() {
    const unsigned r = dice_.pick(requesters);
    if (dice_.pick(12) == 0) {
      const bool present = dice_.pick(2);
      both([&](side &s) {
        if (present)
          s.b.map(s.tables[r], in_large, out_of(r) + large, large, VTD_PERM_R | VTD_PERM_W, 21);
        else
          s.b.unmap(s.tables[r], in_large, 21);
      });
      return invalidate(r, in_large, 9);
    }
    const uint64_t in = in_first + dice_.pick(in_pages) * page;
    const uint64_t out = out_of(r) + dice_.pick(out_pages) * page;
    const unsigned perm = dice_.pick(4); // none: not mapped
    both([&](side &s) {
      if (perm == 0)
        s.b.unmap(s.tables[r], in);
      else
        s.b.map(s.tables[r], in, out, page, perm);
    });
    invalidate(r, in, 0);
  }
  void invalidate(unsigned r, uint64_t addr, unsigned am) {
    const unsigned how = dice_.pick(5);
    const uint64_t drain = dice_.pick(2) ? VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW : 0;
    both([&](side &s) {
      if (how == 0)
        s.b.submit(vtdt_iotlb_global(drain));
      else if (how == 1)
        s.b.submit(vtdt_iotlb_domain(did_of(r), drain));
      else
        s.b.submit(vtdt_iotlb_page(did_of(r), addr, am, false, drain));
    });
    sc_core::wait(ns(200)); // the queue
    both([](side &s) { EXPECT_TRUE(s.b.queue_done()); });
  }

  access some_access() {
    const unsigned r = dice_.pick(requesters);
    const unsigned kind = dice_.pick(100);
    uint64_t addr = in_first + dice_.next() % (in_pages * page);
    uint32_t bytes = dice_.pick(4) == 0 ? 1 + dice_.pick(3 * page) : 1 + dice_.pick(64);
    if (dice_.pick(10) == 0)
      addr = in_large + dice_.next() % (large + page);
    auto command = dice_.pick(2) ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND;
    uint16_t sid = sid_of(r);
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
      addr = 0xFEE00010 | dice_.pick(vectors) << 5;
    }
    access a = {r, nullptr, nullptr};
    a.timed = std::make_unique<at_access>(command, addr, bytes, sid);
    a.loosely = std::make_unique<at_access>(command, addr, bytes, sid);
    fill(a, kind >= 4 && kind < 9, kind >= 9 && kind < 19);
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
    if (!at_.b.queue_done())
      return;
    at_.b.ram.write64(at_.status, 0);
    const unsigned drain = dice_.pick(2) ? VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW : 0;
    if (dice_.pick(2))
      at_.b.submit(vtdt_iotlb_global(drain));
    else
      at_.b.submit(vtdt_iotlb_domain(did_of(dice_.pick(requesters)), drain));
    at_.b.submit(vtdt_iec_global());
    at_.b.submit(vtdt_wait_status(at_.status, 1));
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
    for (side *s : {&at_, &lt_})
      std::sort(s->messages.begin(), s->messages.end());
    EXPECT_EQ(at_.messages, lt_.messages);
    messages += static_cast<unsigned>(at_.messages.size());
    at_.messages.clear();
    lt_.messages.clear();
    at_.b.ram.log.clear();
    lt_.b.ram.log.clear();
  }

  at_dice dice_;
  side at_, lt_;
  at_target target_;
  std::unique_ptr<at_sender> senders_[2];
  std::vector<access> batch_;
};

void run(bed<64> &platform, uint64_t rounds) {
  const uint64_t seed = options().seed;
  std::printf("at_random: --seed=%llu, %llu rounds\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(rounds));
  in_thread([&] {
    comparison both(platform, seed);
    for (uint64_t i = 0; i < rounds && !::testing::Test::HasFailure(); ++i) {
      SCOPED_TRACE("round " + std::to_string(i));
      both.round();
    }
    both.finish();
    EXPECT_GT(both.good, both.accesses / 5);
    EXPECT_GT(both.faulted, both.accesses / 20);
    EXPECT_GT(both.messages, both.accesses / 50);
  });
}

} // namespace

TEST(at_random, agrees_with_the_loosely_timed_unit) {
  run(beds().at_wide, options().rounds / 200);
}

TEST(at_random, agrees_when_memory_is_blocking) {
  run(beds().at_blocking, options().rounds / 400);
}

TEST(at_random, agrees_with_one_of_everything) {
  run(beds().at_narrow, options().rounds / 400);
}

// SPDX-License-Identifier: Apache-2.0
// nb_transport on the DMA sockets: phases, times, bounds, order, invalidations on the way.
#include "at_harness.h"
#include "beds.h"

using namespace tb;

DECLARE_EXTENDED_PHASE(test_phase);

namespace {

constexpr auto rd = tlm::TLM_READ_COMMAND;
constexpr auto wr = tlm::TLM_WRITE_COMMAND;
constexpr unsigned walk_reads = 6; // root, context, four levels
constexpr double accept_ns = 1, interval_ns = 2, lookup_ns = 3, read_ns = 5, memory_ns = 10;

// Both devices have 16 pages at 0x10000.
class at_paths : public ::testing::Test {
protected:
  explicit at_paths(bed<64> &platform) : b(platform) { make(); }
  at_paths() : at_paths(beds().at_wide) {}
  void make() {
    b.fresh();
    table = b.assign(b.sid0, 7);
    b.map(table, 0x10000, 0x50000000, 0x10000);
    other = b.assign(b.sid1, 8);
    b.map(other, 0x10000, 0x60000000, 0x10000);
    b.enable();
    b.ram.how.latency = ns(memory_ns);
    target = std::make_unique<at_target>(b.ram, 1);
    dev0 = std::make_unique<at_sender>(b.dev0, 2);
    dev1 = std::make_unique<at_sender>(b.dev1, 3);
  }
  ~at_paths() override {
    EXPECT_TRUE(target->rules.quiet());
    EXPECT_TRUE(dev0->rules.quiet());
    EXPECT_TRUE(dev1->rules.quiet());
  }
  void finish() {
    dev0->drain();
    dev1->drain();
    sc_core::wait(ns(1000));
  }
  const vtd::at_stats &stats() { return b.unit.stats().at; }
  // Makes the IOTLB know a page.
  void warm(uint64_t addr) {
    uint64_t value = 0;
    EXPECT_EQ(b.dev0.read(addr, &value, 8), tlm::TLM_OK_RESPONSE);
  }

  bed<64> &b;
  uint64_t table = 0, other = 0;
  std::unique_ptr<at_target> target;
  std::unique_ptr<at_sender> dev0, dev1;
};

class at_blocking_path : public at_paths {
protected:
  at_blocking_path() : at_paths(beds().at_blocking) {}
};

class at_narrow_path : public at_paths {
protected:
  at_narrow_path() : at_paths(beds().at_narrow) {}
};

} // namespace

TEST_F(at_paths, a_hit_takes_its_stages) {
  in_thread([&] {
    warm(0x10000);
    at_access a(wr, 0x10008, 8, b.sid0);
    const sc_time start = sc_core::sc_time_stamp();
    dev0->send(a);
    finish();
    EXPECT_EQ(a.response(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(a.accepted - start, ns(accept_ns));
    EXPECT_EQ(a.answered - start, ns(accept_ns + interval_ns + lookup_ns + memory_ns));
    EXPECT_TRUE(a.freed);
    EXPECT_EQ(a.trans.get_address(), 0x10008u);
    EXPECT_EQ(b.ram.read64(0x50000008), 0xEEEEEEEEEEEEEEEEu);
    EXPECT_EQ(stats().walks, 0u);
    EXPECT_EQ(stats().latency_sum, a.answered - start);
    EXPECT_EQ(stats().latency_max, a.answered - start);
    EXPECT_EQ(stats().latency[4] + stats().latency[5], 1u) << "16 ns";
    EXPECT_EQ(stats().latency[5], 1u);
  });
}

TEST_F(at_paths, a_miss_takes_its_table_reads) {
  in_thread([&] {
    at_access a(rd, 0x10008, 8, b.sid0);
    b.ram.write64(0x50000008, 0x1122334455667788);
    const sc_time start = sc_core::sc_time_stamp();
    dev0->send(a);
    finish();
    uint64_t value = 0;
    std::memcpy(&value, a.data.data(), 8);
    EXPECT_EQ(value, 0x1122334455667788u);
    EXPECT_EQ(a.answered - start, ns(accept_ns + interval_ns + lookup_ns +
                                     walk_reads * (memory_ns + read_ns) + memory_ns));
    EXPECT_EQ(stats().walks, 1u);
    EXPECT_EQ(b.unit.stats().direct_windows, 0u);
  });
}

TEST_F(at_paths, a_fault_is_answered_after_its_walk) {
  in_thread([&] {
    at_access a(wr, 0x90000, 8, b.sid0);
    const sc_time start = sc_core::sc_time_stamp();
    dev0->send(a);
    finish();
    EXPECT_EQ(a.response(), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(a.extension.code, VTD_FR_LGN_2);
    EXPECT_EQ(a.answered - start,
              ns(accept_ns + interval_ns + lookup_ns + walk_reads * (memory_ns + read_ns)));
    EXPECT_EQ(target->rules.begun, 0u) << "nothing goes on";
  });
}

TEST_F(at_paths, the_annotated_delay_of_a_request_counts) {
  in_thread([&] {
    warm(0x10000);
    dev0->jitter_ns = 1000;
    at_access a(rd, 0x10000, 8, b.sid0);
    dev0->send(a);
    finish();
    EXPECT_GT(a.sent, ns(0));
    EXPECT_EQ(a.accepted - a.sent, ns(accept_ns));
  });
}

TEST_F(at_paths, bursts_go_on_in_pieces) {
  in_thread([&] {
    at_access a(wr, 0x10FF0, 0x1020, b.sid0);
    b.map(table, 0x11000, 0x50008000);
    b.map(table, 0x12000, 0x50004000);
    dev0->send(a);
    finish();
    EXPECT_EQ(a.response(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(target->rules.begun, 3u);
    EXPECT_EQ(b.ram.read64(0x50000FF8), 0xEEEEEEEEEEEEEEEEu);
    EXPECT_EQ(b.ram.read64(0x50008FF8), 0xEEEEEEEEEEEEEEEEu);
    EXPECT_EQ(b.ram.read64(0x50004008), 0xEEEEEEEEEEEEEEEEu);
    EXPECT_EQ(b.ram.read64(0x50004010), 0u);
  });
}

TEST_F(at_paths, interrupts_and_errors_of_the_target_go_through) {
  in_thread([&] {
    at_access message(wr, 0xFEE01000, 4, b.sid0);
    dev0->send(message);
    b.ram.how.fail_first = 0x50001000;
    b.ram.how.fail_last = 0x50001FFF;
    at_access a(wr, 0x11000, 8, b.sid0);
    dev0->send(a);
    finish();
    EXPECT_EQ(message.response(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(target->rules.begun, 2u) << "by nb_transport";
    EXPECT_EQ(b.unit.stats().interrupts, 1u);
    EXPECT_EQ(a.response(), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(a.extension.status, VTD_OK) << "not the unit's verdict";
  });
}

TEST_F(at_paths, no_more_than_the_bound_are_accepted) {
  in_thread([&] {
    const unsigned bound = b.unit.config().at.outstanding;
    b.ram.how.latency = ns(5000);
    warm(0x10000);
    std::vector<std::unique_ptr<at_access>> list;
    background([&] {
      for (unsigned i = 0; i < bound + 1; ++i) {
        list.push_back(std::make_unique<at_access>(rd, 0x10000 + i * 8, 8, b.sid0));
        dev0->send(*list.back());
      }
    });
    sc_core::wait(ns(1000));
    ASSERT_EQ(list.size(), bound + 1u);
    EXPECT_EQ(list[bound - 1]->accepted - list[0]->sent, ns(bound * accept_ns));
    EXPECT_EQ(list[bound]->accepted, sc_core::SC_ZERO_TIME) << "END_REQ is withheld";
    EXPECT_EQ(stats().stalls, 1u);
    EXPECT_EQ(stats().most_requests, bound);
    sc_core::wait(ns(20000));
    finish();
    EXPECT_EQ(list[bound]->accepted - list[0]->answered, ns(accept_ns))
        << "as soon as one has ended";
    EXPECT_EQ(stats().responses, bound + 1u);
  });
}

TEST_F(at_paths, one_requester_stays_in_order_and_others_pass_it) {
  in_thread([&] {
    warm(0x10000);
    at_access miss(wr, 0x12000, 8, b.sid0), hit(wr, 0x10000, 8, b.sid0);
    uint64_t value = 0;
    b.dev1.read(0x10000, &value, 8);
    at_access passes(wr, 0x10000, 8, b.sid1);
    b.ram.log.clear();
    dev0->send(miss);
    dev0->send(hit);
    dev1->send(passes);
    finish();
    EXPECT_LT(passes.answered, miss.answered);
    EXPECT_EQ(dev0->order, (std::vector<at_access *>{&miss, &hit}));
    std::vector<uint64_t> went;
    for (const seen &s : b.ram.log) {
      if (s.addr >= 0x50000000)
        went.push_back(s.addr);
    }
    EXPECT_EQ(went, (std::vector<uint64_t>{0x60000000, 0x50002000, 0x50000000}));
  });
}

TEST_F(at_paths, the_order_is_the_requesters_whatever_the_socket) {
  in_thread([&] {
    warm(0x10000);
    at_access miss(wr, 0x12000, 8, b.sid0), hit(wr, 0x10000, 8, b.sid0);
    dev0->send(miss);
    dev1->send(hit);
    sc_core::wait(ns(accept_ns + interval_ns + lookup_ns + memory_ns));
    EXPECT_FALSE(hit.done) << "it is a hit, but not its turn";
    finish();
    EXPECT_GE(hit.answered, miss.answered);
    EXPECT_EQ(b.ram.log.back().addr, 0x50000000u);
  });
}

TEST_F(at_paths, walks_go_on_side_by_side_as_far_as_there_are_walkers) {
  in_thread([&] {
    warm(0x1F000); // the context
    std::vector<std::unique_ptr<at_access>> list;
    const unsigned walkers = b.unit.config().at.walkers;
    for (unsigned i = 0; i < 2 * walkers; ++i) {
      list.push_back(std::make_unique<at_access>(rd, 0x10000 + i * 0x1000, 8, b.sid0));
      dev0->send(*list.back());
    }
    finish();
    EXPECT_EQ(stats().most_walkers, walkers);
    EXPECT_EQ(stats().walks, 2 * walkers);
    EXPECT_EQ(stats().walker_waits, walkers);
    EXPECT_EQ(stats().most_misses, b.unit.config().at.misses);
  });
}

TEST_F(at_narrow_path, one_walker_takes_one_after_the_other) {
  in_thread([&] {
    at_access first(rd, 0x10000, 8, b.sid0), second(rd, 0x11000, 8, b.sid0);
    background([&] {
      dev0->send(first);
      dev0->send(second);
    });
    sc_core::wait(ns(2000));
    finish();
    EXPECT_GT(second.accepted, first.answered);
    EXPECT_EQ(stats().most_walkers, 1u);
    EXPECT_EQ(stats().stalls, 1u);
  });
}

TEST_F(at_blocking_path, accesses_go_on_side_by_side_by_b_transport) {
  in_thread([&] {
    warm(0x10000);
    b.ram.how.latency = ns(100);
    b.ram.how.wait = ns(7);
    at_access first(rd, 0x10000, 8, b.sid0), second(rd, 0x10008, 8, b.sid0);
    dev0->send(first);
    dev0->send(second);
    finish();
    EXPECT_EQ(target->rules.begun, 0u);
    EXPECT_EQ(first.answered - first.sent, ns(accept_ns + interval_ns + lookup_ns + 7 + 100));
    EXPECT_EQ(second.answered - first.answered, ns(7)) << "waits for its turn, not for the answer";
    EXPECT_EQ(second.response(), tlm::TLM_OK_RESPONSE);
  });
}

TEST_F(at_paths, look_ups_wait_while_all_misses_are_taken) {
  in_thread([&] {
    warm(0x1F000);
    b.ram.how.latency = ns(100); // all misses come before the first walk ends
    const unsigned misses = b.unit.config().at.misses;
    std::vector<std::unique_ptr<at_access>> list;
    for (unsigned i = 0; i < misses; ++i) {
      list.push_back(std::make_unique<at_access>(rd, 0x10000 + i * 0x1000, 8, b.sid0));
      dev0->send(*list.back());
    }
    at_access hit(rd, 0x1F000, 8, b.sid0);
    dev1->send(hit);
    finish();
    EXPECT_EQ(stats().miss_stalls, 1u);
    EXPECT_EQ(stats().most_misses, misses);
  });
}

TEST_F(at_paths, a_second_miss_on_a_page_waits_for_the_first) {
  in_thread([&] {
    at_access first(rd, 0x10000, 8, b.sid0), second(rd, 0x10800, 8, b.sid0);
    b.ram.log.clear();
    dev0->send(first);
    dev0->send(second);
    finish();
    EXPECT_EQ(stats().walks, 1u);
    EXPECT_EQ(stats().merged, 1u);
    EXPECT_EQ(b.ram.log.size(), walk_reads + 2u);
  });
}

TEST_F(at_paths, a_draining_invalidation_waits_for_what_is_under_way) {
  in_thread([&] {
    warm(0x10000);
    b.queue_on();
    const uint64_t status = vtdt_pages(&b.space, 1);
    b.ram.how.latency = ns(500);
    at_access a(wr, 0x10000, 8, b.sid0), late(wr, 0x10010, 8, b.sid0);
    dev0->send(a);
    sc_core::wait(ns(20)); // it is in the target
    b.ram.how.latency = ns(1);
    b.unmap(table, 0x10000);
    b.submit(vtdt_iotlb_page(7, 0x10000, 0, false, VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW));
    b.submit(vtdt_wait_status(status, 1));
    sc_core::wait(ns(100));
    EXPECT_FALSE(b.queue_done());
    dev0->send(late); // no longer let through
    sc_core::wait(ns(100));
    EXPECT_FALSE(a.done);
    EXPECT_EQ(b.ram.read64(status), 0u);
    finish();
    EXPECT_TRUE(b.queue_done());
    EXPECT_EQ(b.ram.read64(status), 1u);
    EXPECT_EQ(a.response(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(late.response(), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  });
}

TEST_F(at_paths, an_invalidation_waits_for_what_waits_for_its_turn) {
  // Translated, but behind a miss of the same requester.
  in_thread([&] {
    warm(0x10000);
    b.queue_on();
    const uint64_t status = vtdt_pages(&b.space, 1);
    at_access miss(wr, 0x12000, 8, b.sid0), hit(wr, 0x10000, 8, b.sid0);
    dev0->send(miss);
    dev0->send(hit);
    sc_core::wait(ns(10));
    b.unmap(table, 0x10000);
    b.submit(vtdt_iotlb_page(7, 0x10000, 0, false, VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW));
    b.submit(vtdt_wait_status(status, 1));
    bool was_there = false;
    b.ram.how.hook = [&](tlm_generic_payload &t) {
      if (t.is_write() && t.get_address() == status)
        was_there = b.ram.read64(0x50000000) != 0 && hit.done;
    };
    finish();
    EXPECT_EQ(hit.response(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(b.ram.read64(status), 1u);
    EXPECT_TRUE(was_there) << "the data was there before the wait completed";
  });
}

TEST_F(at_paths, a_walk_notices_an_invalidation_that_overtakes_it) {
  in_thread([&] {
    const uint64_t leaf = vtdt_entry_addr(&b.space, table, 4, 0x10000, 1);
    bool moved = false;
    b.ram.how.hook = [&](tlm_generic_payload &t) {
      if (t.get_address() != leaf || moved)
        return;
      moved = true;
      background([&] {
        sc_core::wait(ns(2)); // the leaf has been read, its time has not passed
        b.map(table, 0x10000, 0x50007000);
        b.invalidate_page(7, 0x10000);
      });
    };
    at_access a(wr, 0x10000, 8, b.sid0);
    dev0->send(a);
    finish();
    EXPECT_TRUE(moved);
    EXPECT_EQ(a.response(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(b.ram.read64(0x50000000), 0u) << "nothing is written to the page that is gone";
    EXPECT_EQ(b.ram.read64(0x50007000), 0xEEEEEEEEEEEEEEEEu);
  });
}

TEST_F(at_paths, b_transport_works_beside_it) {
  in_thread([&] {
    std::vector<std::unique_ptr<at_access>> list;
    for (unsigned i = 0; i < 8; ++i) {
      list.push_back(std::make_unique<at_access>(wr, 0x10000 + i * 0x1000, 8, b.sid0));
      dev0->send(*list.back());
      uint64_t value = i;
      sc_time delay;
      EXPECT_EQ(b.dev1.write(0x10000 + i * 0x1000, &value, 8, nullptr, &delay),
                tlm::TLM_OK_RESPONSE);
      EXPECT_EQ(b.ram.read64(0x60000000 + i * 0x1000), i);
      EXPECT_EQ(b.dev1.debug(rd, 0x10000, &value, 8), 8u);
    }
    finish();
    for (const auto &a : list)
      EXPECT_EQ(a->response(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(stats().requests, 8u);
    EXPECT_EQ(b.unit.stats().transactions, 16u);
  });
}

TEST_F(at_paths, a_target_may_use_the_unit_from_within) {
  in_thread([&] {
    bool inside = false;
    b.ram.how.hook = [&](tlm_generic_payload &t) {
      if (t.get_address() < 0x50000000 || inside)
        return;
      inside = true;
      uint64_t value = 5;
      EXPECT_EQ(b.dev1.write(0x13000, &value, 8), tlm::TLM_OK_RESPONSE);
      b.invalidate_global();
    };
    at_access a(wr, 0x10000, 8, b.sid0);
    dev0->send(a);
    finish();
    EXPECT_EQ(a.response(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(b.ram.read64(0x60003000), 5u);
  });
}

TEST_F(at_paths, reset_with_requests_under_way) {
  in_thread([&] {
    warm(0x10000);
    b.ram.how.latency = ns(300);
    at_access a(wr, 0x10000, 8, b.sid0), walking(wr, 0x14000, 8, b.sid1);
    dev0->send(a);
    dev1->send(walking);
    sc_core::wait(ns(50));
    b.unit.do_reset(true);
    finish();
    EXPECT_TRUE(a.done);
    EXPECT_TRUE(walking.done);
    b.ram.how.latency = ns(1);
    b.enable();
    at_access again(wr, 0x10008, 8, b.sid0);
    dev0->send(again);
    finish();
    EXPECT_EQ(again.response(), tlm::TLM_OK_RESPONSE);
    b.disable();
    EXPECT_FALSE(b.reg32(VTD_GSTS_REG) & VTD_GSTS_TES) << "nothing is in flight any more";
  });
}

TEST_F(at_paths, event_messages_are_sent_while_requests_walk) {
  in_thread([&] {
    b.reg32(VTD_FEADDR_REG, 0xFEE00000);
    b.reg32(VTD_FEDATA_REG, 0x77);
    b.reg32(VTD_FECTL_REG, 0);
    unsigned events = 0;
    b.ram.how.hook = [&](tlm_generic_payload &t) {
      events += t.get_address() == 0xFEE00000;
      if (t.get_address() == 0xFEE00000)
        sc_core::wait(ns(50));
    };
    at_access bad(wr, 0x90000, 8, b.sid0), good(wr, 0x10000, 8, b.sid0);
    dev0->send(bad);
    dev0->send(good);
    finish();
    EXPECT_EQ(events, 1u);
    EXPECT_EQ(bad.response(), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(good.response(), tlm::TLM_OK_RESPONSE);
  });
}

TEST_F(at_paths, mistakes_of_an_initiator_are_reported) {
  in_thread([&] {
    sc_core::sc_report_handler::set_actions("/vtd/iommu/nb_transport", sc_core::SC_THROW);
    const auto refused = [&](tlm_generic_payload &t, tlm::tlm_phase phase, const char *text) {
      sc_time delay;
      try {
        b.dev0.socket->nb_transport_fw(t, phase, delay);
      } catch (const sc_core::sc_report &report) {
        return std::strstr(report.get_msg(), text) != nullptr;
      }
      return false;
    };
    tlm_generic_payload unmanaged;
    uint64_t value = 0;
    initiator<64>::set(unmanaged, rd, 0x10000, &value, 8);
    EXPECT_TRUE(refused(unmanaged, tlm::BEGIN_REQ, "memory manager"));
    at_access a(rd, 0x10000, 8, b.sid0), second(rd, 0x10000, 8, b.sid0);
    EXPECT_TRUE(refused(a.trans, tlm::END_RESP, "has not begun"));
    EXPECT_TRUE(refused(a.trans, tlm::BEGIN_RESP, "backward"));
    background([&] { dev0->send(a); });
    sc_core::wait(ns(0.5));
    EXPECT_TRUE(refused(second.trans, tlm::BEGIN_REQ, "exclusion"));
    finish();
    EXPECT_TRUE(a.done);
    // A phase that nobody knows is ignored.
    tlm::tlm_phase own = test_phase;
    sc_time delay;
    EXPECT_EQ(b.dev0.socket->nb_transport_fw(a.trans, own, delay), tlm::TLM_ACCEPTED);
    EXPECT_EQ(b.ram.socket->nb_transport_bw(a.trans, own, delay), tlm::TLM_ACCEPTED);
    tlm::tlm_phase response = tlm::BEGIN_RESP;
    EXPECT_THROW(b.ram.socket->nb_transport_bw(a.trans, response, delay), sc_core::sc_report);
  });
}

TEST_F(at_paths, the_report_has_the_figures) {
  in_thread([&] {
    at_access a(rd, 0x10008, 8, b.sid0);
    dev0->send(a);
    finish();
    const std::string text = b.unit.stats_text();
    EXPECT_NE(
        text.find("nb_transport: 1 requests, 0 stalled, at most 1 of 12 outstanding; 1 walks"),
        std::string::npos)
        << text;
    EXPECT_NE(text.find("latency: mean 106 ns, at most 106 ns"), std::string::npos) << text;
    b.unit.clear_stats();
    EXPECT_EQ(stats().requests, 0u);
  });
}

// SPDX-License-Identifier: Apache-2.0
// Accesses while others are under way: from other processes while a target waits, and from within
// the target's own call.
#include "beds.h"

using namespace tb;

namespace {

uint64_t pages(bed<64> &b) {
  b.fresh();
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000, 0x10000);
  b.enable();
  return table;
}

} // namespace

TEST(reentrancy, several_processes_walk_at_the_same_time) {
  auto &b = beds().walking;
  const uint64_t table = pages(b);
  const uint64_t other = b.assign(b.sid1, 8);
  b.map(other, 0x10000, 0x60000000, 0x10000);
  in_thread([&] {
    b.ram.how.wait = ns(10);
    unsigned finished = 0;
    for (unsigned i = 0; i < 16; ++i) {
      background([&b, &finished, i] {
        sc_core::wait(ns(i * 7));
        sc_time delay;
        auto &dev = i % 2 ? b.dev1 : b.dev0;
        uint64_t value = i + 1;
        EXPECT_EQ(dev.write(0x10000 + i * 0x1000, &value, 8, nullptr, &delay),
                  tlm::TLM_OK_RESPONSE);
        EXPECT_EQ(delay, ns(3)) << "nobody pays for the walk of another";
        finished++;
      });
    }
    sc_core::wait(ns(5000));
    EXPECT_EQ(finished, 16u);
    for (unsigned i = 0; i < 16; ++i)
      EXPECT_EQ(b.ram.read64((i % 2 ? 0x60000000 : 0x50000000) + i * 0x1000), i + 1);
  });
  (void)table;
}

TEST(reentrancy, annotated_delays_do_not_mix) {
  auto &b = beds().walking;
  pages(b);
  in_thread([&] {
    // The first walker waits in its table reads and annotates, too; the second one's walk happens
    // in between.
    b.ram.how.wait = ns(10);
    b.ram.how.latency = ns(1);
    std::array<sc_time, 2> delays;
    unsigned finished = 0;
    for (unsigned i = 0; i < 2; ++i) {
      background([&, i] {
        sc_core::wait(ns(i * 5));
        uint64_t value = 0;
        b.dev0.read(0x10000 + i * 0x200000 * 0 + i * 0x1000, &value, 8, nullptr, &delays[i]);
        finished++;
      });
    }
    sc_core::wait(ns(2000));
    ASSERT_EQ(finished, 2u);
    EXPECT_EQ(delays[0], ns(3 + 7)); // six table reads and the access
    EXPECT_EQ(delays[1], ns(3 + 7));
  });
}

TEST(reentrancy, a_draining_invalidation_waits_for_accesses_in_flight) {
  auto &b = beds().plain;
  const uint64_t table = pages(b);
  b.queue_on();
  const uint64_t status = vtdt_pages(&b.space, 1);
  uint64_t value = 1;
  b.dev0.write(0x10000, &value, 8); // cached
  in_thread([&] {
    bool finished = false;
    background([&] {
      b.ram.how.hook = [&](tlm_generic_payload &t) {
        if (t.get_address() == 0x50000000)
          sc_core::wait(ns(100)); // slow memory
      };
      uint64_t late = 2;
      b.dev0.write(0x10000, &late, 8);
      finished = true;
    });
    sc_core::wait(ns(10));
    // Unmapped while the write is on its way.
    b.unmap(table, 0x10000);
    b.submit(vtdt_iotlb_page(7, 0x10000, 0, false, VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW));
    b.submit(vtdt_wait_status(status, 1));
    EXPECT_FALSE(b.queue_done());
    EXPECT_EQ(b.ram.read64(status), 0u);
    // New accesses are not let through any more, and do not disturb.
    EXPECT_EQ(b.dev0.write(0x10000, &value, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_FALSE(finished);
    sc_core::wait(ns(200));
    EXPECT_TRUE(finished);
    EXPECT_TRUE(b.queue_done());
    EXPECT_EQ(b.ram.read64(status), 1u);
    EXPECT_EQ(b.ram.read64(0x50000000), 2u) << "it was there before the wait completed";
  });
}

TEST(reentrancy, an_interrupt_entry_invalidation_waits_for_messages_in_flight) {
  auto &b = beds().plain;
  pages(b);
  b.queue_on();
  const uint64_t status = vtdt_pages(&b.space, 1);
  in_thread([&] {
    background([&] {
      b.ram.how.hook = [&](tlm_generic_payload &t) {
        if (t.get_address() >> 20 == 0xFEE)
          sc_core::wait(ns(100));
      };
      uint32_t data = 0x41;
      EXPECT_EQ(b.dev0.write(0xFEE00000, &data, 4), tlm::TLM_OK_RESPONSE);
    });
    sc_core::wait(ns(10));
    b.submit(vtdt_iec_global());
    b.submit(vtdt_wait_status(status, 1));
    EXPECT_EQ(b.ram.read64(status), 0u);
    sc_core::wait(ns(200));
    EXPECT_EQ(b.ram.read64(status), 1u);
  });
}

TEST(reentrancy, the_status_of_translation_off_waits_for_accesses_in_flight) {
  auto &b = beds().plain;
  pages(b);
  in_thread([&] {
    background([&] {
      b.ram.how.hook = [&](tlm_generic_payload &t) {
        if (t.get_address() == 0x50000000)
          sc_core::wait(ns(100));
      };
      uint64_t value = 2;
      b.dev0.write(0x10000, &value, 8);
    });
    sc_core::wait(ns(10));
    b.disable();
    EXPECT_TRUE(b.reg32(VTD_GSTS_REG) & VTD_GSTS_TES);
    sc_core::wait(ns(200));
    EXPECT_FALSE(b.reg32(VTD_GSTS_REG) & VTD_GSTS_TES);
  });
}

TEST(reentrancy, an_invalidation_overtakes_a_walk) {
  auto &b = beds().walking;
  const uint64_t table = pages(b);
  in_thread([&] {
    tlm::tlm_response_status response = tlm::TLM_INCOMPLETE_RESPONSE;
    // The walk has read the last table when the mapping changes.
    const uint64_t leaf = vtdt_entry_addr(&b.space, table, 4, 0x10000, 1);
    bool moved = false;
    b.ram.how.hook = [&](tlm_generic_payload &t) {
      if (t.get_address() != leaf || moved)
        return;
      moved = true;
      background([&] {
        b.map(table, 0x10000, 0x70000000);
        b.invalidate_global();
      });
    };
    background([&] {
      uint64_t value = 5;
      b.ram.how.wait = ns(10);
      response = b.dev0.write(0x10000, &value, 8);
    });
    sc_core::wait(ns(2000));
    EXPECT_TRUE(moved);
    EXPECT_EQ(response, tlm::TLM_OK_RESPONSE);
    uint64_t value = 6;
    EXPECT_EQ(b.dev0.write(0x10008, &value, 8), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(b.ram.read64(0x70000008), 6u) << "what the overtaken walk found was not kept";
  });
}

// The write begins while a walk waits, and ends when the process that walked is gone.
TEST(reentrancy, a_register_write_that_outlasts_a_walk_leaves_nothing_of_it_behind) {
  auto &b = beds().walking;
  pages(b);
  b.queue_on();
  const uint64_t status = vtdt_pages(&b.space, 1);
  const uint64_t queue = b.reg64(VTD_IQA_REG) >> 12;
  uint64_t value = 1;
  in_thread([&] {
    bool walked = false;
    b.ram.how.hook = [&](tlm_generic_payload &t) {
      const bool descriptor = t.get_address() >> 12 == queue;
      sc_core::wait(ns(descriptor ? 500 : 10));
    };
    background([&] {
      b.dev0.write(0x10000, &value, 8);
      walked = true;
    });
    sc_core::wait(ns(5));
    EXPECT_FALSE(walked);
    b.submit(vtdt_wait_status(status, 1));
    EXPECT_TRUE(walked) << "long ago";
    EXPECT_TRUE(b.queue_done());
    b.ram.how.hook = {};
  });
  // What the unit does next on nobody's account: the queue goes on when an access has ended. No
  // look-up that misses and no register access may come before.
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    if (t.get_address() != 0x50000000)
      return;
    b.submit(vtdt_iotlb_global(VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW));
    b.submit(vtdt_wait_status(status, 2));
    EXPECT_FALSE(b.queue_done());
  };
  b.unit.clear_stats();
  b.dev0.write(0x10000, &value, 8);
  EXPECT_TRUE(b.queue_done());
  EXPECT_EQ(b.ram.read64(status), 2u);
  EXPECT_GE(b.unit.stats().walk_transactions, 2u) << "a descriptor and a status, by b_transport";
}

TEST(reentrancy, a_target_may_call_back_into_every_socket) {
  auto &b = beds().plain;
  pages(b);
  unsigned depth = 0;
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    if (t.get_address() < 0x50000000 || depth == 3)
      return;
    depth++;
    uint64_t value = 0x100 + depth;
    EXPECT_EQ(b.dev1.write64(0x10000, 1), tlm::TLM_ADDRESS_ERROR_RESPONSE); // faults
    EXPECT_EQ(b.dev0.write(0x10000 + depth * 0x1000, &value, 8), tlm::TLM_OK_RESPONSE);
    b.invalidate_global();
    tlm::tlm_dmi grant;
    EXPECT_TRUE(b.dev0.dmi(tlm::TLM_READ_COMMAND, 0x10000, grant));
    EXPECT_EQ(b.dev0.debug(tlm::TLM_READ_COMMAND, 0x10FFC, &value, 8), 8u);
  };
  std::array<uint8_t, 0x40> data{};
  EXPECT_EQ(b.dev0.write(0x10FE0, data.data(), data.size()), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(depth, 3u);
  EXPECT_EQ(b.ram.read64(0x50003000), 0x103u);
}

TEST(reentrancy, a_walk_may_reach_the_units_own_registers) {
  // Page tables on the register window of the unit: odd, but nobody may be hurt.
  auto &b = beds().walking;
  const uint64_t table = pages(b);
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    if (t.is_read() && t.get_address() == table)
      b.invalidate_global();
  };
  uint64_t value = 3;
  b.dev0.write(0x10000, &value, 8);
  b.ram.how.hook = {};
  EXPECT_EQ(b.dev0.write(0x10000, &value, 8), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(0x50000000), 3u);
}

TEST(reentrancy, a_process_killed_in_the_target_leaves_no_trace) {
  auto &b = beds().plain;
  pages(b);
  b.queue_on();
  const uint64_t status = vtdt_pages(&b.space, 1);
  uint64_t value = 1;
  b.dev0.write(0x10000, &value, 8);
  in_thread([&] {
    b.ram.how.hook = [&](tlm_generic_payload &t) {
      if (t.get_address() == 0x50000000)
        sc_core::wait(ns(1000));
    };
    tlm_generic_payload t;
    auto victim = background([&] {
      sc_time delay;
      b.dev0.set(t, tlm::TLM_WRITE_COMMAND, 0x10000, &value, 8);
      b.dev0.socket->b_transport(t, delay);
    });
    sc_core::wait(ns(10));
    b.submit(vtdt_iotlb_global(VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW));
    b.submit(vtdt_wait_status(status, 1));
    EXPECT_FALSE(b.queue_done());
    victim.kill();
    EXPECT_EQ(t.get_address(), 0x10000u);
    EXPECT_TRUE(b.queue_done()) << "the access counts as ended";
    EXPECT_EQ(b.ram.read64(status), 1u);
  });
}

TEST(reentrancy, a_process_killed_in_a_walk_leaves_no_trace) {
  auto &b = beds().walking;
  pages(b);
  in_thread([&] {
    // More often than there are walks that may be in flight.
    for (unsigned i = 0; i < 40; ++i) {
      b.ram.how.wait = ns(10);
      auto victim = background([&] {
        uint64_t value = 1;
        b.dev0.write(0x10000, &value, 8);
        FAIL() << "was killed";
      });
      sc_core::wait(ns(25));
      victim.kill();
      b.ram.how.wait = sc_core::SC_ZERO_TIME;
      b.invalidate_global();
    }
    EXPECT_FALSE(b.faulted());
    uint64_t value = 9;
    b.dev0.write(0x10000, &value, 8);
    const uint64_t hits = vtd_get_counters(b.unit.core())->iotlb_hits;
    b.dev0.write(0x10000, &value, 8);
    EXPECT_EQ(vtd_get_counters(b.unit.core())->iotlb_hits, hits + 1) << "walks are still cached";
  });
}

TEST(reentrancy, an_error_report_of_a_target_passes_through_a_walk) {
  auto &b = beds().walking;
  pages(b);
  sc_core::sc_report_handler::set_actions("/test/target", sc_core::SC_THROW);
  bool thrown = false;
  b.ram.how.hook = [&](tlm_generic_payload &) {
    if (!thrown) {
      thrown = true;
      SC_REPORT_ERROR("/test/target", "on purpose");
    }
  };
  uint64_t value = 1;
  EXPECT_THROW(b.dev0.write(0x10000, &value, 8), sc_core::sc_report);
  EXPECT_EQ(b.dev0.write(0x10000, &value, 8), tlm::TLM_OK_RESPONSE);
}

TEST(reentrancy, an_error_report_passes_through_the_queue_that_an_access_let_go_on) {
  auto &b = beds().walking;
  pages(b);
  b.queue_on();
  const uint64_t status = vtdt_pages(&b.space, 1);
  uint64_t value = 1;
  b.dev0.write(0x10000, &value, 8);
  bool armed = false;
  sc_core::sc_report_handler::set_actions("/test/target", sc_core::SC_THROW);
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    if (t.get_address() == 0x50000000) { // the access: an invalidation that has to wait for it
      b.submit(vtdt_iotlb_global(VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW));
      b.submit(vtdt_wait_status(status, 1));
      armed = true;
    } else if (armed) { // what the queue does when the access has ended
      armed = false;
      SC_REPORT_ERROR("/test/target", "on purpose");
    }
  };
  EXPECT_THROW(b.dev0.write(0x10000, &value, 8), sc_core::sc_report);
  EXPECT_TRUE(b.queue_done()) << "the queue is none the worse for it";
  EXPECT_EQ(b.ram.read64(status), 1u);
}

TEST(reentrancy, reset_with_accesses_in_flight) {
  auto &b = beds().plain;
  pages(b);
  in_thread([&] {
    bool finished = false;
    background([&] {
      b.ram.how.hook = [&](tlm_generic_payload &t) {
        if (t.get_address() == 0x50000000)
          sc_core::wait(ns(100));
      };
      uint64_t value = 2;
      b.dev0.write(0x10000, &value, 8);
      finished = true;
    });
    sc_core::wait(ns(10));
    b.unit.do_reset(true);
    sc_core::wait(ns(200));
    EXPECT_TRUE(finished);
    b.ram.how.hook = {};
    b.enable();
    uint64_t value = 3;
    EXPECT_EQ(b.dev0.write(0x10008, &value, 8), tlm::TLM_OK_RESPONSE);
    b.disable();
    EXPECT_FALSE(b.reg32(VTD_GSTS_REG) & VTD_GSTS_TES) << "nothing is in flight any more";
  });
}

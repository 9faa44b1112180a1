// SPDX-License-Identifier: Apache-2.0
// The accelerator behind a remapping unit: operations, queues shared by PASIDs, page faults served
// on demand, invalidations of its device-TLB, and what becomes of its misdeeds.
#include <algorithm>
#include <cstdio>
#include <gtest/gtest.h>
#include <random>

#include "accelerator_bench.h"

namespace {

constexpr uint16_t sid = accelerator_bench::sid;
constexpr uint16_t did = 9;
constexpr uint32_t rid_pasid = 2, pasid_a = 16, pasid_b = 17;
constexpr uint64_t status_addr = 0x1000;   // of wait descriptors
constexpr uint64_t code_area = 0x40000000; // addresses that the device uses
constexpr uint64_t record_area = 0x50000000;
constexpr uint64_t page_bytes = 4096;

sc_core::sc_time us(double value) {
  return {value, sc_core::SC_US};
}

// What a descriptor says.
struct work {
  uint32_t operation = VTD_ACCEL_OP_NOP;
  uint64_t source = 0, destination = 0;
  uint32_t length = 0;
  uint32_t pasid = pasid_a;
  uint32_t flags = VTD_ACCEL_FLAG_COMPLETION | VTD_ACCEL_FLAG_BLOCK;
  uint32_t message = 0;
  uint32_t seed = 0;
  uint64_t record = record_area;
};

struct record {
  uint32_t status, result, bytes, write;
  uint64_t addr, reserved;
};
static_assert(sizeof(record) == VTD_ACCEL_REC_BYTES, "as in memory");

class accelerator : public ::testing::Test {
protected:
  vtdt_space space{};
  uint64_t root = 0, directory = 0;
  vtdt_queue queue{};
  uint64_t prq = 0;
  uint32_t waits = 0;
  struct address_space {
    uint64_t table; // first stage, four levels
    uint64_t record_page;
  };
  std::map<uint32_t, address_space> spaces;

  void SetUp() override {
    bench->slow.slow_page = ~UINT64_C(0);
    accel(VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_RESET);
    ASSERT_TRUE(until([&] { return (accel(VTD_ACCEL_CTRL) & VTD_ACCEL_CTRL_RESET) == 0; }));
    bench->unit.do_reset(true);
    wait(us(1));
    std::memset(bench->ram.data(), 0, 0x2000);
    space.ctx = this;
    space.read64 = [](void *, uint64_t addr) { return bench->read64(addr); };
    space.write64 = [](void *, uint64_t addr, uint64_t value) { bench->write64(addr, value); };
    space.next = UINT64_C(16) << 20;
    space.end = accelerator_bench::ram_bytes;
    std::memset(bench->ram.data() + space.next, 0, space.end - space.next);
    root = vtdt_root_new(&space);
    directory = vtdt_pasid_directory_new(&space, 0);
    set_context(true);
    for (const uint32_t pasid : {rid_pasid, pasid_a, pasid_b})
      add_space(pasid);
    queue = vtdt_queue_new(&space, 0, true);
    prq = vtdt_pages(&space, 1);
    unit64(VTD_RTADDR_REG, vtd_rtaddr_ttm_set(root, VTD_RTADDR_TTM_SCALABLE));
    gcmd(VTD_GCMD_SRTP);
    unit64(VTD_IQT_REG, 0);
    unit64(VTD_IQA_REG, queue.iqa);
    gcmd(VTD_GCMD_QIE);
    unit64(VTD_PQA_REG, prq);
    unit64(VTD_PQH_REG, 0);
    unit64(VTD_PQT_REG, 0);
    gcmd(VTD_GCMD_TE);
    set_queue(0, VTD_ACCEL_QUEUE_SHARED | VTD_ACCEL_QUEUE_BLOCK);
    accel(VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_ENABLE | VTD_ACCEL_CTRL_ATS | VTD_ACCEL_CTRL_PRI);
  }

  // --- The operating system
  void set_context(bool device_tlb) {
    vtdt_sm_context context = {};
    context.dte = device_tlb;
    context.paside = true;
    context.pre = device_tlb && vtd_ecap_prs(bench->unit.config().core.ecap) != 0;
    context.rid_pasid = rid_pasid;
    context.directory = directory;
    vtdt_sm_context_set(&space, root, sid, &context);
  }
  void add_space(uint32_t pasid) {
    address_space &s = spaces[pasid] = {vtdt_pages(&space, 1), vtdt_pages(&space, 1)};
    vtdt_pasid entry = {};
    entry.pgtt = VTD_PASID_PGTT_FS;
    entry.aw = VTD_PASID_AW_48;
    entry.did = did;
    entry.pwsnp = entry.sre = true;
    entry.fsptptr = s.table;
    vtdt_pasid_set(&space, directory, pasid, &entry);
    map(pasid, record_area, s.record_page);
  }
  void map(uint32_t pasid, uint64_t addr, uint64_t out, unsigned flags = VTDT_FS_W | VTDT_FS_USER) {
    ASSERT_TRUE(vtdt_fs_map(&space, spaces.at(pasid).table, 4, addr, out, 12, flags));
  }
  // New memory at an address; returns where it is.
  uint64_t map_new(uint32_t pasid, uint64_t addr, unsigned pages = 1) {
    const uint64_t first = vtdt_pages(&space, pages);
    for (unsigned i = 0; i < pages; ++i)
      map(pasid, addr + i * page_bytes, first + i * page_bytes);
    return first;
  }
  void clear_leaf(uint32_t pasid, uint64_t addr) {
    bench->write64(vtdt_fs_entry_addr(&space, spaces.at(pasid).table, 4, addr, 1), 0);
  }
  void submit(const vtdt_descriptor &d) {
    vtdt_queue_push(&queue, d);
    unit64(VTD_IQT_REG, queue.tail);
  }
  void submit_wait() { submit(vtdt_wait_status(status_addr, ++waits)); }
  bool waited() { return bench->read32(status_addr) == waits; }
  // Unmaps as an operating system does.
  void unmap(uint32_t pasid, uint64_t addr) {
    clear_leaf(pasid, addr);
    submit(vtdt_p_iotlb_page(did, pasid, addr, 0, true));
    submit(vtdt_p_dev_tlb(sid, pasid, addr, 12));
    submit_wait();
  }
  // The device's part alone: the unit does not drain its own accesses.
  void unmap_in_device(uint32_t pasid, uint64_t addr) {
    clear_leaf(pasid, addr);
    submit(vtdt_p_dev_tlb(sid, pasid, addr, 12));
    submit_wait();
  }
  struct page_request {
    uint64_t word[4];
    uint64_t addr() const { return vtd_page_req_addr(word); }
    uint32_t pasid() const { return static_cast<uint32_t>(vtd_page_req_pasid(word)); }
    uint64_t group() const { return vtd_page_req_prgi(word); }
    bool last() const { return vtd_page_req_lpig(word); }
    bool write() const { return vtd_page_req_wrr(word); }
    bool read() const { return vtd_page_req_rdr(word); }
  };
  // Takes what is in the page request queue.
  std::vector<page_request> requests() {
    std::vector<page_request> out;
    const uint64_t tail = unit64(VTD_PQT_REG);
    uint64_t head = unit64(VTD_PQH_REG);
    for (; head != tail; head = (head + 32) % page_bytes) {
      page_request r;
      for (unsigned i = 0; i < 4; ++i)
        r.word[i] = bench->read64(prq + head + i * 8);
      out.push_back(r);
    }
    unit64(VTD_PQH_REG, head);
    unit32(VTD_PRS_REG, VTD_PRS_PPR);
    return out;
  }
  void respond(const page_request &r, unsigned code = VTD_QI_PGRP_RESP_RC_SUCCESS) {
    vtdt_descriptor d = {};
    vtd_qi_pgrp_resp_type_set(d.word, VTD_QI_TYPE_PGRP_RESP);
    vtd_qi_pgrp_resp_pp_set(d.word, 1);
    vtd_qi_pgrp_resp_rid_set(d.word, vtd_page_req_rid(r.word));
    vtd_qi_pgrp_resp_pasid_set(d.word, r.pasid());
    vtd_qi_pgrp_resp_rc_set(d.word, code);
    vtd_qi_pgrp_resp_prgi_set(d.word, r.group());
    submit(d);
  }
  // Waits for a group, and takes it.
  std::vector<page_request> next_group() {
    EXPECT_TRUE(until([&] { return unit64(VTD_PQT_REG) != unit64(VTD_PQH_REG); }));
    wait(us(1));
    return requests();
  }

  // --- Registers
  uint32_t unit32(uint32_t reg) { return bench->read32(bench->unit_base + reg); }
  uint64_t unit64(uint32_t reg) { return bench->read64(bench->unit_base + reg); }
  void unit32(uint32_t reg, uint32_t value) { bench->write32(bench->unit_base + reg, value); }
  void unit64(uint32_t reg, uint64_t value) { bench->write64(bench->unit_base + reg, value); }
  void gcmd(uint32_t bit) {
    unit32(VTD_GCMD_REG, (unit32(VTD_GSTS_REG) & VTD_GSTS_KEEP) | bit);
    EXPECT_TRUE(until([&] { return (unit32(VTD_GSTS_REG) & bit) != 0; }));
  }
  uint32_t accel(uint32_t reg) { return bench->read32(bench->accel_base + reg); }
  void accel(uint32_t reg, uint32_t value) { bench->write32(bench->accel_base + reg, value); }
  void set_queue(unsigned q, uint32_t ctrl, uint32_t pasid = 0, uint32_t size = 32) {
    const uint32_t at = VTD_ACCEL_QUEUE + q * VTD_ACCEL_QUEUE_STRIDE;
    accel(at + VTD_ACCEL_QUEUE_CTRL, 0);
    accel(at + VTD_ACCEL_QUEUE_SIZE, size);
    accel(at + VTD_ACCEL_QUEUE_PASID, pasid);
    accel(at + VTD_ACCEL_QUEUE_CTRL, ctrl | VTD_ACCEL_QUEUE_ENABLE);
  }

  // --- Work
  static std::array<uint64_t, 8> encode(const work &w) {
    return {w.pasid | uint64_t{w.flags | w.operation << VTD_ACCEL_OP_SHIFT} << 32,
            w.record,
            w.source,
            w.destination,
            w.length | uint64_t{w.message} << 32,
            w.seed,
            0,
            0};
  }
  uint32_t submit(const work &w, unsigned q = 0, unsigned slot = 0) {
    const uint64_t at = bench->accel_base + VTD_ACCEL_PORTALS + q * VTD_ACCEL_PORTAL_BYTES +
                        slot * VTD_ACCEL_DESC_BYTES;
    std::array<uint64_t, 8> words = encode(w);
    bench->access(tlm::TLM_WRITE_COMMAND, at, words.data(), sizeof words);
    return bench->read32(at);
  }
  record of(const work &w) {
    record r;
    std::memcpy(&r, bench->ram.data() + spaces.at(w.pasid).record_page + w.record % page_bytes,
                sizeof r);
    return r;
  }
  record run(const work &w, unsigned q = 0) {
    std::memset(bench->ram.data() + spaces.at(w.pasid).record_page, 0, page_bytes);
    EXPECT_EQ(submit(w, q), VTD_ACCEL_SUBMIT_ACCEPTED);
    EXPECT_TRUE(until([&] { return of(w).status != VTD_ACCEL_DONE_PENDING; }));
    return of(w);
  }
  static work copy(uint64_t source, uint64_t destination, uint32_t length,
                   uint32_t pasid = pasid_a) {
    work w;
    w.operation = VTD_ACCEL_OP_COPY;
    w.source = source;
    w.destination = destination;
    w.length = length;
    w.pasid = pasid;
    return w;
  }
  static work fill(uint64_t destination, uint32_t length, uint64_t pattern,
                   uint32_t pasid = pasid_a) {
    work w = copy(pattern, destination, length, pasid);
    w.operation = VTD_ACCEL_OP_FILL;
    return w;
  }
  static void pattern(uint64_t at, uint64_t bytes, unsigned salt = 1) {
    for (uint64_t i = 0; i < bytes; ++i)
      bench->ram.data()[at + i] = static_cast<uint8_t>(i * 31 + (i >> 8) + salt);
  }
  static bool same(uint64_t a, uint64_t b, uint64_t bytes) {
    return std::memcmp(bench->ram.data() + a, bench->ram.data() + b, bytes) == 0;
  }
  template <typename Condition> static bool until(Condition holds) {
    for (unsigned i = 0; i < 20000; ++i) {
      if (holds())
        return true;
      wait(sc_core::sc_time(100, sc_core::SC_NS));
    }
    return false;
  }
  static void wait(const sc_core::sc_time &time) { sc_core::wait(time); }
};

constexpr uint64_t area_a = code_area, area_b = code_area + 0x100000;

TEST_F(accelerator, identifies_itself) {
  EXPECT_EQ(accel(VTD_ACCEL_ID), VTD_ACCEL_ID_VALUE);
  EXPECT_EQ(VTD_ACCEL_CAPS_QUEUES(accel(VTD_ACCEL_CAPS)), 4u);
  EXPECT_EQ(VTD_ACCEL_CAPS_ENGINES(accel(VTD_ACCEL_CAPS)), 3u);
  EXPECT_EQ(VTD_ACCEL_CAPS_TLB(accel(VTD_ACCEL_CAPS)), 16u);
  EXPECT_EQ(accel(0x7FFC), 0u) << "no such register";
}

TEST_F(accelerator, copies_by_translated_requests) {
  const uint64_t from = map_new(pasid_a, area_a, 3), to = map_new(pasid_a, area_b, 3);
  pattern(from, 3 * page_bytes);
  unsigned translated = 0, untranslated = 0;
  bench->unit.set_observer([&](const vtd::translation_event &e) {
    translated += e.request->at == VTD_AT_TRANSLATED;
    untranslated += e.request->at == VTD_AT_UNTRANSLATED;
  });
  const record r = run(copy(area_a + 0x123, area_b + 0x456, 2 * page_bytes));
  bench->unit.set_observer({});
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(r.bytes, 2 * page_bytes);
  EXPECT_TRUE(same(from + 0x123, to + 0x456, 2 * page_bytes));
  EXPECT_EQ(bench->ram.data()[to + 0x455], 0);
  EXPECT_EQ(bench->ram.data()[to + 0x456 + 2 * page_bytes], 0);
  EXPECT_GT(translated, 64u);
  EXPECT_EQ(untranslated, 0u);
  EXPECT_EQ(accel(VTD_ACCEL_TRANSLATIONS), 3u) << "source, destination, record: each range once";
  EXPECT_EQ(accel(VTD_ACCEL_TLB_USED), 7u);
  EXPECT_GT(accel(VTD_ACCEL_TLB_HITS), 60u);
  EXPECT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 1; })) << "after the record";
}

TEST_F(accelerator, works_without_ats) {
  accel(VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_ENABLE);
  const uint64_t from = map_new(pasid_a, area_a), to = map_new(pasid_a, area_b);
  pattern(from, page_bytes);
  EXPECT_EQ(run(copy(area_a, area_b, page_bytes)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_TRUE(same(from, to, page_bytes));
  EXPECT_EQ(accel(VTD_ACCEL_TRANSLATIONS), 0u);
  const record r = run(copy(area_a, area_b + page_bytes, 64));
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_ACCESS);
  EXPECT_EQ(r.addr, area_b + page_bytes);
  EXPECT_EQ(r.write, 1u);
}

TEST_F(accelerator, fills_compares_and_sums_up) {
  const uint64_t a = map_new(pasid_a, area_a), b = map_new(pasid_a, area_b);
  EXPECT_EQ(run(fill(area_a, 100, 0x1122334455667788)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(bench->ram.data()[a], 0x88);
  EXPECT_EQ(bench->ram.data()[a + 99], 0x55);
  EXPECT_EQ(bench->ram.data()[a + 100], 0);
  std::memcpy(bench->ram.data() + b, bench->ram.data() + a, page_bytes);
  work w = copy(area_a, area_b, page_bytes);
  w.operation = VTD_ACCEL_OP_COMPARE;
  EXPECT_EQ(run(w).result, 0u);
  bench->ram.data()[b + 777] ^= 1;
  record r = run(w);
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(r.result, 1u);
  EXPECT_EQ(r.bytes, 777u);
  std::memcpy(bench->ram.data() + a, "123456789", 9);
  w = copy(area_a, 0, 9);
  w.operation = VTD_ACCEL_OP_CRC;
  EXPECT_EQ(run(w).result, 0xE3069283u) << "the check value of CRC-32C";
  w.length = 4;
  w.seed = 0;
  const uint32_t part = run(w).result;
  w.source += 4;
  w.length = 5;
  w.seed = part;
  EXPECT_EQ(run(w).result, 0xE3069283u) << "in two parts";
}

TEST_F(accelerator, batches_do_their_descriptors_in_order) {
  const uint64_t list = map_new(pasid_a, area_b);
  const uint64_t data = map_new(pasid_a, area_a, 3);
  work parts[] = {fill(area_a, page_bytes, 7), copy(area_a, area_a + page_bytes, page_bytes),
                  copy(area_a + page_bytes, area_a + 2 * page_bytes, page_bytes)};
  for (unsigned i = 0; i < 3; ++i) {
    parts[i].record = record_area + 32 * (i + 1);
    const auto words = encode(parts[i]);
    std::memcpy(bench->ram.data() + list + i * 64, words.data(), 64);
  }
  work w;
  w.operation = VTD_ACCEL_OP_BATCH;
  w.source = area_b;
  w.length = 3;
  const record r = run(w);
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(r.result, 3u);
  EXPECT_EQ(of(parts[2]).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(bench->ram.data()[data + 2 * page_bytes], 7);
  EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 4u);
  // One that cannot be done, and a batch within a batch.
  parts[1].operation = VTD_ACCEL_OP_BATCH;
  const auto words = encode(parts[1]);
  std::memcpy(bench->ram.data() + list + 64, words.data(), 64);
  const record bad = run(w);
  EXPECT_EQ(bad.status, VTD_ACCEL_DONE_BATCH);
  EXPECT_EQ(bad.result, 2u);
  EXPECT_EQ(of(parts[1]).status, VTD_ACCEL_DONE_DESCRIPTOR);
}

TEST_F(accelerator, bad_descriptors_are_refused) {
  work w = copy(area_a, area_b, 0);
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_DESCRIPTOR) << "no length";
  w.length = VTD_ACCEL_LEN_MAX + 1;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_DESCRIPTOR);
  w = work();
  w.operation = 99;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_DESCRIPTOR);
  w = work();
  w.flags |= VTD_ACCEL_FLAG_MESSAGE;
  w.message = VTD_ACCEL_MESSAGES;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_DESCRIPTOR);
  EXPECT_EQ(accel(VTD_ACCEL_FAILED), 4u);
}

TEST_F(accelerator, a_shared_queue_serves_several_address_spaces) {
  std::map<uint32_t, std::pair<uint64_t, uint64_t>> memory;
  for (uint32_t pasid = 16; pasid < 32; ++pasid) {
    if (pasid > pasid_b)
      add_space(pasid);
    memory[pasid] = {map_new(pasid, area_a), map_new(pasid, area_b)};
    pattern(memory[pasid].first, page_bytes, pasid);
  }
  for (uint32_t pasid = 16; pasid < 32; ++pasid) // the same addresses everywhere
    ASSERT_EQ(submit(copy(area_a, area_b, page_bytes, pasid), 0, pasid), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 16; }));
  for (const auto &[pasid, where] : memory) {
    EXPECT_EQ(of(copy(0, 0, 0, pasid)).status, VTD_ACCEL_DONE_SUCCESS);
    EXPECT_TRUE(same(where.first, where.second, page_bytes)) << pasid;
  }
}

TEST_F(accelerator, a_dedicated_queue_has_one_pasid_whatever_descriptors_say) {
  set_queue(1, 0, pasid_b);
  const uint64_t to = map_new(pasid_b, area_a), not_to = map_new(pasid_a, area_a);
  work w = fill(area_a, 64, 0x55, pasid_a);
  ASSERT_EQ(submit(w, 1), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 1; }));
  EXPECT_EQ(bench->ram.data()[to], 0x55);
  EXPECT_EQ(bench->ram.data()[not_to], 0);
  // And one without PASID uses the tables of the function.
  set_queue(2, VTD_ACCEL_QUEUE_NO_PASID);
  const uint64_t own = map_new(rid_pasid, area_a);
  ASSERT_EQ(submit(w, 2), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 2; }));
  EXPECT_EQ(bench->ram.data()[own], 0x55);
}

TEST_F(accelerator, full_and_disabled_queues_send_descriptors_back) {
  set_queue(0, VTD_ACCEL_QUEUE_SHARED | VTD_ACCEL_QUEUE_BLOCK, 0, 2);
  for (unsigned i = 0; i < 3; ++i) { // a missing page keeps each of the engines busy
    ASSERT_EQ(submit(fill(area_a + i * page_bytes, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
    wait(us(1));
  }
  EXPECT_EQ(submit(work()), VTD_ACCEL_SUBMIT_ACCEPTED);
  EXPECT_EQ(submit(work()), VTD_ACCEL_SUBMIT_ACCEPTED);
  EXPECT_EQ(submit(work()), VTD_ACCEL_SUBMIT_RETRY);
  EXPECT_EQ(accel(VTD_ACCEL_QUEUE + VTD_ACCEL_QUEUE_RETRIES), 1u);
  EXPECT_EQ(accel(VTD_ACCEL_QUEUE + VTD_ACCEL_QUEUE_USED), 2u);
  EXPECT_EQ(submit(work(), 3), VTD_ACCEL_SUBMIT_DISABLED);
}

TEST_F(accelerator, descriptors_may_be_written_in_parts) {
  const auto words = encode(work());
  const uint64_t at = bench->accel_base + VTD_ACCEL_PORTALS + 5 * VTD_ACCEL_DESC_BYTES;
  for (unsigned i = 0; i < 8; ++i) {
    EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 0u);
    bench->write64(at + i * 8, words[i]);
    wait(us(1));
  }
  EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 1u);
}

TEST_F(accelerator, each_descriptor_may_send_its_message) {
  accel(VTD_ACCEL_MESSAGE + 3 * VTD_ACCEL_MESSAGE_STRIDE + VTD_ACCEL_MESSAGE_ADDR, VTD_INTR_BASE);
  accel(VTD_ACCEL_MESSAGE + 3 * VTD_ACCEL_MESSAGE_STRIDE + VTD_ACCEL_MESSAGE_DATA, 0x77);
  const uint64_t before = bench->sink.count(0x77);
  work w;
  w.flags |= VTD_ACCEL_FLAG_MESSAGE;
  w.message = 3;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_SUCCESS);
  ASSERT_TRUE(until([&] { return bench->sink.count(0x77) == before + 1; }));
  w.message = 2; // has no address
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_SUCCESS);
  wait(us(1));
  EXPECT_EQ(bench->sink.count(0x77), before + 1);
}

// --- Page faults

TEST_F(accelerator, reports_page_faults_where_they_are_not_served) {
  map_new(pasid_a, area_a, 2);
  map_new(pasid_a, area_b);
  work w = copy(area_a, area_b, 2 * page_bytes);
  w.flags = VTD_ACCEL_FLAG_COMPLETION;
  const record r = run(w);
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_PAGE_FAULT);
  EXPECT_EQ(r.bytes, page_bytes);
  EXPECT_EQ(r.addr, area_b + page_bytes);
  EXPECT_EQ(r.write, 1u);
  EXPECT_EQ(accel(VTD_ACCEL_PAGE_REQUESTS), 0u);
  EXPECT_EQ(unit32(VTD_FSTS_REG), 0u) << "recoverable";
}

TEST_F(accelerator, missing_pages_are_brought_in_on_demand) {
  const uint64_t from = map_new(pasid_a, area_a);
  pattern(from, page_bytes);
  ASSERT_EQ(submit(copy(area_a, area_b, page_bytes)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  ASSERT_EQ(group.size(), 1u);
  EXPECT_EQ(group[0].addr(), area_b);
  EXPECT_EQ(group[0].pasid(), pasid_a);
  EXPECT_EQ(vtd_page_req_rid(group[0].word), sid);
  EXPECT_TRUE(group[0].last());
  EXPECT_TRUE(group[0].write());
  wait(us(20));
  EXPECT_EQ(of(copy(0, 0, 0)).status, VTD_ACCEL_DONE_PENDING) << "waits for the answer";
  const uint64_t to = map_new(pasid_a, area_b);
  respond(group[0]);
  ASSERT_TRUE(until([&] { return of(copy(0, 0, 0)).status != VTD_ACCEL_DONE_PENDING; }));
  EXPECT_EQ(of(copy(0, 0, 0)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_TRUE(same(from, to, page_bytes));
  EXPECT_EQ(accel(VTD_ACCEL_RESPONSES), 1u);
}

TEST_F(accelerator, a_group_asks_for_several_pages) {
  accel(VTD_ACCEL_PAGES, 4);
  ASSERT_EQ(submit(fill(area_a, 6 * page_bytes, 0x66)), VTD_ACCEL_SUBMIT_ACCEPTED);
  auto group = next_group();
  ASSERT_EQ(group.size(), 4u);
  for (unsigned i = 0; i < 4; ++i) {
    EXPECT_EQ(group[i].addr(), area_a + i * page_bytes);
    EXPECT_EQ(group[i].group(), group[0].group());
    EXPECT_EQ(group[i].last(), i == 3);
    map_new(pasid_a, group[i].addr());
  }
  respond(group[3]);
  group = next_group();
  ASSERT_EQ(group.size(), 2u) << "what remains of the range";
  for (const auto &r : group)
    map_new(pasid_a, r.addr());
  respond(group[1]);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 1; }));
  EXPECT_EQ(accel(VTD_ACCEL_PAGE_REQUESTS), 6u);
}

TEST_F(accelerator, engines_wait_for_groups_of_their_own) {
  for (const uint32_t pasid : {pasid_a, pasid_b})
    ASSERT_EQ(submit(fill(area_a, 64, pasid, pasid)), VTD_ACCEL_SUBMIT_ACCEPTED);
  wait(us(5));
  auto group = requests();
  ASSERT_EQ(group.size(), 2u);
  EXPECT_NE(group[0].group(), group[1].group());
  std::reverse(group.begin(), group.end()); // answered out of order
  for (const auto &r : group) {
    const uint64_t at = map_new(r.pasid(), area_a);
    respond(r);
    ASSERT_TRUE(
        until([&] { return of(fill(0, 0, 0, r.pasid())).status == VTD_ACCEL_DONE_SUCCESS; }));
    EXPECT_EQ(bench->ram.data()[at], r.pasid());
  }
}

TEST_F(accelerator, asks_again_if_the_page_did_not_come) {
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  for (unsigned i = 0; i < 3; ++i) {
    const auto group = next_group();
    ASSERT_EQ(group.size(), 1u);
    if (i == 2)
      map_new(pasid_a, area_a);
    respond(group[0]);
  }
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 1; }));
}

TEST_F(accelerator, an_invalid_request_ends_the_descriptor) {
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  ASSERT_EQ(group.size(), 1u);
  respond(group[0], VTD_QI_PGRP_RESP_RC_INVALID);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  EXPECT_EQ(of(work()).status, VTD_ACCEL_DONE_PAGE_INVALID);
  EXPECT_EQ(of(work()).addr, area_a);
  EXPECT_EQ(accel(VTD_ACCEL_STATUS) & VTD_ACCEL_STATUS_PRI_STOPPED, 0u);
}

TEST_F(accelerator, a_response_failure_stops_page_requests) {
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  ASSERT_EQ(group.size(), 1u);
  respond(group[0], VTD_QI_PGRP_RESP_RC_FAILURE);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  EXPECT_EQ(of(work()).status, VTD_ACCEL_DONE_PAGE_FAILURE);
  EXPECT_NE(accel(VTD_ACCEL_STATUS) & VTD_ACCEL_STATUS_PRI_STOPPED, 0u);
  EXPECT_EQ(run(fill(area_a, 64, 1)).status, VTD_ACCEL_DONE_PAGE_FAILURE);
  EXPECT_EQ(accel(VTD_ACCEL_PAGE_REQUESTS), 1u);
  accel(VTD_ACCEL_STATUS, VTD_ACCEL_STATUS_PRI_STOPPED); // software starts anew
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  EXPECT_EQ(next_group().size(), 1u);
}

TEST_F(accelerator, a_pasid_without_an_entry_is_answered_by_the_unit) {
  work w = fill(area_a, 64, 1, 40);
  w.flags = VTD_ACCEL_FLAG_BLOCK; // its record could not be written either
  ASSERT_EQ(submit(w), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  EXPECT_EQ(requests().size(), 0u);
}

TEST_F(accelerator, draining_a_pasid_ends_with_a_stop_marker) {
  const uint64_t to = map_new(pasid_a, area_a);
  map_new(pasid_b, area_a);
  EXPECT_EQ(run(fill(area_a, 64, 2, pasid_b)).status, VTD_ACCEL_DONE_SUCCESS);
  const uint32_t used = accel(VTD_ACCEL_TLB_USED);
  for (unsigned i = 0; i < 6; ++i)
    ASSERT_EQ(submit(fill(area_a + i * 64, 64, 3)), VTD_ACCEL_SUBMIT_ACCEPTED);
  accel(VTD_ACCEL_CMD, pasid_a | VTD_ACCEL_CMD_DRAIN << 28);
  EXPECT_EQ(accel(VTD_ACCEL_CMD_STATUS), VTD_ACCEL_CMD_BUSY);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_CMD_STATUS) == 0; }));
  EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 7u);
  EXPECT_EQ(bench->ram.data()[to + 5 * 64], 3);
  EXPECT_EQ(accel(VTD_ACCEL_TLB_USED), used) << "translations of the other PASID stay";
  const auto marker = requests();
  ASSERT_EQ(marker.size(), 1u);
  EXPECT_EQ(marker[0].pasid(), pasid_a);
  EXPECT_TRUE(marker[0].last());
  EXPECT_FALSE(marker[0].read() || marker[0].write());
}

TEST_F(accelerator, aborting_a_pasid_ends_what_waits) {
  for (unsigned i = 0; i < 3; ++i) { // all engines wait for pages
    ASSERT_EQ(submit(fill(area_a + i * page_bytes, 64, 1, pasid_b)), VTD_ACCEL_SUBMIT_ACCEPTED);
    wait(us(1));
  }
  ASSERT_EQ(submit(work()), VTD_ACCEL_SUBMIT_ACCEPTED);
  accel(VTD_ACCEL_CMD, pasid_a | VTD_ACCEL_CMD_ABORT << 28);
  wait(us(1));
  const auto group = requests();
  ASSERT_EQ(group.size(), 3u);
  for (const auto &r : group)
    respond(r, VTD_QI_PGRP_RESP_RC_INVALID);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_CMD_STATUS) == 0; }));
  EXPECT_EQ(of(work()).status, VTD_ACCEL_DONE_ABORTED);
}

TEST_F(accelerator, drain_descriptors_wait_for_those_before_them) {
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  work drain;
  drain.operation = VTD_ACCEL_OP_DRAIN;
  drain.record = record_area + 64;
  work later;
  later.record = record_area + 128;
  ASSERT_EQ(submit(drain), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_EQ(submit(later), VTD_ACCEL_SUBMIT_ACCEPTED);
  wait(us(5));
  EXPECT_EQ(of(drain).status, VTD_ACCEL_DONE_PENDING);
  EXPECT_EQ(of(later).status, VTD_ACCEL_DONE_SUCCESS) << "the others do not wait";
  ASSERT_EQ(group.size(), 1u);
  map_new(pasid_a, area_a);
  respond(group[0]);
  EXPECT_TRUE(until([&] { return of(drain).status == VTD_ACCEL_DONE_SUCCESS; }));
}

TEST_F(accelerator, reset_ends_everything) {
  map_new(pasid_a, area_a);
  ASSERT_EQ(run(fill(area_a, 64, 1)).status, VTD_ACCEL_DONE_SUCCESS);
  ASSERT_EQ(submit(fill(area_b, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  ASSERT_EQ(group.size(), 1u);
  accel(VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_RESET);
  ASSERT_TRUE(until([&] { return (accel(VTD_ACCEL_CTRL) & VTD_ACCEL_CTRL_RESET) == 0; }));
  EXPECT_EQ(accel(VTD_ACCEL_TLB_USED), 0u);
  EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 0u);
  EXPECT_EQ(accel(VTD_ACCEL_STATUS), 0u);
  respond(group[0]); // too late
  EXPECT_TRUE(until([&] { return accel(VTD_ACCEL_STATUS) == VTD_ACCEL_STATUS_UNEXPECTED; }));
}

// --- Invalidations

TEST_F(accelerator, translations_of_unmapped_pages_are_gone) {
  const uint64_t to = map_new(pasid_a, area_a);
  work w = fill(area_a, 64, 1);
  w.flags = VTD_ACCEL_FLAG_COMPLETION;
  ASSERT_EQ(run(w).status, VTD_ACCEL_DONE_SUCCESS);
  unmap(pasid_a, area_a);
  ASSERT_TRUE(until([&] { return waited(); }));
  w.source = 2;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_PAGE_FAULT);
  EXPECT_EQ(bench->ram.data()[to], 1);
  EXPECT_EQ(accel(VTD_ACCEL_INVALIDATIONS), 1u);
  EXPECT_EQ(unit32(VTD_FSTS_REG), 0u);
}

TEST_F(accelerator, a_device_that_keeps_translations_still_writes_there) {
  const uint64_t to = map_new(pasid_a, area_a);
  ASSERT_EQ(run(fill(area_a, 64, 1)).status, VTD_ACCEL_DONE_SUCCESS);
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_KEEP);
  unmap(pasid_a, area_a);
  ASSERT_TRUE(until([&] { return waited(); }));
  EXPECT_EQ(run(fill(area_a, 64, 2)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(bench->ram.data()[to], 2) << "this is why only trusted devices get ATS";
}

TEST_F(accelerator, invalidations_are_complete_after_the_last_use) {
  const uint64_t to = map_new(pasid_a, area_a);
  ASSERT_EQ(run(fill(area_a, 64, 1)).status, VTD_ACCEL_DONE_SUCCESS);
  bench->slow.slow_page = to;
  bench->slow.slow = us(5);
  ASSERT_EQ(submit(fill(area_a, 64, 2)), VTD_ACCEL_SUBMIT_ACCEPTED);
  wait(us(1));
  unmap_in_device(pasid_a, area_a);
  wait(us(2));
  EXPECT_EQ(accel(VTD_ACCEL_INVALIDATIONS), 1u);
  EXPECT_EQ(bench->ram.data()[to], 1) << "the write is still on its way";
  EXPECT_FALSE(waited());
  ASSERT_TRUE(until([&] { return waited(); }));
  EXPECT_EQ(bench->ram.data()[to], 2);
}

TEST_F(accelerator, other_translations_do_not_delay_an_invalidation) {
  const uint64_t slow = map_new(pasid_a, area_a);
  map_new(pasid_a, area_b);
  bench->slow.slow_page = slow;
  bench->slow.slow = us(5);
  ASSERT_EQ(submit(fill(area_a, 64, 2)), VTD_ACCEL_SUBMIT_ACCEPTED);
  wait(us(1));
  unmap_in_device(pasid_a, area_b);
  wait(us(2));
  EXPECT_TRUE(waited());
  EXPECT_EQ(bench->ram.data()[slow], 0);
}

TEST_F(accelerator, silence_leads_to_a_time_out) {
  map_new(pasid_a, area_a);
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_SILENT);
  unmap(pasid_a, area_a);
  wait(us(45));
  EXPECT_EQ(unit32(VTD_FSTS_REG), 0u);
  wait(us(10));
  EXPECT_EQ(unit32(VTD_FSTS_REG), VTD_FSTS_ITE);
  EXPECT_EQ(vtd_iqercd_itesid(unit64(VTD_IQERCD_REG)), sid);
  EXPECT_FALSE(waited());
  unit32(VTD_FSTS_REG, VTD_FSTS_ITE);
  accel(VTD_ACCEL_MISBEHAVE, 0);
  unmap(pasid_a, area_a); // software tries again
  EXPECT_TRUE(until([&] { return waited(); }));
}

TEST_F(accelerator, completions_that_nobody_waits_for_are_an_error) {
  map_new(pasid_a, area_a);
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_COMPLETION);
  unmap(pasid_a, area_a);
  ASSERT_TRUE(until([&] { return waited(); }));
  EXPECT_EQ(unit32(VTD_FSTS_REG), VTD_FSTS_ICE);
  EXPECT_EQ(vtd_iqercd_icesid(unit64(VTD_IQERCD_REG)), sid);
}

// --- Misdeeds

TEST_F(accelerator, forged_translated_requests_need_the_right) {
  const uint64_t victim = vtdt_pages(&space, 1);
  set_context(false);
  submit(vtdt_cc_device(sid, 0, 0));
  submit_wait();
  ASSERT_TRUE(until([&] { return waited(); }));
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_TRANSLATED);
  work w = fill(victim, 64, 0x66);
  w.flags = 0;
  ASSERT_EQ(submit(w), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  EXPECT_EQ(bench->ram.data()[victim], 0);
  EXPECT_NE(unit32(VTD_FSTS_REG) & VTD_FSTS_PPF, 0u);
}

TEST_F(accelerator, forged_ids_lead_nowhere) {
  const uint64_t to = map_new(pasid_a, area_a);
  work w = fill(area_a, 64, 0x66);
  w.flags = 0;
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_PASID);
  accel(VTD_ACCEL_FORGED_PASID, 50);
  ASSERT_EQ(submit(w), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_RID);
  accel(VTD_ACCEL_FORGED_RID, accelerator_bench::other_sid);
  ASSERT_EQ(submit(w), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 2; }));
  EXPECT_EQ(bench->ram.data()[to], 0);
}

TEST_F(accelerator, a_flood_of_page_requests_overflows_the_queue_and_nothing_else) {
  accel(VTD_ACCEL_FORGED_PASID, pasid_b);
  accel(VTD_ACCEL_FLOOD, 1000);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_PAGE_REQUESTS) == 1000; }));
  EXPECT_NE(unit32(VTD_PRS_REG) & VTD_PRS_PRO, 0u);
  EXPECT_NE(accel(VTD_ACCEL_STATUS) & VTD_ACCEL_STATUS_UNEXPECTED, 0u) << "automatic responses";
  const uint64_t to = map_new(pasid_a, area_a);
  EXPECT_EQ(run(fill(area_a, 64, 5)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(bench->ram.data()[to], 5);
  EXPECT_EQ(requests().size(), 127u) << "one page of entries less one";
  unit32(VTD_PRS_REG, VTD_PRS_PRO); // software goes on
  ASSERT_EQ(submit(fill(area_b, 64, 5)), VTD_ACCEL_SUBMIT_ACCEPTED);
  EXPECT_EQ(next_group().size(), 1u);
}

// --- At random: many copies while pages move

TEST_F(accelerator, copies_are_right_while_pages_come_and_go) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed()));
  std::mt19937_64 random(seed());
  constexpr unsigned pages = 24, rounds = 150;
  const auto pick = [&](uint64_t n) { return random() % n; };
  for (const uint32_t pasid : {pasid_a, pasid_b}) {
    const uint64_t at = map_new(pasid, area_a, pages);
    pattern(at, pages * page_bytes, pasid);
  }
  // Where each page of each address space is now, as the tables say.
  const auto where = [&](uint32_t pasid, uint64_t addr) {
    const uint64_t leaf =
        bench->read64(vtdt_fs_entry_addr(&space, spaces.at(pasid).table, 4, addr, 1));
    return (leaf & 0xFFFFFFFFF000) + addr % page_bytes;
  };
  for (unsigned round = 0; round < rounds; ++round) {
    const uint32_t pasid = pick(2) ? pasid_a : pasid_b;
    if (pick(3) == 0) { // a page moves to a new place: what it holds moves with it
      const uint64_t addr = area_a + pick(pages) * page_bytes;
      const uint64_t old = where(pasid, addr), now = vtdt_pages(&space, 1);
      clear_leaf(pasid, addr);
      submit(vtdt_p_iotlb_page(did, pasid, addr, 0, true));
      submit(vtdt_p_dev_tlb(sid, pasid, addr, 12));
      submit_wait();
      ASSERT_TRUE(until([&] { return waited(); }))
          << "round " << round << std::hex << ", FSTS_REG " << unit32(VTD_FSTS_REG)
          << ", IQERCD_REG " << unit64(VTD_IQERCD_REG) << ", IQH_REG " << unit64(VTD_IQH_REG);
      std::memcpy(bench->ram.data() + now, bench->ram.data() + old, page_bytes);
      std::memset(bench->ram.data() + old, 0xEE, page_bytes);
      if (pick(2) == 0) { // comes when it is missed
        work touch = fill(addr + 8, 8, round, pasid);
        touch.record += sizeof(record);
        ASSERT_EQ(submit(touch), VTD_ACCEL_SUBMIT_ACCEPTED);
        const auto group = next_group();
        ASSERT_EQ(group.size(), 1u);
        map(pasid, addr, now);
        respond(group[0]);
        ASSERT_TRUE(until([&] { return of(touch).status == VTD_ACCEL_DONE_SUCCESS; }));
      } else {
        map(pasid, addr, now);
      }
    }
    std::memset(bench->ram.data() + spaces.at(pasid).record_page, 0, page_bytes);
    const auto length = static_cast<uint32_t>(1 + pick(3 * page_bytes));
    const uint64_t half = pages / 2 * page_bytes;
    const uint64_t from = area_a + pick(half - length);
    const uint64_t to = area_a + half + pick(half - length);
    std::vector<uint8_t> expected(length);
    for (uint32_t i = 0; i < length; ++i)
      expected[i] = bench->ram.data()[where(pasid, from + i)];
    ASSERT_EQ(run(copy(from, to, length, pasid)).status, VTD_ACCEL_DONE_SUCCESS);
    for (uint32_t i = 0; i < length; ++i)
      ASSERT_EQ(bench->ram.data()[where(pasid, to + i)], expected[i])
          << "round " << round << ", byte " << i;
  }
  EXPECT_EQ(unit32(VTD_FSTS_REG), 0u);
}

} // namespace

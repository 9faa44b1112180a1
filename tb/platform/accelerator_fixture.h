// SPDX-License-Identifier: Apache-2.0
// What the tests of the accelerator share: a unit in scalable mode, address spaces by PASID, and
// the operating system's side of queues, page requests and invalidations.
#ifndef VTD_ACCELERATOR_FIXTURE_H
#define VTD_ACCELERATOR_FIXTURE_H

#include <algorithm>
#include <cstdio>
#include <gtest/gtest.h>
#include <random>

#include "accelerator_bench.h"

namespace accelerator_tests {

constexpr uint16_t sid = accelerator_bench::sid;
constexpr uint16_t did = 9;
constexpr uint32_t rid_pasid = 2, pasid_a = 16, pasid_b = 17;
constexpr uint64_t status_addr = 0x1000;   // of wait descriptors
constexpr uint64_t code_area = 0x40000000; // addresses that the device uses
constexpr uint64_t record_area = 0x50000000;
constexpr uint64_t page_bytes = 4096;

inline sc_core::sc_time us(double value) {
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

} // namespace accelerator_tests

#endif // VTD_ACCELERATOR_FIXTURE_H

// SPDX-License-Identifier: Apache-2.0
// A scalable-mode unit among devices and memory of other people: every adapter is in use once.
#ifndef VTD_TB_ADAPTERS_BENCH_H
#define VTD_TB_ADAPTERS_BENCH_H

#include "harness.h"
#include "lookalikes.h"
#include "sm_tables.h"
#include "vtd/adapters/soc_ats.h"
#include "vtd/adapters/soc_genattr.h"
#include "vtd/adapters/vcml_sbi.h"

namespace tb {

using lookalike::atsattr;
using lookalike::genattr;
using lookalike::sbiext;
using sbi = vtd::adapters::sbi_rules<sbiext>;
using soc = vtd::adapters::genattr_rules<genattr, atsattr>;

// Requester 00:01.0 has all rights and PASIDs, 00:02.0 is pass-through, 00:03.0 and on have none.
struct adapters_bench : sc_core::sc_module {
  static constexpr uint16_t sid = 0x0008, trusted = 0x0010, nobody = 0x0018;
  static constexpr uint32_t rid_pasid = 2, pasid = 16;
  static constexpr uint64_t iova = 0x40000000, page = 0x50000000, pasid_page = 0x60000000;
  static constexpr uint64_t large_iova = 0x80000000, large = 0x70000000; // 2 MiB

  vtd::iommu<> unit;
  memory<64> ram;
  initiator<64> bridged, resolved, soc_device, soc_requests, cpu;
  vtd::adapters::inbound<sbi> in;
  vtd::adapters::outbound<sbi> out_sbi;
  vtd::adapters::outbound<soc> out_soc;
  vtd::adapters::soc_ats<atsattr> ats;
  memory<64> forgets; // where the device takes its invalidations: only the log counts
  vtdt_space space{};
  uint64_t root = 0, table = 0, pasid_table = 0;
  vtdt_queue queue{};

  explicit adapters_bench(const sc_core::sc_module_name &name)
      : sc_core::sc_module(name), unit("unit", config()), ram("ram", memory_bytes),
        bridged("bridged"), resolved("resolved"), soc_device("soc_device"),
        soc_requests("soc_requests"), cpu("cpu"), in("in"), out_sbi("out_sbi", downstream()),
        out_soc("out_soc", soc()), ats("ats", unit.ats(), vtd::identity(sid)),
        forgets("forgets", 4096) {
    bridged.socket.bind(in.in);
    in.out.bind(unit.dma[0]);
    resolved.socket.bind(unit.dma[1]);
    soc_device.socket.bind(unit.dma[2]);
    soc_requests.socket.bind(ats.req);
    ats.out.bind(unit.dma[3]);
    ats.inv.bind(forgets.socket);
    cpu.socket.bind(unit.regs);
    unit.mem.bind(out_sbi.in);
    out_sbi.out.bind(out_soc.in);
    out_soc.out.bind(ram.socket);
    space.ctx = this;
    space.read64 = [](void *ctx, uint64_t addr) {
      return static_cast<adapters_bench *>(ctx)->ram.read64(addr);
    };
    space.write64 = [](void *ctx, uint64_t addr, uint64_t value) {
      static_cast<adapters_bench *>(ctx)->ram.write64(addr, value);
    };
  }

  void fresh() {
    unit.do_reset(true);
    unit.clear_stats();
    ram.fresh();
    forgets.fresh();
    for (initiator<64> *i : {&bridged, &resolved, &soc_device, &soc_requests})
      i->revoked.clear();
    space.next = tables_first;
    space.end = tables_end;
    root = vtdt_root_new(&space);
    make_tables();
    queue = vtdt_queue_new(&space, 0, true);
    write(VTD_RTADDR_REG, vtd_rtaddr_ttm_set(root, VTD_RTADDR_TTM_SCALABLE), 8);
    command(VTD_GCMD_SRTP);
    write(VTD_IQT_REG, 0, 8);
    write(VTD_IQA_REG, queue.iqa, 8);
    command(VTD_GCMD_QIE);
    command(VTD_GCMD_TE);
    use(sbi());
  }

  // The resolver of port 1 is for these rules; that of port 2 is libsystemctlm-soc's.
  void use(sbi rules) {
    const auto first = vtd::adapters::resolver(rules);
    soc second;
    second.unnamed = vtd::identity(sid);
    const auto other = vtd::adapters::resolver(second);
    unit.set_identity_resolver(
        [=](unsigned port, const tlm_generic_payload &payload, vtd::identity &id) {
          return (port == 1 ? first : other)(port, payload, id);
        });
  }

  void submit(const vtdt_descriptor &d) {
    vtdt_queue_push(&queue, d);
    write(VTD_IQT_REG, queue.tail, 8);
  }
  bool faulted() {
    uint32_t status = 0;
    cpu.read(VTD_FSTS_REG, &status, 4);
    return (status & VTD_FSTS_PPF) != 0;
  }

private:
  static vtd::iommu_config config() {
    vtd::iommu_config c;
    c.core = vtd_config_scalable();
    c.dma_ports = 4;
    c.port_identity = {vtd::identity(nobody), vtd::identity(nobody), vtd::identity(nobody)};
    return c;
  }
  static sbi downstream() {
    sbi rules;
    rules.own_cpuid = 99;
    return rules;
  }

  void write(uint32_t offset, uint64_t value, unsigned bytes) {
    ASSERT_EQ(cpu.write(offset, &value, bytes), tlm::TLM_OK_RESPONSE);
  }
  void command(uint32_t set) {
    uint32_t now = 0;
    cpu.read(VTD_GSTS_REG, &now, 4);
    write(VTD_GCMD_REG, (now & VTD_GSTS_KEEP) | set, 4);
  }

  void entry(uint64_t directory, uint32_t number, unsigned pgtt, uint64_t first) {
    vtdt_pasid e = {};
    e.pgtt = static_cast<uint8_t>(pgtt);
    e.aw = VTD_PASID_AW_48;
    e.did = 9;
    e.pwsnp = e.sre = true;
    e.fsptptr = first;
    vtdt_pasid_set(&space, directory, number, &e);
  }
  void function(uint16_t requester, uint64_t directory) {
    vtdt_sm_context context = {};
    context.dte = context.paside = context.pre = true;
    context.rid_pasid = rid_pasid;
    context.directory = directory;
    vtdt_sm_context_set(&space, root, requester, &context);
  }

  void make_tables() {
    constexpr unsigned rw = VTDT_FS_W | VTDT_FS_USER;
    table = vtdt_pages(&space, 1);
    pasid_table = vtdt_pages(&space, 1);
    const uint64_t directory = vtdt_pasid_directory_new(&space, 0);
    function(sid, directory);
    entry(directory, rid_pasid, VTD_PASID_PGTT_FS, table);
    entry(directory, pasid, VTD_PASID_PGTT_FS, pasid_table);
    const uint64_t other = vtdt_pasid_directory_new(&space, 0);
    function(trusted, other);
    entry(other, rid_pasid, VTD_PASID_PGTT_PT, 0);
    ASSERT_TRUE(vtdt_fs_map(&space, table, 4, iova, page, 12, rw));
    ASSERT_TRUE(vtdt_fs_map(&space, table, 4, iova + 0x1000, page + 0x5000, 12, rw));
    ASSERT_TRUE(vtdt_fs_map(&space, table, 4, iova + 0x2000, page + 0x2000, 12, VTDT_FS_USER));
    ASSERT_TRUE(vtdt_fs_map(&space, table, 4, large_iova, large, 21, rw));
    ASSERT_TRUE(vtdt_fs_map(&space, pasid_table, 4, iova, pasid_page, 12, rw));
    // For supervisors only.
    ASSERT_TRUE(
        vtdt_fs_map(&space, pasid_table, 4, iova + 0x1000, pasid_page + 0x1000, 12, VTDT_FS_W));
  }
};

adapters_bench &bench();

} // namespace tb

#endif // VTD_TB_ADAPTERS_BENCH_H

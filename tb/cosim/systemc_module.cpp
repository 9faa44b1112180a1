// SPDX-License-Identifier: Apache-2.0
// The RTL IOTLB as a SystemC module: signals on its pins, a clock, and a process that plays the
// requester, the page walker and the invalidation queue. Ends with status 0 if every answer was
// right.
#include <cstdint>
#include <cstdio>
#include <string>

#include <systemc>

#include "Vsystemc_iotlb.h"

namespace {

using sc_core::sc_signal;

constexpr uint32_t status_hit = 0, status_walked = 1, status_fault = 3; // vtd_iotlb_pkg
constexpr uint32_t scope_domain = 1;
constexpr int patience = 100; // cycles

struct bench : sc_core::sc_module {
  sc_core::sc_clock clk{"clk", 10, sc_core::SC_NS};
  Vsystemc_iotlb dut{"dut"};

  sc_signal<bool> rst_n, req_valid, req_ready, req_pasid_valid, req_alone, req_probe;
  sc_signal<bool> rsp_valid, rsp_ready, rsp_pasid_valid, access_end;
  sc_signal<bool> walk_valid, walk_ready, walk_pasid_valid;
  sc_signal<bool> result_valid, result_ready, result_fault, result_nocache;
  sc_signal<bool> inv_valid, inv_ready, inv_drain_rd, inv_drain_wr, inv_done, inv_swept;
  sc_signal<bool> flip_valid, flip_ready, flip_super, parity_error;
  sc_signal<uint32_t> req_id, req_did, req_pasid, req_stage, req_need;
  sc_signal<uint32_t> rsp_id, rsp_status, rsp_reason, rsp_level, rsp_perm, rsp_attr, rsp_mtype,
      rsp_did, rsp_pasid, access_end_id;
  sc_signal<uint32_t> walk_did, walk_pasid, walk_stage, walk_need;
  sc_signal<uint32_t> result_reason, result_level, result_perm, result_attr, result_mtype;
  sc_signal<uint32_t> inv_scope, inv_did, inv_pasid, inv_shift, inv_tag, inv_done_tag;
  sc_signal<uint32_t> flip_index, flip_bit;
  sc_signal<bool> walk_handle, result_handle; // two miss registers: one bit
  sc_signal<uint32_t> count_hit, count_miss, count_merge, count_evict, count_kill, count_rewalk,
      count_stall, count_parity;
  sc_signal<uint64_t> req_vpn, rsp_hpn, rsp_vpn, walk_vpn, result_hpn, inv_vpn;
  int failures = 0;

  SC_HAS_PROCESS(bench);
  explicit bench(sc_core::sc_module_name name) : sc_module(name) {
    bind();
    SC_THREAD(run);
    sensitive << clk.negedge_event();
  }

  void bind() {
    dut.clk_i(clk);
    dut.rst_ni(rst_n);
    dut.req_valid_i(req_valid);
    dut.req_ready_o(req_ready);
    dut.req_id_i(req_id);
    dut.req_vpn_i(req_vpn);
    dut.req_did_i(req_did);
    dut.req_pasid_valid_i(req_pasid_valid);
    dut.req_pasid_i(req_pasid);
    dut.req_stage_i(req_stage);
    dut.req_need_i(req_need);
    dut.req_alone_i(req_alone);
    dut.req_probe_i(req_probe);
    dut.rsp_valid_o(rsp_valid);
    dut.rsp_ready_i(rsp_ready);
    dut.rsp_id_o(rsp_id);
    dut.rsp_status_o(rsp_status);
    dut.rsp_reason_o(rsp_reason);
    dut.rsp_hpn_o(rsp_hpn);
    dut.rsp_level_o(rsp_level);
    dut.rsp_perm_o(rsp_perm);
    dut.rsp_attr_o(rsp_attr);
    dut.rsp_mtype_o(rsp_mtype);
    dut.rsp_vpn_o(rsp_vpn);
    dut.rsp_did_o(rsp_did);
    dut.rsp_pasid_valid_o(rsp_pasid_valid);
    dut.rsp_pasid_o(rsp_pasid);
    dut.access_end_i(access_end);
    dut.access_end_id_i(access_end_id);
    dut.walk_valid_o(walk_valid);
    dut.walk_ready_i(walk_ready);
    dut.walk_handle_o(walk_handle);
    dut.walk_vpn_o(walk_vpn);
    dut.walk_did_o(walk_did);
    dut.walk_pasid_valid_o(walk_pasid_valid);
    dut.walk_pasid_o(walk_pasid);
    dut.walk_stage_o(walk_stage);
    dut.walk_need_o(walk_need);
    dut.result_valid_i(result_valid);
    dut.result_ready_o(result_ready);
    dut.result_handle_i(result_handle);
    dut.result_fault_i(result_fault);
    dut.result_reason_i(result_reason);
    dut.result_nocache_i(result_nocache);
    dut.result_hpn_i(result_hpn);
    dut.result_level_i(result_level);
    dut.result_perm_i(result_perm);
    dut.result_attr_i(result_attr);
    dut.result_mtype_i(result_mtype);
    dut.inv_valid_i(inv_valid);
    dut.inv_ready_o(inv_ready);
    dut.inv_scope_i(inv_scope);
    dut.inv_did_i(inv_did);
    dut.inv_pasid_i(inv_pasid);
    dut.inv_vpn_i(inv_vpn);
    dut.inv_shift_i(inv_shift);
    dut.inv_drain_rd_i(inv_drain_rd);
    dut.inv_drain_wr_i(inv_drain_wr);
    dut.inv_tag_i(inv_tag);
    dut.inv_done_o(inv_done);
    dut.inv_done_tag_o(inv_done_tag);
    dut.inv_swept_o(inv_swept);
    dut.flip_valid_i(flip_valid);
    dut.flip_ready_o(flip_ready);
    dut.flip_super_i(flip_super);
    dut.flip_index_i(flip_index);
    dut.flip_bit_i(flip_bit);
    dut.count_hit_o(count_hit);
    dut.count_miss_o(count_miss);
    dut.count_merge_o(count_merge);
    dut.count_evict_o(count_evict);
    dut.count_kill_o(count_kill);
    dut.count_rewalk_o(count_rewalk);
    dut.count_stall_o(count_stall);
    dut.count_parity_o(count_parity);
    dut.parity_error_o(parity_error);
  }

  void expect(bool good, const char *what) {
    if (good)
      return;
    std::fprintf(stderr, "%s: %s\n", sc_core::sc_time_stamp().to_string().c_str(), what);
    failures++;
  }

  // Waits until the signal is set at a falling edge of the clock.
  void until(const sc_signal<bool> &signal) {
    for (int n = 0; n < patience && !signal; n++)
      wait();
    expect(signal, (std::string("no ") + signal.basename()).c_str());
  }

  // A read of a page of domain 5 by request `id`.
  void ask(uint32_t id, uint64_t vpn) {
    req_id = id;
    req_vpn = vpn;
    req_did = 5;
    req_need = 1;
    req_valid = true;
    wait(sc_core::SC_ZERO_TIME);
    wait(sc_core::SC_ZERO_TIME);
    wait(1, sc_core::SC_NS);
    expect(req_ready, "the request is not taken");
    wait();
    req_valid = false;
  }

  // Ends the walk that is requested with a 4 KiB page or a fault.
  void walk(uint64_t vpn, uint64_t hpn, uint32_t reason) {
    until(walk_valid);
    expect(walk_vpn == vpn && walk_did == 5u, "the walk is for another page");
    bool handle = walk_handle;
    wait();
    result_handle = handle;
    result_hpn = hpn;
    result_perm = 3;
    result_fault = reason != 0;
    result_reason = reason;
    result_valid = true;
    wait();
    result_valid = false;
  }

  void answer(uint32_t id, uint32_t status, uint64_t hpn) {
    until(rsp_valid);
    expect(rsp_id == id && rsp_status == status, "another answer was expected");
    expect(status == status_fault || rsp_hpn == hpn, "the host page is wrong");
    access_end_id = id;
    wait();
    access_end = status != status_fault;
    wait();
    access_end = false;
  }

  void run() {
    wait();
    rst_n = true;
    rsp_ready = true;
    walk_ready = true;
    wait();

    ask(1, 0x1234);
    walk(0x1234, 0xABCDE, 0);
    answer(1, status_walked, 0xABCDE);
    ask(2, 0x1234);
    answer(2, status_hit, 0xABCDE);

    inv_scope = scope_domain;
    inv_did = 5;
    inv_tag = 77;
    inv_drain_rd = true;
    inv_valid = true;
    wait();
    inv_valid = false;
    until(inv_done);
    expect(inv_done_tag == 77u, "done carries another tag");
    wait();

    ask(3, 0x1234);
    walk(0x1234, 0, 6);
    answer(3, status_fault, 0);
    expect(rsp_reason == 6u, "the fault's reason is lost");
    expect(count_hit == 1u && count_miss == 2u, "the counters are wrong");
    sc_core::sc_stop();
  }
};

} // namespace

int sc_main(int argc, char **argv) {
  Verilated::commandArgs(argc, argv);
  bench top("bench");
  sc_core::sc_start(100, sc_core::SC_US);
  if (sc_core::sc_get_status() != sc_core::SC_STOPPED) {
    std::fprintf(stderr, "the bench did not come to its end\n");
    return 1;
  }
  std::printf("%llu ns: miss, walk, hit, invalidation, fault: %s\n",
              static_cast<unsigned long long>(sc_core::sc_time_stamp().value() / 1000),
              top.failures == 0 ? "as expected" : "FAILED");
  return top.failures == 0 ? 0 : 1;
}

// SPDX-License-Identifier: Apache-2.0
// A Verilated IOTLB of any geometry, driven by the structs of iotlb_pins.h.
#ifndef VTD_TB_IOTLB_VERILATED_H
#define VTD_TB_IOTLB_VERILATED_H

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include <verilated.h>
#include <verilated_fst_c.h>
#ifdef VTD_RTL_COVERAGE
#include <verilated_cov.h>
#endif

#include "iotlb_dut.h"
#include "vtd/rtl_entry.h"

namespace vtd::tb {

template <class V> class dut_of final : public dut {
public:
  // prepare(top) runs before the first evaluation.
  template <class Prepare>
  dut_of(const shape &s, const std::string &what, const std::string &wave, Prepare prepare)
      : top_(&context_) {
    form = s;
    note = what;
    context_.fatalOnError(false);
    if (!wave.empty()) {
      context_.traceEverOn(true);
      wave_ = std::make_unique<VerilatedFstC>();
      top_.trace(wave_.get(), 99);
      wave_->open(wave.c_str());
      if (!wave_->isOpen())
        throw std::runtime_error("cannot write the wave file " + wave);
    }
    prepare(top_);
    reset();
  }

  ~dut_of() override {
    if (wave_)
      wave_->close();
    top_.final();
  }

  void reset() override {
    top_.rst_ni = 0;
    look(inputs{});
    clock();
    top_.rst_ni = 1;
  }

  outputs look(const inputs &in) override {
    drive(in);
    top_.clk_i = 0;
    top_.eval();
    if (wave_)
      wave_->dump(cycle_ * 10);
    return sample();
  }

  void clock() override {
    top_.clk_i = 1;
    top_.eval();
    if (wave_)
      wave_->dump(cycle_ * 10 + 5);
    cycle_++;
  }

  bool entry_at(uint32_t index, struct key *key, struct data *data) const override {
    vtd_iotlb_key k;
    vtd_iotlb_entry e;
    if (!rtl_entry_at(*top_.rootp, form.sets * form.ways, form.supers, index, &k, &e))
      return false;
    key->vpn = k.addr >> VTD_PAGE_SHIFT;
    key->did = k.did;
    key->pasid_valid = k.pasid_valid;
    key->pasid = k.pasid;
    key->stage = k.type;
    data->hpn = e.addr >> VTD_PAGE_SHIFT;
    data->level = rtl_level(e.page_shift);
    data->perm = e.perm;
    data->attr = e.attr;
    data->mtype = e.mtype;
    return true;
  }

  bool assertion_failed() const override { return context_.gotError() || context_.gotFinish(); }

  bool write_coverage(const std::string &file) override {
#ifdef VTD_RTL_COVERAGE
    context_.coveragep()->write(file.c_str());
    return true;
#else
    (void)file;
    return false;
#endif
  }

private:
  void drive(const inputs &in) {
    top_.req_valid_i = in.req.valid;
    top_.req_id_i = in.req.id;
    top_.req_vpn_i = in.req.key.vpn;
    top_.req_did_i = in.req.key.did;
    top_.req_pasid_valid_i = in.req.key.pasid_valid;
    // Without a PASID its pins mean nothing.
    top_.req_pasid_i = in.req.key.pasid_valid ? in.req.key.pasid : cycle_ * 2654435761u % 0xFFFFF;
    top_.req_stage_i = in.req.key.stage;
    top_.req_need_i = in.req.need;
    top_.req_alone_i = in.req.alone;
    top_.req_probe_i = in.req.probe;
    top_.rsp_ready_i = in.rsp_ready;
    top_.access_end_i = in.access_end.valid;
    top_.access_end_id_i = in.access_end.id;
    top_.walk_ready_i = in.walk_ready;
    top_.result_valid_i = in.result.valid;
    top_.result_handle_i = in.result.handle;
    top_.result_fault_i = in.result.fault;
    top_.result_reason_i = in.result.reason;
    top_.result_nocache_i = in.result.nocache;
    top_.result_hpn_i = in.result.data.hpn;
    top_.result_level_i = in.result.data.level;
    top_.result_perm_i = in.result.data.perm;
    top_.result_attr_i = in.result.data.attr;
    top_.result_mtype_i = in.result.data.mtype;
    top_.inv_valid_i = in.inv.valid;
    top_.inv_scope_i = in.inv.what.scope;
    top_.inv_did_i = in.inv.what.did;
    top_.inv_pasid_i = in.inv.what.pasid;
    top_.inv_vpn_i = in.inv.what.vpn;
    top_.inv_shift_i = in.inv.what.shift;
    top_.inv_drain_rd_i = in.inv.drain_rd;
    top_.inv_drain_wr_i = in.inv.drain_wr;
    top_.inv_tag_i = in.inv.tag;
    top_.flip_valid_i = in.flip.valid;
    top_.flip_super_i = in.flip.super;
    top_.flip_index_i = in.flip.index;
    top_.flip_bit_i = in.flip.bit;
  }

  outputs sample() const {
    outputs o;
    o.req_ready = top_.req_ready_o;
    o.rsp.valid = top_.rsp_valid_o;
    o.rsp.id = top_.rsp_id_o;
    o.rsp.status = top_.rsp_status_o;
    o.rsp.reason = top_.rsp_reason_o;
    o.rsp.data.hpn = top_.rsp_hpn_o;
    o.rsp.data.level = top_.rsp_level_o;
    o.rsp.data.perm = top_.rsp_perm_o;
    o.rsp.data.attr = top_.rsp_attr_o;
    o.rsp.data.mtype = top_.rsp_mtype_o;
    o.rsp.vpn = top_.rsp_vpn_o;
    o.rsp.did = top_.rsp_did_o;
    o.rsp.pasid_valid = top_.rsp_pasid_valid_o;
    o.rsp.pasid = top_.rsp_pasid_o;
    o.walk.valid = top_.walk_valid_o;
    o.walk.handle = top_.walk_handle_o;
    o.walk.key.vpn = top_.walk_vpn_o;
    o.walk.key.did = top_.walk_did_o;
    o.walk.key.pasid_valid = top_.walk_pasid_valid_o;
    o.walk.key.pasid = top_.walk_pasid_o;
    o.walk.key.stage = top_.walk_stage_o;
    o.walk.need = top_.walk_need_o;
    o.result_ready = top_.result_ready_o;
    o.inv_ready = top_.inv_ready_o;
    o.inv_done = top_.inv_done_o;
    o.inv_done_tag = top_.inv_done_tag_o;
    o.inv_swept = top_.inv_swept_o;
    o.flip_ready = top_.flip_ready_o;
    o.count.hit = top_.count_hit_o;
    o.count.miss = top_.count_miss_o;
    o.count.merge = top_.count_merge_o;
    o.count.evict = top_.count_evict_o;
    o.count.kill = top_.count_kill_o;
    o.count.rewalk = top_.count_rewalk_o;
    o.count.stall = top_.count_stall_o;
    o.count.parity = top_.count_parity_o;
    o.parity_error = top_.parity_error_o;
    return o;
  }

  VerilatedContext context_;
  V top_;
  std::unique_ptr<VerilatedFstC> wave_;
  uint64_t cycle_ = 0;
};

} // namespace vtd::tb

#endif // VTD_TB_IOTLB_VERILATED_H

// SPDX-License-Identifier: Apache-2.0
// Each call is written down when it comes, passed on, and its end is written down.
#include "vtd/traffic_tap.h"

#include <algorithm>
#include <cstring>

#include "vtd/interrupt_sink.h"

namespace vtd {

namespace {

uint64_t flags_of(std::initializer_list<bool> flags) {
  uint64_t value = 0;
  unsigned shift = 0;
  for (const bool flag : flags)
    value |= uint64_t{flag} << shift++;
  return value;
}

// Up to 8 bytes of a payload as a number.
uint64_t value_of(const tlm::tlm_generic_payload &trans) {
  uint64_t value = 0;
  std::memcpy(&value, trans.get_data_ptr(), std::min(trans.get_data_length(), 8u));
  return value;
}

bool is_message(const tlm::tlm_generic_payload &trans) {
  const router_window range = interrupt_window("interrupts");
  return trans.is_write() && trans.get_data_length() == 4 &&
         (trans.get_address() & ~range.undecoded) - range.base < range.bytes;
}

traffic_record begin(traffic kind, unsigned unit) {
  traffic_record r;
  r.begin(kind);
  r.add(unit);
  if (traffic_inward(kind))
    r.add(sc_core::sc_time_stamp().value());
  return r;
}

void keep_data(traffic_record &r, const tlm::tlm_generic_payload &trans) {
  r.data.assign(trans.get_data_ptr(), trans.get_data_ptr() + trans.get_data_length());
}

traffic_record end_of(const tlm::tlm_generic_payload &trans, uint64_t delay) {
  traffic_record r;
  r.begin(traffic::end);
  r.add(static_cast<uint64_t>(-trans.get_response_status() + tlm::TLM_OK_RESPONSE));
  r.add(delay);
  return r;
}

} // namespace

traffic_record register_record(unsigned unit, const tlm::tlm_generic_payload &trans) {
  traffic_record r =
      begin(trans.is_write() ? traffic::register_write : traffic::register_read, unit);
  r.add(trans.get_address());
  r.add(trans.get_data_length());
  if (trans.is_write())
    r.add(value_of(trans));
  return r;
}

traffic_record dma_record(unsigned unit, unsigned port, const tlm::tlm_generic_payload &trans) {
  traffic_record r = begin(traffic::dma, unit);
  const auto *extension = trans.get_extension<dma_extension>();
  const identity id = extension != nullptr ? extension->id : identity();
  r.add(port);
  r.add(trans.get_address());
  r.add(trans.get_data_length());
  r.add(flags_of({trans.is_write(), extension != nullptr, id.pasid_valid, id.execute, id.privileged,
                  id.no_write, id.no_snoop, trans.get_extension<ats_extension>() != nullptr}) |
        static_cast<uint64_t>(id.at) << 8);
  r.add(id.sid);
  r.add(id.segment);
  r.add(id.pasid);
  // An interrupt request is more than its address; data of others are none of the unit's business.
  if (is_message(trans))
    r.add(value_of(trans));
  if (extension == nullptr || extension->operation == atomic_op::none)
    return r;
  r.add(static_cast<uint64_t>(extension->operation));
  r.add(extension->operand[0]);
  r.add(extension->operand[1]);
  return r;
}

traffic_record outward_record(unsigned unit, bool walk, const tlm::tlm_generic_payload &trans) {
  if (walk) {
    traffic_record r = begin(trans.is_write() ? traffic::table_write : traffic::table_read, unit);
    r.add(trans.get_address());
    r.add(trans.get_data_length());
    if (trans.is_write())
      keep_data(r, trans);
    return r;
  }
  if (is_message(trans)) {
    traffic_record r = begin(traffic::message, unit);
    r.add(trans.get_address());
    r.add(value_of(trans));
    return r;
  }
  traffic_record r = begin(traffic::access, unit);
  r.add(trans.get_address());
  r.add(trans.get_data_length());
  r.add(trans.is_write());
  return r;
}

traffic_record inward_end(const tlm::tlm_generic_payload &trans, uint64_t delay) {
  traffic_record r = end_of(trans, delay);
  const auto *extension = trans.get_extension<dma_extension>();
  if (extension == nullptr) { // a register, or a port with an identity of its own
    if (trans.is_read() && trans.get_data_length() <= 8)
      r.add(value_of(trans));
    return r;
  }
  r.add(extension->status);
  r.add(extension->code);
  if (extension->id.at != VTD_AT_TRANSLATION)
    return r;
  r.add(extension->result.addr);
  r.add(extension->result.perm);
  r.add(extension->result.flags);
  r.add(extension->result.page_shift);
  return r;
}

traffic_record outward_end(bool walk, const tlm::tlm_generic_payload &trans, uint64_t delay) {
  traffic_record r = end_of(trans, delay);
  if (walk && trans.is_read() && trans.is_response_ok())
    keep_data(r, trans);
  return r;
}

traffic_record invalidation_record(unsigned unit, const vtd_dev_tlb_inv &inv) {
  traffic_record r = begin(traffic::invalidation_request, unit);
  for (const uint64_t value :
       {uint64_t{inv.sid}, uint64_t{inv.itag}, flags_of({inv.pasid_valid, inv.global}),
        uint64_t{inv.pasid}, uint64_t{inv.shift}, inv.base})
    r.add(value);
  return r;
}

traffic_record group_response_record(unsigned unit, const vtd_page_group_response &response) {
  traffic_record r = begin(traffic::page_group_response, unit);
  for (const uint64_t value :
       {uint64_t{response.sid}, uint64_t{response.prgi}, uint64_t{response.code},
        flags_of({response.pasid_valid, response.automatic}), uint64_t{response.pasid}})
    r.add(value);
  return r;
}

traffic_tap::traffic_tap(sc_core::sc_module_name name, unsigned index, iommu<64> &unit,
                         recording_writer &writer)
    : sc_module(name), regs("regs"), dma("dma", unit.dma.size()), mem("mem"), index_(index),
      unit_(unit), writer_(writer), to_regs_("to_regs"), to_dma_("to_dma", unit.dma.size()),
      from_unit_("from_unit", 2) {
  regs.register_b_transport(this, &traffic_tap::pass_register);
  regs.register_transport_dbg(this, &traffic_tap::debug_register);
  to_regs_.bind(unit.regs);
  for (unsigned i = 0; i < dma.size(); ++i) {
    dma[i].register_b_transport(this, &traffic_tap::pass_dma, static_cast<int>(i));
    dma[i].register_transport_dbg(this, &traffic_tap::debug_dma, static_cast<int>(i));
    to_dma_[i].bind(unit.dma[i]);
  }
  for (int walk = 0; walk < 2; ++walk) {
    from_unit_[walk].register_b_transport(this, &traffic_tap::pass_outward, walk);
    from_unit_[walk].register_transport_dbg(this, &traffic_tap::debug_outward, walk);
  }
  unit.mem.bind(from_unit_[0]);
  unit.walk.bind(from_unit_[1]);
}

void traffic_tap::end_call() {
  traffic_record r;
  r.begin(traffic::end);
  writer_.write(r);
}

void traffic_tap::do_reset() {
  writer_.write(begin(traffic::reset, index_));
  unit_.do_reset();
  end_call();
}

void traffic_tap::pass_register(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const sc_core::sc_time before = delay;
  writer_.write(register_record(index_, trans));
  to_regs_->b_transport(trans, delay);
  writer_.write(inward_end(trans, (delay - before).value()));
}

void traffic_tap::pass_dma(int port, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const sc_core::sc_time before = delay;
  writer_.write(dma_record(index_, static_cast<unsigned>(port), trans));
  to_dma_[static_cast<size_t>(port)]->b_transport(trans, delay);
  writer_.write(inward_end(trans, (delay - before).value()));
}

void traffic_tap::pass_outward(int walk, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const sc_core::sc_time before = delay;
  writer_.write(outward_record(index_, walk != 0, trans));
  mem->b_transport(trans, delay);
  writer_.write(outward_end(walk != 0, trans, (delay - before).value()));
}

// The unit's compare and exchange is done this way; what a debugger reads is not.
unsigned traffic_tap::debug_outward(int walk, tlm::tlm_generic_payload &trans) {
  if (debug_depth_ != 0)
    return mem->transport_dbg(trans);
  writer_.write(outward_record(index_, walk != 0, trans));
  const unsigned moved = mem->transport_dbg(trans);
  trans.set_response_status(moved == trans.get_data_length() ? tlm::TLM_OK_RESPONSE
                                                             : tlm::TLM_GENERIC_ERROR_RESPONSE);
  writer_.write(outward_end(walk != 0, trans, 0));
  return moved;
}

unsigned traffic_tap::debug_register(tlm::tlm_generic_payload &trans) {
  ++debug_depth_;
  const unsigned moved = to_regs_->transport_dbg(trans);
  --debug_depth_;
  return moved;
}

unsigned traffic_tap::debug_dma(int port, tlm::tlm_generic_payload &trans) {
  ++debug_depth_;
  const unsigned moved = to_dma_[static_cast<size_t>(port)]->transport_dbg(trans);
  --debug_depth_;
  return moved;
}

// ---------------------------------------------------------------------------------------------------
// Messages of device-TLBs

void traffic_tap::pass_attach(uint16_t first, uint16_t last) {
  traffic_record r = begin(traffic::attach, index_);
  r.add(first);
  r.add(last);
  writer_.write(r);
  unit_.ats().attach(*this, first, last);
  end_call();
}

void traffic_tap::attach(ats_device &device, uint16_t first, uint16_t last) {
  owners_.push_back({&device, first, last});
  pass_attach(first, last);
}

// The unit knows one device, the tap.
void traffic_tap::detach(ats_device &device) {
  owners_.erase(std::remove_if(owners_.begin(), owners_.end(),
                               [&](const owner &o) { return o.device == &device; }),
                owners_.end());
  writer_.write(begin(traffic::detach, index_));
  unit_.ats().detach(*this);
  end_call();
  for (const owner &o : owners_)
    pass_attach(o.first, o.last);
}

ats_device *traffic_tap::device_of(uint16_t sid) const {
  for (const owner &o : owners_)
    if (sid >= o.first && sid <= o.last)
      return o.device;
  return nullptr;
}

void traffic_tap::invalidation_complete(uint16_t sid, uint32_t itags, uint8_t count,
                                        sc_core::sc_time &delay) {
  traffic_record r = begin(traffic::invalidation_complete, index_);
  r.add(sid);
  r.add(itags);
  r.add(count);
  writer_.write(r);
  unit_.ats().invalidation_complete(sid, itags, count, delay);
  end_call();
}

vtd_page_request_result traffic_tap::request_page(const vtd_page_request &request,
                                                  sc_core::sc_time &delay) {
  traffic_record r = begin(traffic::page_request, index_);
  r.add(request.addr);
  r.add(request.pasid);
  r.add(request.sid);
  r.add(request.prgi);
  r.add(flags_of({request.pasid_valid, request.read, request.write, request.execute,
                  request.privileged, request.last, request.probe}));
  writer_.write(r);
  const vtd_page_request_result result = unit_.ats().request_page(request, delay);
  end_call();
  return result;
}

void traffic_tap::invalidation_request(const vtd_dev_tlb_inv &inv, const sc_core::sc_time &delay) {
  writer_.write(invalidation_record(index_, inv));
  if (ats_device *device = device_of(inv.sid))
    device->invalidation_request(inv, delay);
  end_call();
}

void traffic_tap::page_group_response(const vtd_page_group_response &response,
                                      const sc_core::sc_time &delay) {
  writer_.write(group_response_record(index_, response));
  if (ats_device *device = device_of(response.sid))
    device->page_group_response(response, delay);
  end_call();
}

} // namespace vtd

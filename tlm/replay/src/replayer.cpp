// SPDX-License-Identifier: Apache-2.0
// The replay: calls into units are made as recorded, calls out of them are compared and answered as
// recorded.
#include "replayer.h"

#include <cstring>
#include <stdexcept>
#include <tlm_utils/passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>

namespace vtd {

namespace {

constexpr uint64_t flag(unsigned bit) {
  return UINT64_C(1) << bit;
}

sc_core::sc_time picoseconds(uint64_t value) {
  return sc_core::sc_time::from_value(value);
}

tlm::tlm_response_status response_of(const traffic_record &end) {
  return static_cast<tlm::tlm_response_status>(tlm::TLM_OK_RESPONSE -
                                               static_cast<int>(end.number[0]));
}

// A payload must not keep extensions that go with their owner, whichever way the access ends.
struct loan {
  tlm::tlm_generic_payload &trans;
  dma_extension &extension;
  ats_extension &translations;
  ~loan() {
    trans.clear_extension(&extension);
    trans.clear_extension(&translations);
  }
};

} // namespace

// One unit with what stands in for the rest of its machine.
struct replayer::place : sc_core::sc_module, ats_device {
  std::unique_ptr<iotlb_backend> backend;
  std::unique_ptr<iommu<64>> unit;
  tlm_utils::simple_initiator_socket<place, 64> regs;
  sc_core::sc_vector<tlm_utils::simple_initiator_socket<place, 64>> dma;
  sc_core::sc_vector<tlm_utils::passthrough_target_socket_tagged<place, 64>> memory;

  place(sc_core::sc_module_name name, replayer &owner, unsigned index, const recorded_unit &what,
        iotlb_kind kind)
      : sc_module(name), backend(make_iotlb(kind, what.core.iotlb, "", "the recording")),
        unit(std::make_unique<iommu<64>>("unit", recorded_unit_config(what))), regs("regs"),
        dma("dma", what.dma_ports), memory("memory", 2), owner_(owner), index_(index) {
    if (backend != nullptr) {
      const vtd_iotlb_ops ops = backend->ops();
      unit->set_iotlb_ops(&ops);
    }
    regs.bind(unit->regs);
    for (unsigned i = 0; i < what.dma_ports; ++i)
      dma[i].bind(unit->dma[i]);
    for (int walk = 0; walk < 2; ++walk) {
      memory[walk].register_b_transport(this, &place::answer, walk);
      memory[walk].register_transport_dbg(this, &place::answer_debug, walk);
    }
    unit->mem.bind(memory[0]);
    unit->walk.bind(memory[1]);
  }

  void answer(int walk, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
    const traffic_record end = owner_.meet(outward_record(index_, walk != 0, trans));
    if (!end.data.empty() && end.data.size() == trans.get_data_length())
      std::memcpy(trans.get_data_ptr(), end.data.data(), end.data.size());
    if (end.count < 2)
      return;
    delay += picoseconds(end.number[1]);
    trans.set_response_status(response_of(end));
  }
  unsigned answer_debug(int walk, tlm::tlm_generic_payload &trans) {
    sc_core::sc_time delay;
    answer(walk, trans, delay);
    return trans.is_response_ok() ? trans.get_data_length() : 0;
  }
  void invalidation_request(const vtd_dev_tlb_inv &inv, const sc_core::sc_time &) override {
    owner_.meet(invalidation_record(index_, inv));
  }
  void page_group_response(const vtd_page_group_response &response,
                           const sc_core::sc_time &) override {
    owner_.meet(group_response_record(index_, response));
  }

private:
  replayer &owner_;
  unsigned index_;
};

replayer::replayer(sc_core::sc_module_name name, recording_reader &reader, iotlb_kind iotlb,
                   uint64_t requests)
    : sc_module(name), reader_(reader), requests_(requests) {
  for (const recorded_unit &unit : reader.units()) {
    const auto index = static_cast<unsigned>(units_.size());
    const std::string place_name = "place" + std::to_string(index);
    units_.push_back(std::make_unique<place>(place_name.c_str(), *this, index, unit, iotlb));
  }
  SC_HAS_PROCESS(replayer);
  SC_THREAD(run);
}

replayer::~replayer() = default;

iommu<64> &replayer::unit(size_t index) {
  return *units_[index]->unit;
}

const iotlb_backend *replayer::iotlb(size_t index) const {
  return units_[index]->backend.get();
}

void replayer::run() {
  try {
    play_all();
  } catch (const std::runtime_error &error) {
    file_error_ = error.what();
  }
  sc_core::sc_stop();
}

void replayer::next(traffic_record &record) {
  reader_.read(record);
  ++report_.records;
  ++report_.seen[static_cast<unsigned>(record.kind)];
  const bool names_a_unit = record.kind != traffic::finish && record.kind != traffic::end;
  if (names_a_unit && (record.count == 0 || record.number[0] >= units_.size()))
    throw std::runtime_error("the recording is damaged (no such unit); make a new one");
}

// At the end of the recording: whether it is to be played once more. It begins with a reset of all
// units; only device-TLBs outlive that.
bool replayer::again() {
  if (report_.requests() >= requests_)
    return false;
  if (report_.requests() == 0)
    throw std::runtime_error("the recording has no DMA requests; make one of more traffic");
  for (const auto &place : units_)
    place->unit->ats().detach(*place);
  reader_.rewind();
  return true;
}

void replayer::play_all() {
  traffic_record record;
  for (;;) {
    next(record);
    if (record.kind == traffic::finish) {
      if (!again())
        return;
      continue;
    }
    if (requests_ != 0 && report_.requests() > requests_)
      return;
    if (!traffic_inward(record.kind)) {
      traffic_record nothing;
      differ(record, nothing);
      return;
    }
    const sc_core::sc_time due = picoseconds(record.number[1]);
    if (due > sc_core::sc_time_stamp())
      wait(due - sc_core::sc_time_stamp());
    play(record);
    if (!report_.difference.empty())
      return;
  }
}

void replayer::differ(const traffic_record &expected, const traffic_record &actual) {
  if (report_.difference.empty())
    report_.difference = "record " + std::to_string(report_.records) + ": recorded was '" +
                         expected.text() + "', now it is '" + actual.text() + "'";
}

// What the unit does now has to be what comes next in the recording.
void replayer::expect(const traffic_record &actual) {
  if (!report_.difference.empty())
    return;
  traffic_record expected;
  next(expected);
  if (expected != actual)
    differ(expected, actual);
}

traffic_record replayer::play_nested() {
  traffic_record record;
  for (next(record); traffic_inward(record.kind); next(record)) {
    play(record);
    if (!report_.difference.empty())
      break;
  }
  if (record.kind != traffic::end)
    differ(record, traffic_record());
  return record;
}

// After a difference the unit gets errors for answers, and comes to its end soon.
traffic_record replayer::meet(const traffic_record &actual) {
  expect(actual);
  if (report_.difference.empty())
    return play_nested();
  traffic_record refused;
  refused.begin(traffic::end);
  refused.add(1);
  refused.add(0);
  return refused;
}

void replayer::play(const traffic_record &record) {
  place &at = *units_[record.number[0]];
  sc_core::sc_time delay;
  traffic_record end;
  end.begin(traffic::end);
  switch (record.kind) {
  case traffic::reset:
    at.unit->do_reset();
    break;
  case traffic::attach:
    at.unit->ats().attach(at, static_cast<uint16_t>(record.number[2]),
                          static_cast<uint16_t>(record.number[3]));
    break;
  case traffic::detach:
    at.unit->ats().detach(at);
    break;
  case traffic::invalidation_complete:
    at.unit->ats().invalidation_complete(static_cast<uint16_t>(record.number[2]),
                                         static_cast<uint32_t>(record.number[3]),
                                         static_cast<uint8_t>(record.number[4]), delay);
    break;
  case traffic::page_request:
    play_page_request(record);
    break;
  default:
    play_access(record);
    return;
  }
  expect(end);
}

void replayer::play_page_request(const traffic_record &record) {
  const uint64_t flags = record.number[6];
  vtd_page_request request = {};
  request.addr = record.number[2];
  request.pasid = static_cast<uint32_t>(record.number[3]);
  request.sid = static_cast<uint16_t>(record.number[4]);
  request.prgi = static_cast<uint16_t>(record.number[5]);
  request.pasid_valid = (flags & flag(0)) != 0;
  request.read = (flags & flag(1)) != 0;
  request.write = (flags & flag(2)) != 0;
  request.execute = (flags & flag(3)) != 0;
  request.privileged = (flags & flag(4)) != 0;
  request.last = (flags & flag(5)) != 0;
  request.probe = (flags & flag(6)) != 0;
  sc_core::sc_time delay;
  units_[record.number[0]]->unit->ats().request_page(request, delay);
}

void replayer::play_access(const traffic_record &record) {
  place &at = *units_[record.number[0]];
  const bool dma = record.kind == traffic::dma;
  const unsigned first = dma ? 3 : 2; // number of the address
  const uint64_t bytes = record.number[first + 1];
  const uint64_t flags = record.number[5]; // dma
  if (bytes > (1u << 24) || (dma && record.number[2] >= at.dma.size()))
    throw std::runtime_error("the recording is damaged (an access that cannot be); make a new one");
  std::vector<uint8_t> data(std::max<uint64_t>(bytes, 8));
  tlm::tlm_generic_payload trans;
  dma_extension extension;
  ats_extension translations;
  const loan until_the_end{trans, extension, translations};
  trans.set_address(record.number[first]);
  trans.set_data_ptr(data.data());
  trans.set_data_length(static_cast<unsigned>(bytes));
  trans.set_streaming_width(static_cast<unsigned>(bytes));
  const bool write = dma ? (flags & flag(0)) != 0 : record.kind == traffic::register_write;
  trans.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  unsigned used = dma ? 9 : 4; // numbers
  if (record.count == used + 1 || record.count == used + 4)
    std::memcpy(data.data(), &record.number[used++], sizeof(uint64_t));
  if (dma && (flags & flag(1)) != 0) {
    identity &id = extension.id;
    id.sid = static_cast<uint16_t>(record.number[6]);
    id.segment = static_cast<uint16_t>(record.number[7]);
    id.pasid = static_cast<uint32_t>(record.number[8]);
    id.pasid_valid = (flags & flag(2)) != 0;
    id.execute = (flags & flag(3)) != 0;
    id.privileged = (flags & flag(4)) != 0;
    id.no_write = (flags & flag(5)) != 0;
    id.no_snoop = (flags & flag(6)) != 0;
    id.at = static_cast<vtd_at>(flags >> 8 & 3);
    if (record.count == used + 3) {
      extension.operation = static_cast<atomic_op>(record.number[used] & 3);
      extension.operand[0] = record.number[used + 1];
      extension.operand[1] = record.number[used + 2];
    }
    trans.set_extension(&extension);
  }
  if (dma && (flags & flag(7)) != 0)
    trans.set_extension(&translations);
  sc_core::sc_time delay;
  if (dma)
    at.dma[record.number[2]]->b_transport(trans, delay);
  else
    at.regs->b_transport(trans, delay);
  expect(inward_end(trans, delay.value()));
}

} // namespace vtd

// SPDX-License-Identifier: Apache-2.0
// The NVMe controller's configuration space, registers, doorbells, and its ways of being reset
// (NVM Express 1.4, chapters 2, 3 and 7).
#include <cstring>
#include <stdexcept>

#include "register_window.h"
#include "vtd/nvme_controller.h"

namespace vtd {

namespace {

constexpr vtd_pci_ids ids = {
    0x1234, 0x5601, 0x1234, 0x5601, 0x010802, 1, // mass storage, non-volatile memory, NVMe
};

std::string config_problem(const nvme_config &c) {
  if (c.block_bytes != 512 && c.block_bytes != 4096)
    return "blocks have 512 or 4096 bytes";
  if (c.queues == 0 || c.queues > 64)
    return "there are 1 .. 64 pairs of queues for I/O";
  if (c.queue_entries < 2 || c.queue_entries > 65536)
    return "a queue has 2 .. 65536 entries";
  if (c.transfer_order == 0 || c.transfer_order > 10)
    return "a command transfers at most 2^1 .. 2^10 pages";
  if (c.disk.empty() && (c.memory_bytes == 0 || c.memory_bytes % c.block_bytes != 0))
    return "memory behind a namespace is a number of whole blocks";
  return {};
}

nvme_config checked(const char *name, const nvme_config &config) {
  const std::string problem = config_problem(config);
  if (problem.empty())
    return config;
  SC_REPORT_ERROR("/vtd/nvme/config", (std::string(name) + ": " + problem).c_str());
  return nvme_config();
}

std::unique_ptr<block_storage> storage_of(const nvme_config &c) {
  return c.disk.empty() ? std::make_unique<block_storage>(c.memory_bytes)
                        : std::make_unique<block_storage>(c.disk, c.block_bytes);
}

uint64_t with_half(uint64_t value, bool high, uint32_t part) {
  return high ? uint64_t{part} << 32 | static_cast<uint32_t>(value) : (value >> 32 << 32) | part;
}

} // namespace

nvme_controller::nvme_controller(sc_core::sc_module_name module_name, const nvme_config &config)
    : sc_module(module_name), regs("regs"), bus("bus"), config_(checked(name(), config)),
      function_(config_.requester_id, ids), storage_(storage_of(config_)),
      messages_("messages", config_.segment,
                [this](tlm::tlm_generic_payload &payload, sc_core::sc_time &delay) {
                  bus->b_transport(payload, delay);
                }),
      sqs_(config_.queues + 1u), cqs_(config_.queues + 1u), vector_settings_(config_.queues + 1u) {
  extension_.id = identity(config_.requester_id);
  extension_.id.segment = config_.segment;
  payload_.set_extension(&extension_);
  regs.register_b_transport(this, &nvme_controller::transport);
  regs.register_transport_dbg(this, &nvme_controller::debug);
  build_function();
  apply_stop();
  SC_HAS_PROCESS(nvme_controller);
  SC_THREAD(run);
}

nvme_controller::~nvme_controller() {
  payload_.clear_extension(&extension_);
}

void nvme_controller::build_function() {
  pci_msix msix;
  msix.vectors = config_.queues + 1;
  msix.table = VTD_NVME_MSIX_TABLE;
  msix.pba = VTD_NVME_MSIX_PBA;
  function_.add_bar(0, VTD_NVME_WINDOW_BYTES, true);
  function_.add_pcie();
  function_.add_msi(5);
  function_.add_msix(msix);
  pci_hooks hooks;
  hooks.reset = [this] { stop(true); };
  hooks.changed = [this] { wake_.notify(sc_core::SC_ZERO_TIME); };
  hooks.message = [this] { messages_.wake(); };
  hooks.busy = [this] { return working_; };
  function_.set_hooks(std::move(hooks));
  messages_.add(function_);
}

// ---------------------------------------------------------------------------------------------------
// Registers

uint64_t nvme_controller::capabilities() const {
  return uint64_t{config_.queue_entries - 1} << VTD_NVME_CAP_MQES |
         UINT64_C(1) << VTD_NVME_CAP_CQR | UINT64_C(20) << VTD_NVME_CAP_TO |
         UINT64_C(1) << VTD_NVME_CAP_CSS_NVM | UINT64_C(4) << VTD_NVME_CAP_MPSMAX;
}

uint32_t nvme_controller::read(uint32_t offset) const {
  const pci_place place = {0, offset};
  if (function_.in_msix(place))
    return function_.msix_read(place);
  switch (offset) {
  case VTD_NVME_CAP:
    return static_cast<uint32_t>(capabilities());
  case VTD_NVME_CAP + 4:
    return static_cast<uint32_t>(capabilities() >> 32);
  case VTD_NVME_VS:
    return VTD_NVME_VS_1_4;
  case VTD_NVME_INTMS:
  case VTD_NVME_INTMC:
    return masked_vectors_;
  case VTD_NVME_CC:
    return cc_;
  case VTD_NVME_CSTS:
    return csts_;
  case VTD_NVME_AQA:
    return aqa_;
  case VTD_NVME_ASQ:
    return static_cast<uint32_t>(asq_);
  case VTD_NVME_ASQ + 4:
    return static_cast<uint32_t>(asq_ >> 32);
  case VTD_NVME_ACQ:
    return static_cast<uint32_t>(acq_);
  case VTD_NVME_ACQ + 4:
    return static_cast<uint32_t>(acq_ >> 32);
  default:
    return 0;
  }
}

void nvme_controller::write(uint32_t offset, uint32_t value) {
  const pci_place place = {0, offset};
  if (function_.in_msix(place))
    return function_.msix_write(place, value);
  if (offset >= VTD_NVME_DOORBELLS)
    return write_doorbell(offset, value);
  switch (offset) {
  case VTD_NVME_INTMS:
    masked_vectors_ |= value;
    break;
  case VTD_NVME_INTMC:
    masked_vectors_ &= ~value;
    for (unsigned v = 0; v < 32; ++v)
      if ((unsent_vectors_ & ~masked_vectors_) >> v & 1)
        function_.signal(v);
    unsent_vectors_ &= masked_vectors_;
    break;
  case VTD_NVME_CC:
    write_configuration(value & VTD_NVME_CC_STORED);
    break;
  case VTD_NVME_AQA:
    aqa_ = value & 0x0FFF0FFF;
    break;
  case VTD_NVME_ASQ:
  case VTD_NVME_ASQ + 4:
    asq_ = with_half(asq_, offset != VTD_NVME_ASQ, value) & ~UINT64_C(0xFFF);
    break;
  case VTD_NVME_ACQ:
  case VTD_NVME_ACQ + 4:
    acq_ = with_half(acq_, offset != VTD_NVME_ACQ, value) & ~UINT64_C(0xFFF);
    break;
  default:
    break;
  }
}

void nvme_controller::write_configuration(uint32_t value) {
  const bool was_on = (cc_ & VTD_NVME_CC_EN) != 0, on = (value & VTD_NVME_CC_EN) != 0;
  cc_ = value;
  if (was_on && !on)
    stop(false);
  if (!was_on && on) {
    if (can_be_enabled())
      enabling_ = true;
    else
      fatal();
  }
  if (VTD_NVME_CC_SHN(cc_) != 0 && (csts_ & VTD_NVME_CSTS_SHST_MASK) == 0)
    csts_ |= VTD_NVME_CSTS_SHST_BUSY;
  wake_.notify(sc_core::SC_ZERO_TIME);
}

bool nvme_controller::can_be_enabled() const {
  return VTD_NVME_CC_CSS(cc_) == 0 && VTD_NVME_CC_AMS(cc_) == 0 &&
         VTD_NVME_CC_MPS(cc_) <= (capabilities() >> VTD_NVME_CAP_MPSMAX & 0xF) &&
         asq_ % page_bytes() == 0 && acq_ % page_bytes() == 0 && (aqa_ & 0xFFF) != 0 &&
         aqa_ >> 16 != 0;
}

// A doorbell of no queue, or a value that is no entry of it, is told by an event.
void nvme_controller::write_doorbell(uint32_t offset, uint32_t value) {
  const uint32_t id = (offset - VTD_NVME_DOORBELLS) / 8;
  const bool head = offset % 8 != 0;
  if ((csts_ & VTD_NVME_CSTS_RDY) == 0)
    return;
  const bool there = id < sqs_.size() && (head ? cqs_[id].there : sqs_[id].there);
  const uint32_t entries = !there ? 0 : head ? cqs_[id].entries : sqs_[id].entries;
  if (value >= entries) {
    const unsigned what = there ? VTD_NVME_EVENT_DOORBELL_VALUE : VTD_NVME_EVENT_INVALID_DOORBELL;
    raise({VTD_NVME_EVENT_ERROR, static_cast<uint8_t>(what), VTD_NVME_LOG_ERROR});
    return;
  }
  (head ? cqs_[id].head : sqs_[id].tail) = value;
  wake_.notify(sc_core::SC_ZERO_TIME);
}

// ---------------------------------------------------------------------------------------------------
// Resets

// The thread ends the transaction that it is in and begins no other; until then CSTS.RDY stays.
void nvme_controller::stop(bool everything) {
  ++statistics_.resets;
  enabling_ = false;
  stop_everything_ = stop_everything_ || everything;
  if (everything)
    cc_ = 0;
  if (!working_)
    return apply_stop();
  stopping_ = true;
  stopped_.notify(sc_core::SC_ZERO_TIME);
}

void nvme_controller::apply_stop() {
  if (stop_everything_) {
    aqa_ = 0;
    asq_ = acq_ = 0;
  }
  stopping_ = stop_everything_ = false;
  csts_ = masked_vectors_ = unsent_vectors_ = 0;
  sqs_.assign(sqs_.size(), {});
  cqs_.assign(cqs_.size(), {});
  features_ = {};
  features_[VTD_NVME_FEATURE_CACHE] = 1;
  features_[VTD_NVME_FEATURE_QUEUES] = (config_.queues - 1) * 0x10001u;
  temperature_thresholds_.clear();
  vector_settings_.assign(vector_settings_.size(), 0);
  waiting_events_.clear();
  events_.clear();
  masked_events_ = 0;
}

void nvme_controller::fatal() {
  if ((csts_ & VTD_NVME_CSTS_CFS) == 0)
    ++statistics_.fatal;
  csts_ |= VTD_NVME_CSTS_CFS;
}

// ---------------------------------------------------------------------------------------------------
// TLM

void nvme_controller::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const tlm::tlm_response_status shape = register_shape(trans, VTD_NVME_WINDOW_BYTES);
  if (shape != tlm::TLM_OK_RESPONSE) {
    trans.set_response_status(shape);
    return;
  }
  delay += config_.register_latency;
  register_access(
      trans, [this](uint32_t offset) { return read(offset); },
      [this](uint32_t offset, uint32_t value) { write(offset, value); });
}

unsigned nvme_controller::debug(tlm::tlm_generic_payload &trans) {
  return register_debug(trans, VTD_NVME_WINDOW_BYTES,
                        [this](uint32_t offset) { return read(offset); });
}

} // namespace vtd

// SPDX-License-Identifier: Apache-2.0
// The admin commands (NVM Express 1.4, chapter 5), but for what Identify and the logs say.
#include <algorithm>

#include "vtd/nvme_controller.h"

namespace vtd {

namespace {
constexpr unsigned no_retry = VTD_NVME_NO_RETRY;
constexpr unsigned invalid_field = VTD_NVME_INVALID_FIELD | no_retry;
constexpr size_t waiting_max = 4; // asynchronous event commands
constexpr uint32_t contiguous = 0x1;
constexpr uint32_t every_sensor = 0xF;
constexpr uint32_t threshold_default = 343; // kelvin, over

uint16_t high(uint32_t value) {
  return static_cast<uint16_t>(value >> 16);
}
uint16_t low(uint32_t value) {
  return static_cast<uint16_t>(value);
}
} // namespace

nvme_controller::answer nvme_controller::admin(const command &c) {
  ++statistics_.admin_commands;
  switch (c.opcode()) {
  case VTD_NVME_ADMIN_DELETE_SQ:
    return delete_sq(c);
  case VTD_NVME_ADMIN_CREATE_SQ:
    return create_sq(c);
  case VTD_NVME_ADMIN_GET_LOG:
    return get_log(c);
  case VTD_NVME_ADMIN_DELETE_CQ:
    return delete_cq(c);
  case VTD_NVME_ADMIN_CREATE_CQ:
    return create_cq(c);
  case VTD_NVME_ADMIN_IDENTIFY:
    return identify(c);
  case VTD_NVME_ADMIN_ABORT:
    return abort(c);
  case VTD_NVME_ADMIN_SET_FEATURES:
    return set_features(c);
  case VTD_NVME_ADMIN_GET_FEATURES:
    return get_features(c);
  case VTD_NVME_ADMIN_ASYNC_EVENT:
    return async_event(c);
  default:
    return VTD_NVME_INVALID_OPCODE | no_retry;
  }
}

// ---------------------------------------------------------------------------------------------------
// Queues

// Checks in the order of the specification's status values: id, size, address, ...
nvme_controller::answer nvme_controller::create_cq(const command &c) {
  const uint32_t id = low(c.cdw(10)), entries = high(c.cdw(10)) + 1u;
  if (!io_queue(id) || cqs_[id].there)
    return VTD_NVME_INVALID_QUEUE | no_retry;
  if (entries < 2 || entries > config_.queue_entries)
    return VTD_NVME_INVALID_QUEUE_SIZE | no_retry;
  if ((c.cdw(11) & contiguous) == 0 || VTD_NVME_CC_IOCQES(cc_) != 4)
    return invalid_field;
  if (c.prp1() % page_bytes() != 0)
    return VTD_NVME_INVALID_PRP_OFFSET | no_retry;
  const bool interrupts = (c.cdw(11) & 0x2) != 0;
  if (interrupts && high(c.cdw(11)) > config_.queues)
    return VTD_NVME_INVALID_VECTOR | no_retry;
  cqs_[id] = {true, c.prp1(), entries, 0, 0, true, interrupts, high(c.cdw(11))};
  return {};
}

nvme_controller::answer nvme_controller::create_sq(const command &c) {
  const uint32_t id = low(c.cdw(10)), entries = high(c.cdw(10)) + 1u, cq = high(c.cdw(11));
  if (!io_queue(id) || sqs_[id].there)
    return VTD_NVME_INVALID_QUEUE | no_retry;
  if (!io_queue(cq) || !cqs_[cq].there)
    return VTD_NVME_CQ_INVALID | no_retry;
  if (entries < 2 || entries > config_.queue_entries)
    return VTD_NVME_INVALID_QUEUE_SIZE | no_retry;
  if ((c.cdw(11) & contiguous) == 0 || VTD_NVME_CC_IOSQES(cc_) != 6)
    return invalid_field;
  if (c.prp1() % page_bytes() != 0)
    return VTD_NVME_INVALID_PRP_OFFSET | no_retry;
  sqs_[id] = {true, c.prp1(), entries, 0, 0, static_cast<uint16_t>(cq)};
  return {};
}

// Commands are done one by one: none of the queue is under way.
nvme_controller::answer nvme_controller::delete_sq(const command &c) {
  const uint32_t id = low(c.cdw(10));
  if (!io_queue(id) || !sqs_[id].there)
    return VTD_NVME_INVALID_QUEUE | no_retry;
  sqs_[id] = {};
  return {};
}

nvme_controller::answer nvme_controller::delete_cq(const command &c) {
  const uint32_t id = low(c.cdw(10));
  if (!io_queue(id) || !cqs_[id].there)
    return VTD_NVME_INVALID_QUEUE | no_retry;
  const bool used = std::any_of(sqs_.begin(), sqs_.end(), [id](const submission_queue &sq) {
    return sq.there && sq.cq == id;
  });
  if (used)
    return VTD_NVME_INVALID_DELETION | no_retry;
  cqs_[id] = {};
  return {};
}

bool nvme_controller::io_queues_there() const {
  return std::any_of(sqs_.begin() + 1, sqs_.end(), [](const auto &q) { return q.there; }) ||
         std::any_of(cqs_.begin() + 1, cqs_.end(), [](const auto &q) { return q.there; });
}

// ---------------------------------------------------------------------------------------------------
// Features

nvme_controller::answer nvme_controller::set_features(const command &c) {
  const uint32_t id = c.cdw(10) & 0xFF, value = c.cdw(11);
  if ((c.cdw(10) & 0x80000000) != 0)
    return VTD_NVME_FEATURE_NOT_SAVEABLE | no_retry;
  answer a;
  switch (id) {
  case VTD_NVME_FEATURE_ARBITRATION:
  case VTD_NVME_FEATURE_RECOVERY:
  case VTD_NVME_FEATURE_COALESCING:
  case VTD_NVME_FEATURE_ATOMICITY:
    features_[id] = value;
    return a;
  case VTD_NVME_FEATURE_POWER: // there is one state
    return (value & 0x1F) == 0 ? a : answer(invalid_field);
  case VTD_NVME_FEATURE_TEMPERATURE: {
    const uint32_t sensor = value >> 16 & 0xF, kind = value >> 20 & 0x3;
    if ((sensor != 0 && sensor != every_sensor) || kind > 1)
      return invalid_field;
    temperature_thresholds_[kind] = low(value);
    look_at_temperature();
    return a;
  }
  case VTD_NVME_FEATURE_CACHE:
    features_[id] = value & 1;
    return a;
  case VTD_NVME_FEATURE_QUEUES:
    if (low(value) == 0xFFFF || high(value) == 0xFFFF)
      return invalid_field;
    if (io_queues_there())
      return VTD_NVME_SEQUENCE_ERROR | no_retry;
    a.result = features_[id];
    return a;
  case VTD_NVME_FEATURE_VECTOR:
    if (low(value) > config_.queues)
      return invalid_field;
    vector_settings_[low(value)] = value & 0x10000;
    return a;
  case VTD_NVME_FEATURE_EVENTS:
    features_[id] = value;
    look_at_temperature();
    return a;
  default:
    return invalid_field;
  }
}

nvme_controller::answer nvme_controller::get_features(const command &c) {
  const uint32_t id = c.cdw(10) & 0xFF;
  answer a;
  if ((c.cdw(10) >> 8 & 0x7) != 0) // others than the current value
    return invalid_field;
  switch (id) {
  case VTD_NVME_FEATURE_ARBITRATION:
  case VTD_NVME_FEATURE_POWER:
  case VTD_NVME_FEATURE_RECOVERY:
  case VTD_NVME_FEATURE_CACHE:
  case VTD_NVME_FEATURE_QUEUES:
  case VTD_NVME_FEATURE_COALESCING:
  case VTD_NVME_FEATURE_ATOMICITY:
  case VTD_NVME_FEATURE_EVENTS:
    a.result = features_[id];
    return a;
  case VTD_NVME_FEATURE_TEMPERATURE: {
    const uint32_t sensor = c.cdw(11) >> 16 & 0xF, kind = c.cdw(11) >> 20 & 0x3;
    if (sensor != 0 || kind > 1)
      return invalid_field;
    const auto set = temperature_thresholds_.find(kind);
    a.result = set != temperature_thresholds_.end() ? set->second
               : kind == 0                          ? threshold_default
                                                    : 0;
    return a;
  }
  case VTD_NVME_FEATURE_VECTOR:
    if (low(c.cdw(11)) > config_.queues)
      return invalid_field;
    a.result = low(c.cdw(11)) | vector_settings_[low(c.cdw(11))];
    return a;
  default:
    return invalid_field;
  }
}

// ---------------------------------------------------------------------------------------------------
// Events

uint8_t nvme_controller::warnings() const {
  const auto threshold = [this](uint32_t kind, uint32_t otherwise) {
    const auto set = temperature_thresholds_.find(kind);
    return set == temperature_thresholds_.end() ? otherwise : set->second;
  };
  const bool outside = config_.temperature >= threshold(0, threshold_default) ||
                       config_.temperature <= threshold(1, 0);
  return outside ? VTD_NVME_SMART_TEMPERATURE : 0;
}

void nvme_controller::look_at_temperature() {
  if ((warnings() & features_[VTD_NVME_FEATURE_EVENTS]) != 0)
    raise({VTD_NVME_EVENT_SMART, VTD_NVME_EVENT_TEMPERATURE, VTD_NVME_LOG_SMART});
}

nvme_controller::answer nvme_controller::async_event(const command &c) {
  if (waiting_events_.size() == waiting_max)
    return VTD_NVME_EVENT_LIMIT | no_retry;
  waiting_events_.push_back(c.cid());
  answer a;
  a.later = true;
  return a;
}

// The only commands that are not done at once are those that wait for events. Bit 0 of the result:
// there was nothing to abort.
nvme_controller::answer nvme_controller::abort(const command &c) {
  answer a;
  const auto found = std::find(waiting_events_.begin(), waiting_events_.end(), high(c.cdw(10)));
  a.result = 1;
  if (low(c.cdw(10)) != 0 || found == waiting_events_.end() ||
      (cqs_[0].tail + 2) % cqs_[0].entries == cqs_[0].head) // two completions
    return a;
  const uint16_t cid = *found;
  waiting_events_.erase(found);
  a.result = 0;
  complete(0, cid, VTD_NVME_ABORT_REQUESTED);
  return a;
}

} // namespace vtd

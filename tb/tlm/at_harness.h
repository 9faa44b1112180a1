// SPDX-License-Identifier: Apache-2.0
// For tests of nb_transport: a checker of the base protocol, an initiator that sends and answers in
// every form that the standard allows, and a target that does.
#ifndef VTD_TB_TLM_AT_HARNESS_H
#define VTD_TB_TLM_AT_HARNESS_H

#include <deque>
#include <memory>
#include <unordered_map>

#include "harness.h"

namespace tb {

// xorshift64*
class at_dice {
public:
  explicit at_dice(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  uint64_t next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 0x2545F4914F6CDD1Du;
  }
  unsigned pick(uint64_t n) { return static_cast<unsigned>((next() >> 16) % n); }
  sc_time up_to(unsigned nanoseconds) { return ns(pick(nanoseconds + 1)); }

private:
  uint64_t state_;
};

// The rules of the base protocol on one socket (IEEE 1666-2011, 15.2): told of every call before it
// is made and after it has returned, complains about whoever breaks one.
class at_rules {
public:
  explicit at_rules(std::string name) : name_(std::move(name)) {}

  uint64_t begun = 0, ended = 0; // transactions
  bool quiet() const { return live_.empty() && !requesting_ && !responding_; }

  // One call through the socket, with its checks before and behind.
  template <typename Call>
  tlm::tlm_sync_enum forward(tlm_generic_payload &t, tlm::tlm_phase &phase, sc_time &delay,
                             Call call) {
    const tlm::tlm_phase sent = phase;
    if (sent == tlm::BEGIN_REQ)
      begin_request(t, delay);
    else if (sent == tlm::END_RESP)
      end_response(t, delay);
    else
      ADD_FAILURE() << name_ << ": phase " << sent << " on the forward path";
    const tlm::tlm_sync_enum answer = call(t, phase, delay);
    if (sent != tlm::BEGIN_REQ || answer == tlm::TLM_ACCEPTED)
      return answer;
    if (answer == tlm::TLM_COMPLETED || phase == tlm::BEGIN_RESP) {
      end_request(t, delay);
      begin_response(t, delay);
      if (answer == tlm::TLM_COMPLETED)
        end_response(t, delay);
    } else {
      EXPECT_EQ(phase, tlm::END_REQ) << name_;
      end_request(t, delay);
    }
    return answer;
  }
  template <typename Call>
  tlm::tlm_sync_enum backward(tlm_generic_payload &t, tlm::tlm_phase &phase, sc_time &delay,
                              Call call) {
    const tlm::tlm_phase sent = phase;
    if (sent == tlm::END_REQ) {
      end_request(t, delay);
    } else if (sent == tlm::BEGIN_RESP) {
      if (requesting_ == &t)
        end_request(t, delay); // implied
      begin_response(t, delay);
    } else {
      ADD_FAILURE() << name_ << ": phase " << sent << " on the backward path";
    }
    const tlm::tlm_sync_enum answer = call(t, phase, delay);
    if (answer == tlm::TLM_ACCEPTED)
      return answer;
    EXPECT_EQ(sent, tlm::BEGIN_RESP) << name_ << ": END_REQ can only be accepted";
    EXPECT_TRUE(answer == tlm::TLM_COMPLETED || phase == tlm::END_RESP) << name_;
    end_response(t, delay);
    return answer;
  }

private:
  struct attributes {
    tlm::tlm_command command;
    uint64_t addr;
    const uint8_t *data;
    uint32_t bytes, streaming;
    const uint8_t *enables;
    uint32_t enables_length;
    bool responding;
    bool operator==(const attributes &o) const {
      return command == o.command && addr == o.addr && data == o.data && bytes == o.bytes &&
             streaming == o.streaming && enables == o.enables && enables_length == o.enables_length;
    }
  };
  static attributes of(const tlm_generic_payload &t) {
    return {t.get_command(),
            t.get_address(),
            t.get_data_ptr(),
            t.get_data_length(),
            t.get_streaming_width(),
            t.get_byte_enable_ptr(),
            t.get_byte_enable_length(),
            false};
  }
  static sc_time at(const sc_time &delay) { return sc_core::sc_time_stamp() + delay; }

  void begin_request(tlm_generic_payload &t, const sc_time &delay) {
    EXPECT_EQ(requesting_, nullptr) << name_ << ": request exclusion rule";
    EXPECT_EQ(live_.count(&t), 0u) << name_ << ": payload used twice at the same time";
    EXPECT_TRUE(t.has_mm()) << name_ << ": payload without memory manager";
    EXPECT_EQ(t.get_response_status(), tlm::TLM_INCOMPLETE_RESPONSE) << name_;
    EXPECT_FALSE(t.is_dmi_allowed()) << name_;
    EXPECT_GE(at(delay), request_free_) << name_ << ": before the last request has ended";
    requesting_ = &t;
    live_[&t] = of(t);
    begun++;
  }
  void end_request(tlm_generic_payload &t, const sc_time &delay) {
    EXPECT_EQ(requesting_, &t) << name_ << ": END_REQ of a request that is not under way";
    requesting_ = nullptr;
    request_free_ = at(delay);
  }
  void begin_response(tlm_generic_payload &t, const sc_time &delay) {
    EXPECT_EQ(responding_, nullptr) << name_ << ": response exclusion rule";
    EXPECT_GE(at(delay), response_free_) << name_ << ": before the last response has ended";
    EXPECT_NE(t.get_response_status(), tlm::TLM_INCOMPLETE_RESPONSE) << name_;
    const auto found = live_.find(&t);
    if (found == live_.end()) {
      ADD_FAILURE() << name_ << ": response to a payload that is not under way";
      return;
    }
    EXPECT_FALSE(found->second.responding) << name_ << ": two responses";
    EXPECT_TRUE(found->second == of(t))
        << name_ << ": attributes have changed, address " << std::hex << t.get_address();
    found->second.responding = true;
    responding_ = &t;
  }
  void end_response(tlm_generic_payload &t, const sc_time &delay) {
    EXPECT_EQ(responding_, &t) << name_ << ": END_RESP without response";
    EXPECT_EQ(live_.erase(&t), 1u) << name_;
    responding_ = nullptr;
    response_free_ = at(delay);
    ended++;
  }

  std::string name_;
  std::unordered_map<const tlm_generic_payload *, attributes> live_;
  const tlm_generic_payload *requesting_ = nullptr, *responding_ = nullptr;
  sc_time request_free_, response_free_;
};

// One access, from BEGIN_REQ until the last reference is gone.
struct at_access : tlm::tlm_mm_interface {
  tlm_generic_payload trans{this};
  std::vector<uint8_t> data, enables;
  vtd::dma_extension extension;
  sc_time sent, accepted, answered; // BEGIN_REQ, END_REQ, BEGIN_RESP
  bool done = false;                // END_RESP
  bool freed = false;

  at_access(tlm::tlm_command command, uint64_t addr, uint32_t bytes, uint16_t sid)
      : data(bytes, 0xEE), extension(vtd::identity(sid)) {
    initiator<64>::set(trans, command, addr, data.data(), bytes);
    trans.set_extension(&extension);
    trans.acquire();
  }
  ~at_access() override { trans.clear_extension(&extension); }
  at_access(const at_access &) = delete;
  at_access &operator=(const at_access &) = delete;
  void free(tlm_generic_payload *) override { freed = true; }
  tlm::tlm_response_status response() const { return trans.get_response_status(); }
};

// Sends accesses through an initiator's socket, from any process, one after the other.
class at_sender {
public:
  at_rules rules;
  unsigned jitter_ns = 0; // annotated, and until END_RESP
  bool all_forms = false; // answers a response in every legal form, else by END_RESP at once
  std::vector<at_access *> order; // of the responses

  at_sender(initiator<64> &device, uint64_t seed)
      : rules(device.name()), device_(device), dice_(seed) {
    device.non_blocking = [this](tlm_generic_payload &t, tlm::tlm_phase &phase, sc_time &delay) {
      return rules.backward(t, phase, delay,
                            [this](auto &a, auto &b, auto &c) { return backward(a, b, c); });
    };
  }
  ~at_sender() { device_.non_blocking = {}; }
  at_sender(const at_sender &) = delete;
  at_sender &operator=(const at_sender &) = delete;

  // BEGIN_REQ; returns when the next may be sent.
  void send(at_access &access) {
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_time delay = dice_.up_to(jitter_ns);
    by_payload_[&access.trans] = &access;
    under_way_++;
    accepted_ = false;
    access.sent = sc_core::sc_time_stamp() + delay;
    const tlm::tlm_sync_enum answer =
        rules.forward(access.trans, phase, delay, [this](auto &a, auto &b, auto &c) {
          return device_.socket->nb_transport_fw(a, b, c);
        });
    EXPECT_EQ(answer, tlm::TLM_ACCEPTED) << "what this unit does";
    while (!accepted_)
      sc_core::wait(accepted_event_);
  }
  // Waits until all have ended.
  void drain() {
    while (under_way_ != 0)
      sc_core::wait(ended_event_);
  }
  unsigned under_way() const { return under_way_; }

private:
  tlm::tlm_sync_enum backward(tlm_generic_payload &t, tlm::tlm_phase &phase, sc_time &delay) {
    at_access &access = *by_payload_.at(&t);
    if (phase == tlm::END_REQ) {
      access.accepted = sc_core::sc_time_stamp() + delay;
      accepted_ = true;
      accepted_event_.notify(delay);
      return tlm::TLM_ACCEPTED;
    }
    access.answered = sc_core::sc_time_stamp() + delay;
    order.push_back(&access);
    const unsigned form = all_forms ? dice_.pick(3) : 0;
    if (form == 0) {
      const sc_time before = delay + dice_.up_to(jitter_ns);
      background([this, &access, before] {
        sc_core::wait(before);
        tlm::tlm_phase end = tlm::END_RESP;
        sc_time after = dice_.up_to(jitter_ns);
        rules.forward(access.trans, end, after, [this](auto &a, auto &b, auto &c) {
          return device_.socket->nb_transport_fw(a, b, c);
        });
        finish(access);
      });
      return tlm::TLM_ACCEPTED;
    }
    delay += dice_.up_to(jitter_ns);
    background([this, &access] { finish(access); });
    if (form == 1)
      return tlm::TLM_COMPLETED;
    phase = tlm::END_RESP;
    return tlm::TLM_UPDATED;
  }
  void finish(at_access &access) {
    EXPECT_FALSE(access.done);
    access.done = true;
    by_payload_.erase(&access.trans);
    access.trans.release();
    under_way_--;
    ended_event_.notify();
  }

  initiator<64> &device_;
  at_dice dice_;
  std::unordered_map<const tlm_generic_payload *, at_access *> by_payload_;
  bool accepted_ = false;
  unsigned under_way_ = 0;
  sc_core::sc_event accepted_event_, ended_event_;
};

// Lets a memory take nb_transport. Data is moved when the request begins.
class at_target {
public:
  at_rules rules;
  bool all_forms = false; // else: END_REQ at once, BEGIN_RESP after the memory's latency
  unsigned jitter_ns = 0; // on top of the memory's latency
  sc_time busy;           // until END_REQ
  unsigned most_under_way = 0;

  at_target(memory<64> &ram, uint64_t seed) : rules(ram.name()), ram_(ram), dice_(seed) {
    ram.how.non_blocking = [this](tlm_generic_payload &t, tlm::tlm_phase &phase, sc_time &delay) {
      return rules.forward(t, phase, delay,
                           [this](auto &a, auto &b, auto &c) { return forward(a, b, c); });
    };
  }
  ~at_target() { ram_.how.non_blocking = {}; }
  at_target(const at_target &) = delete;
  at_target &operator=(const at_target &) = delete;

private:
  enum form { accept, accept_without_end, end_request, begin_response, complete };

  tlm::tlm_sync_enum forward(tlm_generic_payload &t, tlm::tlm_phase &phase, sc_time &delay) {
    if (phase == tlm::END_RESP) {
      ended_ = true;
      ended_event_.notify(delay);
      return tlm::TLM_COMPLETED;
    }
    ram_.b_transport(t, delay); // annotates its latency
    t.acquire();
    under_way_++;
    most_under_way = std::max(most_under_way, under_way_);
    delay += dice_.up_to(jitter_ns);
    form how = all_forms ? static_cast<form>(dice_.pick(5)) : accept;
    if (how == begin_response && (responding_ || !waiting_.empty()))
      how = end_request;
    switch (how) {
    case complete:
      if (responding_ || !waiting_.empty())
        break;
      responding_ = true;
      ended_ = true;
      background([this, &t, later = delay] {
        sc_core::wait(later);
        end_of_response(t);
      });
      return tlm::TLM_COMPLETED;
    case begin_response: {
      responding_ = true;
      ended_ = false;
      phase = tlm::BEGIN_RESP;
      background([this, &t] { end_of_response(t); });
      return tlm::TLM_UPDATED;
    }
    case end_request: {
      const sc_time later = std::exchange(delay, busy + dice_.up_to(jitter_ns));
      phase = tlm::END_REQ;
      background([this, &t, later, before = delay] {
        sc_core::wait(std::max(later, before));
        respond(t);
      });
      return tlm::TLM_UPDATED;
    }
    default:
      break;
    }
    background([this, &t, later = delay, say = how != accept_without_end] {
      const sc_time until_end = std::min(later, busy + dice_.up_to(jitter_ns));
      if (say) {
        sc_core::wait(until_end);
        tlm::tlm_phase end = tlm::END_REQ;
        sc_time none;
        back(t, end, none);
      }
      sc_core::wait(later - (say ? until_end : sc_core::SC_ZERO_TIME));
      respond(t);
    });
    return tlm::TLM_ACCEPTED;
  }
  tlm::tlm_sync_enum back(tlm_generic_payload &t, tlm::tlm_phase &phase, sc_time &delay) {
    return rules.backward(t, phase, delay, [this](auto &a, auto &b, auto &c) {
      return ram_.socket->nb_transport_bw(a, b, c);
    });
  }
  void respond(tlm_generic_payload &t) {
    waiting_.push_back(&t);
    while (responding_ || waiting_.front() != &t)
      sc_core::wait(response_free_);
    waiting_.pop_front();
    responding_ = true;
    ended_ = false;
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_time delay;
    const tlm::tlm_sync_enum answer = back(t, phase, delay);
    if (answer != tlm::TLM_ACCEPTED) {
      sc_core::wait(delay);
      ended_ = true;
    }
    end_of_response(t);
  }
  void end_of_response(tlm_generic_payload &t) {
    while (!ended_)
      sc_core::wait(ended_event_);
    responding_ = false;
    response_free_.notify();
    done(t);
  }
  void done(tlm_generic_payload &t) {
    under_way_--;
    t.release();
  }

  memory<64> &ram_;
  at_dice dice_;
  std::deque<tlm_generic_payload *> waiting_;
  bool responding_ = false, ended_ = false;
  unsigned under_way_ = 0;
  sc_core::sc_event ended_event_, response_free_;
};

} // namespace tb

#endif // VTD_TB_TLM_AT_HARNESS_H

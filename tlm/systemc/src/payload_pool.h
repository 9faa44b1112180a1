// SPDX-License-Identifier: Apache-2.0
// Payloads of our own transactions (table walks, pieces of bursts, messages), made once and reused.
// As many exist as were ever under way at the same time.
#ifndef VTD_SYSTEMC_PAYLOAD_POOL_H
#define VTD_SYSTEMC_PAYLOAD_POOL_H

#include <cstdint>
#include <memory>
#include <vector>

#include <tlm>

namespace vtd::detail {

using payload = tlm::tlm_generic_payload;

struct pooled_access {
  payload trans;
  uint8_t enables[4096]; // byte enables of one piece
  pooled_access *next = nullptr;
};

class payload_pool {
public:
  // Owns one access until the end of its scope.
  class lease {
  public:
    explicit lease(payload_pool &pool) : pool_(pool), access_(pool.take()) {}
    ~lease() { pool_.give_back(access_); }
    lease(const lease &) = delete;
    lease &operator=(const lease &) = delete;
    payload &trans() { return access_->trans; }
    uint8_t *enables() { return access_->enables; }

  private:
    payload_pool &pool_;
    pooled_access *access_;
  };

private:
  pooled_access *take() {
    if (!free_) {
      all_.push_back(std::make_unique<pooled_access>());
      free_ = all_.back().get();
    }
    pooled_access *access = free_;
    free_ = access->next;
    return access;
  }
  void give_back(pooled_access *access) {
    access->next = free_;
    free_ = access;
  }

  std::vector<std::unique_ptr<pooled_access>> all_;
  pooled_access *free_ = nullptr;
};

// Fills in every attribute of a transaction.
inline void prepare(payload &trans, tlm::tlm_command command, uint64_t addr, void *data,
                    uint32_t bytes) {
  trans.set_command(command);
  trans.set_address(addr);
  trans.set_data_ptr(static_cast<unsigned char *>(data));
  trans.set_data_length(bytes);
  trans.set_streaming_width(bytes);
  trans.set_byte_enable_ptr(nullptr);
  trans.set_byte_enable_length(0);
  trans.set_dmi_allowed(false);
  trans.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  trans.set_gp_option(tlm::TLM_MIN_PAYLOAD);
}

// Lends the extensions of one payload to another, and brings back what the target changed.
class extension_loan {
public:
  extension_loan(payload &to, payload &from) : to_(to), from_(from) {
    for (unsigned i = 0; i < tlm::max_num_extensions(); ++i)
      to_.set_extension(i, from_.get_extension(i));
  }
  ~extension_loan() {
    for (unsigned i = 0; i < tlm::max_num_extensions(); ++i) {
      tlm::tlm_extension_base *now = to_.set_extension(i, nullptr);
      if (now != from_.get_extension(i))
        from_.set_extension(i, now);
    }
  }
  extension_loan(const extension_loan &) = delete;
  extension_loan &operator=(const extension_loan &) = delete;

private:
  payload &to_;
  payload &from_;
};

} // namespace vtd::detail

#endif // VTD_SYSTEMC_PAYLOAD_POOL_H

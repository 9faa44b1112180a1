// SPDX-License-Identifier: Apache-2.0
// Classes with the public members of other people's sidebands, as far as the adapters use them, in
// words of our own.
#ifndef VTD_TB_ADAPTERS_LOOKALIKES_H
#define VTD_TB_ADAPTERS_LOOKALIKES_H

#include <cstdint>
#include <tlm>

namespace lookalike {

// As of vcml.
struct sbiext : tlm::tlm_extension<sbiext> {
  uint64_t is_debug : 1, is_nodmi : 1, is_insn : 1, is_secure : 1;
  uint64_t atype : 2; // 0: untranslated, 1: translation request, 2: translated
  uint64_t cpuid = 0, privilege = 0, asid = ~uint64_t{0};

  sbiext() : is_debug(0), is_nodmi(0), is_insn(0), is_secure(0), atype(0) {}
  tlm::tlm_extension_base *clone() const override { return new sbiext(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override {
    *this = static_cast<const sbiext &>(other);
  }
};

// As of an older vcml: who, and nothing about addresses.
struct old_sbiext : tlm::tlm_extension<old_sbiext> {
  bool is_debug = false;
  int cpuid = 0;

  tlm::tlm_extension_base *clone() const override { return new old_sbiext(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override {
    *this = static_cast<const old_sbiext &>(other);
  }
};

// As of libsystemctlm-soc.
class genattr : public tlm::tlm_extension<genattr> {
public:
  uint64_t get_master_id() const { return master_id_; }
  void set_master_id(uint64_t id) { master_id_ = id; }
  bool get_secure() const { return secure_; }
  void set_secure(bool secure) { secure_ = secure; }
  tlm::tlm_extension_base *clone() const override { return new genattr(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override {
    *this = static_cast<const genattr &>(other);
  }

private:
  uint64_t master_id_ = 0;
  bool secure_ = false;
};

class atsattr : public tlm::tlm_extension<atsattr> {
public:
  enum {
    ATTR_EXEC = 1 << 0,
    ATTR_READ = 1 << 1,
    ATTR_WRITE = 1 << 2,
    ATTR_PHYS_ADDR = 1 << 8,
    RESULT_OK = 0,
    RESULT_ERROR = 1,
  };
  uint64_t get_attributes() const { return attributes_; }
  void set_attributes(uint64_t attributes) { attributes_ = attributes; }
  uint64_t get_length() const { return length_; }
  void set_length(uint64_t length) { length_ = length; }
  uint32_t get_result() const { return result_; }
  void set_result(uint32_t result) { result_ = result; }
  tlm::tlm_extension_base *clone() const override { return new atsattr(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override {
    *this = static_cast<const atsattr &>(other);
  }

private:
  uint64_t attributes_ = 0, length_ = 0;
  uint32_t result_ = 0;
};

} // namespace lookalike

#endif // VTD_TB_ADAPTERS_LOOKALIKES_H

// SPDX-License-Identifier: Apache-2.0
// Rules for the sideband of vcml (vcml::sbiext: its tlm_sbi as an extension), for use with
// sideband.h. Nothing of vcml is included; the extension is a template parameter:
//
//   using rules = vtd::adapters::sbi_rules<vcml::sbiext>;
//   unit.set_identity_resolver(vtd::adapters::resolver(rules()));
//
// | vcml      | here                                                                           |
// |-----------|--------------------------------------------------------------------------------|
// | cpuid     | requester id, counted from sbi_rules::first                                    |
// | asid      | PASID, or the number of a virtual function (sbi_rules::asid); all ones: none   |
// | privilege | privileged mode requested, from sbi_rules::privileged_from on (PASIDs only)    |
// | atype     | untranslated, translation request, translated                                  |
// | is_debug  | inbound: transport_dbg                                                         |
// | is_insn, is_excl, is_lock, is_secure, is_sync, is_nodmi | no meaning to the unit; handed on |
//
// A sideband without atype, asid or privilege (older versions) is as if they had their defaults.
// The answer to a translation request is the translated address in the payload.
#ifndef VTD_ADAPTERS_VCML_SBI_H
#define VTD_ADAPTERS_VCML_SBI_H

#include <cstdint>
#include <type_traits>

#include "vtd/adapters/sideband.h"

namespace vtd::adapters {

enum class sbi_asid {
  pasid,    // process: the request has this PASID
  function, // SR-IOV: added to the requester id
  ignored,
};

namespace detail {

// What a sideband of some version has.
template <typename T, typename = void> struct sbi_atype_of {
  static uint64_t get(const T &) { return 0; }
  static void set(T &, uint64_t) {}
};
template <typename T> struct sbi_atype_of<T, std::void_t<decltype(std::declval<T &>().atype)>> {
  static uint64_t get(const T &sbi) { return static_cast<uint64_t>(sbi.atype); }
  static void set(T &sbi, uint64_t value) { sbi.atype = static_cast<decltype(sbi.atype)>(value); }
};
template <typename T, typename = void> struct sbi_asid_of {
  static uint64_t get(const T &) { return ~uint64_t{0}; }
  static void set(T &, uint64_t) {}
};
template <typename T> struct sbi_asid_of<T, std::void_t<decltype(std::declval<T &>().asid)>> {
  static uint64_t get(const T &sbi) { return static_cast<uint64_t>(sbi.asid); }
  static void set(T &sbi, uint64_t value) { sbi.asid = static_cast<decltype(sbi.asid)>(value); }
};
template <typename T, typename = void> struct sbi_privilege_of {
  static uint64_t get(const T &) { return 0; }
  static void set(T &, uint64_t) {}
};
template <typename T>
struct sbi_privilege_of<T, std::void_t<decltype(std::declval<T &>().privilege)>> {
  static uint64_t get(const T &sbi) { return static_cast<uint64_t>(sbi.privilege); }
  static void set(T &sbi, uint64_t value) {
    sbi.privilege = static_cast<decltype(sbi.privilege)>(value);
  }
};

} // namespace detail

template <typename Extension> struct sbi_rules {
  using extension = Extension;

  identity first; // segment, and the requester id of cpuid 0
  sbi_asid asid = sbi_asid::pasid;
  uint64_t privileged_from = 1;
  uint64_t own_cpuid = 0; // of the unit itself, downstream

  // Who asks. A payload without the extension, or with numbers that are no requester id (16 bits)
  // or PASID (20 bits), does not say: the port's identity counts.
  bool identify(const tlm::tlm_generic_payload &payload, identity &id) const {
    const auto *sbi = payload.get_extension<Extension>();
    if (sbi == nullptr)
      return false;
    const uint64_t space = detail::sbi_asid_of<Extension>::get(*sbi);
    const bool global = space == no_asid || asid == sbi_asid::ignored;
    const uint64_t function = global || asid != sbi_asid::function ? 0 : space;
    const auto cpuid = static_cast<uint64_t>(sbi->cpuid);
    if (cpuid > 0xFFFF || function > 0xFFFF || first.sid + cpuid + function > 0xFFFF)
      return false;
    identity who = first;
    who.sid = static_cast<uint16_t>(first.sid + cpuid + function);
    who.pasid_valid = !global && asid == sbi_asid::pasid;
    if (who.pasid_valid && space > 0xFFFFF)
      return false;
    who.pasid = who.pasid_valid ? static_cast<uint32_t>(space) : 0;
    who.privileged = detail::sbi_privilege_of<Extension>::get(*sbi) >= privileged_from;
    switch (detail::sbi_atype_of<Extension>::get(*sbi)) {
    case request:
      who.at = VTD_AT_TRANSLATION;
      break;
    case translated_address:
      who.at = VTD_AT_TRANSLATED;
      break;
    default:
      who.at = VTD_AT_UNTRANSLATED;
    }
    id = who;
    return true;
  }

  bool debug(const tlm::tlm_generic_payload &payload) const {
    const auto *sbi = payload.get_extension<Extension>();
    return sbi != nullptr && sbi->is_debug;
  }

  void translated(tlm::tlm_generic_payload &payload, const ats_translation &translation) const {
    payload.set_address(host_address(translation, payload.get_address()));
  }

  // Addresses are translated downstream.
  void describe(const identity *id, Extension &sbi) const {
    detail::sbi_atype_of<Extension>::set(sbi, translated_address);
    if (id == nullptr) {
      sbi.cpuid = static_cast<decltype(sbi.cpuid)>(own_cpuid);
      return;
    }
    sbi.cpuid = static_cast<decltype(sbi.cpuid)>(static_cast<uint16_t>(id->sid - first.sid));
    if (asid == sbi_asid::pasid && id->pasid_valid)
      detail::sbi_asid_of<Extension>::set(sbi, id->pasid);
    if (id->privileged)
      detail::sbi_privilege_of<Extension>::set(sbi, privileged_from);
  }

private:
  static constexpr uint64_t no_asid = ~uint64_t{0};
  static constexpr uint64_t request = 1, translated_address = 2; // of atype; 0: untranslated
};

} // namespace vtd::adapters

#endif // VTD_ADAPTERS_VCML_SBI_H

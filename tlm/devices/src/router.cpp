// SPDX-License-Identifier: Apache-2.0
// Address decoding and translation of addresses on the way to a target and back.
#include "vtd/router.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

namespace vtd {

namespace {
std::string describe(const router_window &w) {
  char text[64];
  std::snprintf(text, sizeof text, " (%" PRIX64 "h..%" PRIX64 "h)", w.base, w.base + w.bytes - 1);
  return w.name + text;
}

// Overlap if the bits that either does not decode are left out.
bool overlap(const router_window &a, const router_window &b) {
  const uint64_t decoded = ~(a.undecoded | b.undecoded);
  const uint64_t first_a = a.base & decoded, first_b = b.base & decoded;
  return first_a <= first_b + (b.bytes - 1) && first_b <= first_a + (a.bytes - 1);
}

uint64_t offset_in(const router_window &w, uint64_t addr) {
  return (addr & ~w.undecoded) - w.base;
}

// As the target sees it.
uint64_t relative(const router_window &w, uint64_t addr) {
  return offset_in(w, addr) | (addr & w.undecoded);
}
} // namespace

std::string router_check(const std::vector<router_window> &windows) {
  for (size_t i = 0; i < windows.size(); ++i) {
    const router_window &a = windows[i];
    if (a.bytes == 0 || a.base + (a.bytes - 1) < a.base)
      return "the address window of " + a.name + " is empty or wraps around";
    if (((a.base | (a.base + (a.bytes - 1))) & a.undecoded) != 0)
      return describe(a) + " lies in address bits that it does not decode";
    for (size_t j = 0; j < i; ++j) {
      const router_window &b = windows[j];
      if (overlap(a, b))
        return describe(b) + " and " + describe(a) + " overlap";
    }
  }
  return {};
}

router::router(sc_core::sc_module_name name, unsigned initiators,
               std::vector<router_window> windows, sc_core::sc_time latency)
    : sc_module(name), in("in", initiators), out("out", windows.size()),
      windows_(std::move(windows)), latency_(latency) {
  const std::string wrong = router_check(windows_);
  if (!wrong.empty())
    SC_REPORT_ERROR("/vtd/router/map", wrong.c_str());
  for (unsigned i = 0; i < in.size(); ++i) {
    in[i].register_b_transport(this, &router::transport, static_cast<int>(i));
    in[i].register_transport_dbg(this, &router::debug, static_cast<int>(i));
    in[i].register_get_direct_mem_ptr(this, &router::direct, static_cast<int>(i));
  }
  for (unsigned i = 0; i < out.size(); ++i)
    out[i].register_invalidate_direct_mem_ptr(this, &router::invalidate, static_cast<int>(i));
}

int router::decode(uint64_t addr, uint64_t bytes) const {
  for (size_t i = 0; i < windows_.size(); ++i) {
    const uint64_t offset = offset_in(windows_[i], addr);
    if (offset < windows_[i].bytes && bytes <= windows_[i].bytes - offset)
      return static_cast<int>(i);
  }
  return -1;
}

void router::transport(int, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const uint64_t addr = trans.get_address();
  const int target = decode(addr, std::min(trans.get_data_length(), trans.get_streaming_width()));
  if (target < 0) {
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  delay += latency_;
  trans.set_address(relative(windows_[target], addr));
  out[target]->b_transport(trans, delay);
  trans.set_address(addr);
}

unsigned router::debug(int, tlm::tlm_generic_payload &trans) {
  const uint64_t addr = trans.get_address();
  const int target = decode(addr, 1);
  if (target < 0)
    return 0;
  // The target counts what it has; the part beyond the window is not its own.
  const unsigned length = trans.get_data_length();
  const uint64_t room = windows_[target].bytes - offset_in(windows_[target], addr);
  trans.set_data_length(static_cast<unsigned>(std::min<uint64_t>(length, room)));
  trans.set_address(relative(windows_[target], addr));
  const unsigned done = out[target]->transport_dbg(trans);
  trans.set_address(addr);
  trans.set_data_length(length);
  return done;
}

bool router::direct(int, tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi) {
  const uint64_t addr = trans.get_address();
  const int target = decode(addr, 1);
  if (target < 0) {
    dmi.init();
    dmi.set_start_address(addr & ~UINT64_C(0xFFF));
    dmi.set_end_address(addr | UINT64_C(0xFFF));
    return false;
  }
  const router_window &window = windows_[target];
  trans.set_address(relative(window, addr));
  const bool granted = out[target]->get_direct_mem_ptr(trans, dmi);
  trans.set_address(addr);
  // Where the address came from, in bits that are not decoded too.
  const uint64_t base = window.base | (addr & window.undecoded);
  const auto inside = [&window](uint64_t at) {
    return std::min<uint64_t>(at & ~window.undecoded, window.bytes - 1);
  };
  dmi.set_start_address(base + inside(dmi.get_start_address()));
  dmi.set_end_address(base + inside(dmi.get_end_address()));
  return granted;
}

void router::invalidate(int target, sc_dt::uint64 first, sc_dt::uint64 last) {
  const router_window &window = windows_[target];
  if (first >= window.bytes)
    return;
  last = std::min<uint64_t>(last, window.bytes - 1);
  for (auto &initiator : in)
    initiator->invalidate_direct_mem_ptr(window.base + first, window.base + last);
}

} // namespace vtd

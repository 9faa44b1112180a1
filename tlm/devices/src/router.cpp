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
} // namespace

std::string router_check(const std::vector<router_window> &windows) {
  for (size_t i = 0; i < windows.size(); ++i) {
    const router_window &a = windows[i];
    if (a.bytes == 0 || a.base + (a.bytes - 1) < a.base)
      return "the address window of " + a.name + " is empty or wraps around";
    for (size_t j = 0; j < i; ++j) {
      const router_window &b = windows[j];
      if (a.base <= b.base + (b.bytes - 1) && b.base <= a.base + (a.bytes - 1))
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
    const uint64_t offset = addr - windows_[i].base;
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
  trans.set_address(addr - windows_[target].base);
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
  const uint64_t room = windows_[target].bytes - (addr - windows_[target].base);
  trans.set_data_length(static_cast<unsigned>(std::min<uint64_t>(length, room)));
  trans.set_address(addr - windows_[target].base);
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
  trans.set_address(addr - window.base);
  const bool granted = out[target]->get_direct_mem_ptr(trans, dmi);
  trans.set_address(addr);
  dmi.set_start_address(window.base +
                        std::min<uint64_t>(dmi.get_start_address(), window.bytes - 1));
  dmi.set_end_address(window.base + std::min<uint64_t>(dmi.get_end_address(), window.bytes - 1));
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

// SPDX-License-Identifier: Apache-2.0
#include "core_bench.h"

#include <cstdio>

namespace vtd::tb {

namespace {

unsigned long long wide(uint64_t n) {
  return n;
}

std::string text(const char *who, const vtd_result &r) {
  char line[160];
  std::snprintf(line, sizeof line,
                "%s: status %u condition %u code %#x address %#llx size %u perm %u flags %#x", who,
                unsigned{r.status}, unsigned{r.cond}, unsigned{r.code}, wide(r.addr),
                unsigned{r.page_shift}, unsigned{r.perm}, unsigned{r.flags});
  return line;
}

} // namespace

core_bench::core_bench(const vtd_iotlb_geometry &geometry, vtd_config config, uint64_t seed)
    : guest_(vtdt_guest_new(16u << 20)), random_(seed), iotlb_(geometry, "", 64) {
  config.iotlb = geometry;
  vtd_host host = vtdt_guest_host(guest_);
  host.request_step = nullptr; // commands are done inside the register write
  cached_ = vtdt_unit_new(&config, &host);
  vtd_iotlb_ops ops = iotlb_.ops();
  vtd_set_iotlb_ops(cached_, &ops);
  config.psc_entries = 0;
  uncached_ = vtdt_unit_new(&config, &host);
  guest_->on_access = [](void *self, uint64_t, vtd_mem_use use, bool write) {
    static_cast<core_bench *>(self)->interrupt_walk(use, write);
  };
  guest_->on_access_ctx = this;
}

core_bench::~core_bench() {
  vtdt_unit_free(cached_);
  vtdt_unit_free(uncached_);
  vtdt_guest_free(guest_);
}

uint64_t core_bench::page() {
  return below(core_windows) * core_window_stride + below(2) * (UINT64_C(1) << VTD_PAGE_2M_SHIFT) +
         (uint64_t{below(6)} << VTD_PAGE_SHIFT);
}

uint64_t core_bench::target(unsigned shift) {
  return (UINT64_C(1) << 36) + (uint64_t{below(1024)} << shift);
}

bool core_bench::run(uint64_t requests) {
  for (uint64_t n = 0; n < requests && failure_.empty(); n++) {
    if (below(100) < 6) {
      changes_++;
      version_++;
      change();
    } else {
      request();
    }
  }
  iotlb_.scan();
  if (iotlb_.stats().mismatches != 0)
    fail(iotlb_.first_mismatch());
  vtd::lockstep_stats s = iotlb_.stats();
  const vtd_iotlb_geometry &g = iotlb_.rtl().geometry();
  std::printf("%ux%u+%u: %llu requests, %llu in the middle of others, %llu let through, %llu "
              "changes; IOTLB: %llu look-ups, %llu hits, %llu fills, %llu walked again, %llu "
              "invalidations, %llu cycles, %llu mismatches\n",
              g.sets, g.ways, g.super_entries, wide(requests_), wide(nested_), wide(granted_),
              wide(changes_), wide(s.lookups), wide(s.hits), wide(s.fills), wide(s.walks_again),
              wide(s.invalidations), wide(s.cycles), wide(s.mismatches));
  if (failure_.empty() && (s.hits == 0 || s.walks_again == 0 || nested_ == 0 || granted_ == 0 ||
                           denied_ == 0 || !missing().empty()))
    fail("too few requests to mean anything" + missing() + "\n");
  return failure_.empty();
}

// A unit reads or writes a table: now and then something else happens first.
void core_bench::interrupt_walk(vtd_mem_use use, bool write) {
  flags_written_ += quiet_ && write && use == VTD_MEM_PAGING;
  if (quiet_ || depth_ == 0 || depth_ >= 3)
    return;
  unsigned dice = below(64);
  if (dice < 6) {
    nested_++;
    request();
  } else if (dice == 6) {
    changes_++;
    version_++;
    depth_ += 3; // the commands read memory, too
    change();
    depth_ -= 3;
  }
}

// Half of them repeat a recent one, to read or to write.
vtd_request core_bench::next_request() {
  vtd_request &q = recent_[below(static_cast<uint32_t>(recent_.size()))];
  if (q.bytes == 0 || below(2) == 0)
    q = any_request();
  else if (q.at == VTD_AT_UNTRANSLATED && below(2) == 0)
    q.access = VTD_ACCESS_WRITE;
  return q;
}

void core_bench::request() {
  vtd_request q = next_request();
  uint64_t before = version_;
  vtd_result got, want;
  depth_++;
  vtd_translate(cached_, &q, &got);
  depth_--;
  requests_++;
  (got.status == VTD_OK ? granted_ : denied_)++;
  note(q, got);
  if (version_ != before)
    return; // either answer would do; what it left in the IOTLB is checked by the next ones
  quiet_ = true;
  forget();
  flags_written_ = 0;
  vtd_translate(uncached_, &q, &want);
  quiet_ = false;
  compare(q, got, want);
}

void core_bench::compare(const vtd_request &q, const vtd_result &got, const vtd_result &want) {
  bool ok = got.status == VTD_OK;
  bool same = got.status == want.status && got.cond == want.cond &&
              (!ok || (got.addr == want.addr && got.perm == want.perm &&
                       got.page_shift == want.page_shift && got.did == want.did &&
                       got.pasid == want.pasid));
  bool flags = !ok || flags_written_ == 0;
  if (same && flags)
    return;
  char line[200];
  std::snprintf(line, sizeof line,
                "request %llu from %04x: address %#llx pasid %#x flags %#x access %u at %u\n",
                wide(requests_), unsigned{q.sid}, wide(q.addr), unsigned{q.pasid},
                unsigned{q.flags}, unsigned{q.access}, unsigned{q.at});
  fail(line + text("  ", got) + "\n" + text("  without an IOTLB", want) + "\n" +
       (flags ? "" : "  accessed or dirty flags were left to be set\n"));
}

} // namespace vtd::tb

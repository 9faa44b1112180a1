// SPDX-License-Identifier: Apache-2.0
// The whole core with the RTL IOTLB in lock-step, against a second unit that walks for every
// request: random tables of all page sizes in several domains, software that unmaps and
// invalidates, and requests and invalidations that arrive in the middle of a walk.
//
// Software invalidates after every change before it counts on it, so a request that no change
// overlapped has to get exactly what the uncached unit says: address, permissions, fault.
#include <cstdio>
#include <exception>
#include <memory>
#include <random>
#include <string>

#include "arguments.h"
#include "guest.h"
#include "vtd/rtl_iotlb.h"

namespace {

struct options {
  uint64_t seed = 1;
  uint64_t requests = 20000;
};

constexpr unsigned levels = 4; // of a 48-bit table
constexpr uint16_t devices = 4;
constexpr unsigned windows = 3; // 1 GiB regions of input addresses
constexpr uint64_t gib = UINT64_C(1) << VTD_PAGE_1G_SHIFT;
constexpr uint64_t two_mib = UINT64_C(1) << VTD_PAGE_2M_SHIFT;

class bench {
public:
  bench(const vtd_iotlb_geometry &geometry, const options &o)
      : random_(o.seed), iotlb_(geometry, "", 64), guest_(vtdt_guest_new(16u << 20)) {
    vtd_config config = vtd_config_default();
    config.iotlb = geometry;
    vtd_host host = vtdt_guest_host(guest_);
    host.request_step = nullptr; // commands are done inside the register write
    cached_ = vtdt_unit_new(&config, &host);
    vtd_iotlb_ops ops = iotlb_.ops();
    vtd_set_iotlb_ops(cached_, &ops);
    config.psc_entries = 0;
    uncached_ = vtdt_unit_new(&config, &host);
    root_ = vtdt_root_new(&guest_->space);
    for (uint16_t n = 0; n < devices; n++)
      attach(n);
    for (vtd_t *unit : {cached_, uncached_}) {
      vtdt_set_root(unit, root_, VTD_RTADDR_TTM_LEGACY);
      vtdt_gcmd_set(unit, VTD_GCMD_TE);
    }
    guest_->on_access = [](void *self, uint64_t, vtd_mem_use, bool) {
      static_cast<bench *>(self)->interrupt_walk();
    };
    guest_->on_access_ctx = this;
  }

  ~bench() {
    vtdt_unit_free(cached_);
    vtdt_unit_free(uncached_);
    vtdt_guest_free(guest_);
  }

  bool run(uint64_t requests) {
    for (uint64_t n = 0; n < requests && failure_.empty(); n++) {
      unsigned dice = below(100);
      if (dice < 6)
        change();
      else
        request();
    }
    iotlb_.scan();
    if (iotlb_.stats().mismatches != 0)
      failure_ += iotlb_.first_mismatch();
    vtd::lockstep_stats s = iotlb_.stats();
    std::printf("%ux%u+%u: %llu requests, %llu in the middle of others, %llu changes; IOTLB: %llu "
                "look-ups, %llu hits, %llu fills, %llu walked again, %llu invalidations, %llu "
                "mismatches\n",
                iotlb_.rtl().geometry().sets, iotlb_.rtl().geometry().ways,
                iotlb_.rtl().geometry().super_entries, wide(requests_), wide(nested_),
                wide(changes_), wide(s.lookups), wide(s.hits), wide(s.fills), wide(s.walks_again),
                wide(s.invalidations), wide(s.mismatches));
    if (s.hits == 0 || s.walks_again == 0 || nested_ == 0)
      failure_ += "too few requests to mean anything\n";
    return failure_.empty();
  }

  const std::string &failure() const { return failure_; }

private:
  static unsigned long long wide(uint64_t n) { return n; }
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

  // Two devices share a domain, as devices of one guest do.
  static uint16_t sid(uint16_t device) { return static_cast<uint16_t>(0x0100 + 8 * device); }
  static uint16_t did(uint16_t device) { return static_cast<uint16_t>(1 + device / 2 * 512); }

  void attach(uint16_t device) {
    uint64_t &table = tables_[device / 2];
    if (table == 0)
      table = vtdt_pages(&guest_->space, 1);
    vtdt_context context = {};
    context.tt = VTD_CTX_TT_UNTRANSLATED;
    context.aw = VTD_CTX_AW_48;
    context.did = did(device);
    context.ssptptr = table;
    vtdt_context_set(&guest_->space, root_, sid(device), &context);
  }

  uint64_t page() {
    return below(windows) * gib * 5 + below(2) * two_mib + (uint64_t{below(6)} << VTD_PAGE_SHIFT);
  }

  // Software changes the page at `iova` and invalidates what it must.
  void change() {
    uint16_t device = static_cast<uint16_t>(below(devices));
    uint64_t table = tables_[device / 2], iova = page();
    unsigned shift = below(10) == 0 ? 30u : below(3) == 0 ? 21u : 12u;
    iova &= ~((UINT64_C(1) << shift) - 1);
    changes_++;
    version_++;
    // Whatever was there, also tables below, goes first.
    unsigned level = shift == 30 ? 3 : shift == 21 ? 2 : 1;
    for (unsigned upper = 3; upper >= level; upper--) {
      uint64_t entry = vtdt_entry_find(&guest_->space, table, levels, iova, upper);
      if (entry == 0)
        break;
      bool large = (vtdt_read64(&guest_->space, entry) & VTD_SS_PDE_2M_PS) != 0;
      if (upper != level && !large)
        continue;
      vtdt_write64(&guest_->space, entry, 0);
      invalidate(device, iova, upper == 3 ? 30 : upper == 2 ? 21 : 12);
      break;
    }
    if (below(4) != 0 && guest_->space.next + 0x10000 < guest_->space.end) {
      uint64_t target = (UINT64_C(1) << 36) + (uint64_t{below(1024)} << 30 >> (30 - shift));
      static const unsigned perms[] = {VTD_PERM_R | VTD_PERM_W, VTD_PERM_R | VTD_PERM_W, VTD_PERM_R,
                                       VTD_PERM_W};
      vtdt_map(&guest_->space, table, levels, iova, target, shift, perms[below(4)]);
    }
  }

  // By the registers, in one of the sizes that are large enough.
  void invalidate(uint16_t device, uint64_t iova, unsigned shift) {
    uint64_t command = VTD_IOTLB_IVT;
    unsigned dice = below(8);
    if (dice == 0) {
      command = vtd_iotlb_iirg_set(command, VTD_IOTLB_IIRG_GLOBAL);
    } else {
      command =
          vtd_iotlb_iirg_set(command, dice == 1 ? VTD_IOTLB_IIRG_DOMAIN : VTD_IOTLB_IIRG_PAGE);
      command = vtd_iotlb_did_set(command, did(device));
    }
    for (vtd_t *unit : {cached_, uncached_}) {
      uint64_t range = vtd_iva_am_set(iova, shift - VTD_PAGE_SHIFT);
      vtdt_reg64_write(unit, vtdt_iva_reg(unit), range);
      vtdt_reg64_write(unit, vtdt_iotlb_reg(unit), command);
    }
  }

  // The unit reads a table: now and then something else happens first.
  void interrupt_walk() {
    if (quiet_ || depth_ >= 3)
      return;
    unsigned dice = below(64);
    if (dice < 6) {
      nested_++;
      request();
    } else if (dice == 6) {
      change();
    }
  }

  void request() {
    uint16_t device = static_cast<uint16_t>(below(devices));
    vtd_request q = {};
    q.addr = page() + below(0x1000 - 64);
    q.bytes = 1 + below(64);
    q.sid = sid(device);
    q.access = static_cast<uint8_t>(below(2) == 0 ? VTD_ACCESS_READ : VTD_ACCESS_WRITE);
    uint64_t before = version_;
    vtd_result got, want;
    depth_++;
    vtd_translate(cached_, &q, &got);
    depth_--;
    requests_++;
    if (version_ != before)
      return; // either answer would do; what it left in the IOTLB is checked by the next ones
    quiet_ = true;
    uint64_t flush = vtd_iotlb_iirg_set(VTD_IOTLB_IVT, VTD_IOTLB_IIRG_GLOBAL);
    vtdt_reg64_write(uncached_, vtdt_iotlb_reg(uncached_), flush);
    vtd_translate(uncached_, &q, &want);
    quiet_ = false;
    if (got.status == want.status && got.cond == want.cond &&
        (got.status != VTD_OK || (got.addr == want.addr && got.perm == want.perm)))
      return;
    char text[256];
    std::snprintf(text, sizeof text,
                  "request %llu, device %u address %#llx: status %u cond %u address %#llx perm %u; "
                  "without an IOTLB: status %u cond %u address %#llx perm %u\n",
                  wide(requests_), unsigned{device}, wide(q.addr), unsigned{got.status},
                  unsigned{got.cond}, wide(got.addr), unsigned{got.perm}, unsigned{want.status},
                  unsigned{want.cond}, wide(want.addr), unsigned{want.perm});
    failure_ += text;
  }

  std::mt19937_64 random_;
  vtd::lockstep_iotlb iotlb_;
  vtdt_guest *guest_;
  vtd_t *cached_ = nullptr;
  vtd_t *uncached_ = nullptr;
  uint64_t root_ = 0;
  uint64_t tables_[devices / 2] = {};
  uint64_t version_ = 0; // of the tables
  bool quiet_ = false;
  unsigned depth_ = 0;
  uint64_t requests_ = 0, nested_ = 0, changes_ = 0;
  std::string failure_;
};

} // namespace

int main(int argc, char **argv) {
  options o;
  vtd::tb::arguments()
      .number("--seed", &o.seed)
      .number("--requests", &o.requests)
      .parse(argc, argv);
  bool good = true;
  try {
    for (const vtd_iotlb_geometry &g : vtd::rtl_iotlb::geometries()) {
      bench b(g, o);
      if (b.run(o.requests))
        continue;
      good = false;
      std::fprintf(stderr, "seed %llu: %s", static_cast<unsigned long long>(o.seed),
                   b.failure().c_str());
    }
  } catch (const std::exception &problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 2;
  }
  return good ? 0 : 1;
}

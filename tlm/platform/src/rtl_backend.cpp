// SPDX-License-Identifier: Apache-2.0
// The RTL as the unit's IOTLB; the only file that knows the plug-in.
#include "rtl_backend.h"

#include <stdexcept>

#include "user_error.h"
#include "vtd/rtl_iotlb.h"

namespace vtd {

namespace {

class rtl_backend : public iotlb_backend {
public:
  rtl_backend(const vtd_iotlb_geometry &geometry, const std::string &wave)
      : iotlb_(geometry, wave) {}
  // As the plug-in's own, but look-ups are counted: its counters begin anew at a reset.
  vtd_iotlb_ops ops() override {
    vtd_iotlb_ops ops;
    ops.ctx = this;
    ops.lookup = [](void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry,
                    uint8_t *walk) {
      auto *self = static_cast<rtl_backend *>(ctx);
      ++self->lookups_;
      return self->iotlb_.lookup(*key, need, entry, walk);
    };
    ops.probe = [](void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry) {
      return static_cast<rtl_backend *>(ctx)->iotlb_.probe(*key, need, entry);
    };
    ops.walk_done = [](void *ctx, uint8_t walk, const vtd_iotlb_entry *entry) {
      return static_cast<rtl_backend *>(ctx)->iotlb_.walk_done(walk, entry);
    };
    ops.invalidate = [](void *ctx, const vtd_inv *inv) {
      static_cast<rtl_backend *>(ctx)->iotlb_.invalidate(*inv);
    };
    ops.reset = [](void *ctx) { static_cast<rtl_backend *>(ctx)->iotlb_.reset(); };
    return ops;
  }
  iotlb_activity activity() const override { return {lookups_, iotlb_.cycles(), 0}; }

private:
  rtl_iotlb iotlb_;
  uint64_t lookups_ = 0;
};

class lockstep_backend : public iotlb_backend {
public:
  lockstep_backend(const vtd_iotlb_geometry &geometry, const std::string &wave)
      : iotlb_(geometry, wave) {}
  vtd_iotlb_ops ops() override { return iotlb_.ops(); }
  iotlb_activity activity() const override {
    const lockstep_stats s = iotlb_.stats();
    return {s.lookups + s.probes, s.cycles, s.mismatches};
  }
  std::string first_mismatch() const override { return iotlb_.first_mismatch(); }

private:
  lockstep_iotlb iotlb_;
};

std::string geometry_text(const vtd_iotlb_geometry &g) {
  return "sets " + std::to_string(g.sets) + ", ways " + std::to_string(g.ways) +
         ", super_entries " + std::to_string(g.super_entries) + ", walks " +
         std::to_string(g.walks);
}

} // namespace

std::unique_ptr<iotlb_backend> make_rtl_iotlb(iotlb_kind kind, const vtd_iotlb_geometry &geometry,
                                              const std::string &wave, const std::string &source) {
  if (!rtl_iotlb::supports(geometry)) {
    std::string built;
    for (const vtd_iotlb_geometry &g : rtl_iotlb::geometries())
      built += (built.empty() ? "" : "; or ") + geometry_text(g);
    throw user_error(source + ": the RTL was not built with this IOTLB (" +
                     geometry_text(geometry) + "); set [unit.iotlb] to " + built +
                     ", or use --iotlb=model");
  }
  try {
    if (kind == iotlb_kind::rtl)
      return std::make_unique<rtl_backend>(geometry, wave);
    return std::make_unique<lockstep_backend>(geometry, wave);
  } catch (const std::runtime_error &error) {
    throw user_error("--wave: " + std::string(error.what()) +
                     "; name a file in a folder that you may write to");
  }
}

} // namespace vtd

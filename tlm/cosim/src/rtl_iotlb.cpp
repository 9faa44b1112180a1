// SPDX-License-Identifier: Apache-2.0
#include "vtd/rtl_iotlb.h"

#include <sstream>
#include <stdexcept>

#include "rtl_model.h"

namespace vtd {

// The Verilated geometries, one line each from the build: RTL(class, sets, ways, super, walks).
#define RTL(prefix, sets, ways, super, walks)                                                      \
  std::unique_ptr<rtl_model> make_##prefix(const std::string &wave);
#include "rtl_geometries.inc"
#undef RTL

namespace {

struct variant {
  vtd_iotlb_geometry geometry;
  std::unique_ptr<rtl_model> (*make)(const std::string &wave);
};

const variant variants[] = {
#define RTL(prefix, sets, ways, super, walks) {{sets, ways, super, walks}, make_##prefix},
#include "rtl_geometries.inc"
#undef RTL
};

bool same(const vtd_iotlb_geometry &a, const vtd_iotlb_geometry &b) {
  return a.sets == b.sets && a.ways == b.ways && a.super_entries == b.super_entries &&
         a.walks == b.walks;
}

std::string text(const vtd_iotlb_geometry &g) {
  std::ostringstream out;
  out << g.sets << "x" << g.ways << "+" << g.super_entries << " with " << g.walks << " walks";
  return out.str();
}

std::unique_ptr<rtl_model> make(const vtd_iotlb_geometry &geometry, const std::string &wave) {
  std::string list;
  for (const variant &v : variants) {
    if (same(v.geometry, geometry))
      return v.make(wave);
    list += (list.empty() ? "" : ", ") + text(v.geometry);
  }
  throw std::invalid_argument("no RTL IOTLB of " + text(geometry) +
                              " (sets x ways + super entries) is built; use " + list +
                              ", or add it to tlm/cosim/CMakeLists.txt");
}

} // namespace

rtl_iotlb::rtl_iotlb(const vtd_iotlb_geometry &geometry, const std::string &wave)
    : model_(make(geometry, wave)) {}
rtl_iotlb::~rtl_iotlb() = default;

std::vector<vtd_iotlb_geometry> rtl_iotlb::geometries() {
  std::vector<vtd_iotlb_geometry> all;
  for (const variant &v : variants)
    all.push_back(v.geometry);
  return all;
}

bool rtl_iotlb::supports(const vtd_iotlb_geometry &geometry) {
  for (const variant &v : variants)
    if (same(v.geometry, geometry))
      return true;
  return false;
}

bool rtl_iotlb::lookup(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry,
                       uint8_t *walk) {
  return model_->lookup(key, need, entry, walk);
}
bool rtl_iotlb::probe(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry) {
  return model_->probe(key, need, entry);
}
vtd_walk_status rtl_iotlb::walk_done(uint8_t walk, const vtd_iotlb_entry *entry) {
  return model_->walk_done(walk, entry);
}
void rtl_iotlb::invalidate(const vtd_inv &inv) {
  model_->invalidate(inv);
}
void rtl_iotlb::reset() {
  model_->reset();
}
void rtl_iotlb::flip(uint32_t index, uint8_t bit) {
  model_->flip(index, bit);
}
const vtd_iotlb_geometry &rtl_iotlb::geometry() const {
  return model_->geometry;
}
uint64_t rtl_iotlb::cycles() const {
  return model_->cycles;
}
rtl_counters rtl_iotlb::counters() const {
  return model_->counters();
}
bool rtl_iotlb::entry_at(uint32_t index, vtd_iotlb_key *key, vtd_iotlb_entry *entry) const {
  return model_->entry_at(index, key, entry);
}

vtd_iotlb_ops rtl_iotlb::ops() {
  vtd_iotlb_ops ops;
  ops.ctx = this;
  ops.lookup = [](void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry,
                  uint8_t *walk) {
    return static_cast<rtl_iotlb *>(ctx)->lookup(*key, need, entry, walk);
  };
  ops.probe = [](void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry) {
    return static_cast<rtl_iotlb *>(ctx)->probe(*key, need, entry);
  };
  ops.walk_done = [](void *ctx, uint8_t walk, const vtd_iotlb_entry *entry) {
    return static_cast<rtl_iotlb *>(ctx)->walk_done(walk, entry);
  };
  ops.invalidate = [](void *ctx, const vtd_inv *inv) {
    static_cast<rtl_iotlb *>(ctx)->invalidate(*inv);
  };
  ops.reset = [](void *ctx) { static_cast<rtl_iotlb *>(ctx)->reset(); };
  return ops;
}

} // namespace vtd

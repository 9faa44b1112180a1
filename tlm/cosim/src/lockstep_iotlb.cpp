// SPDX-License-Identifier: Apache-2.0
// The RTL beside the core's model, operation by operation.
#include <array>
#include <cstdio>
#include <stdexcept>

#include "vtd/rtl_iotlb.h"

namespace vtd {

namespace {

constexpr uint32_t HISTORY = 64; // operations that are told with the first mismatch

enum class op : uint8_t { lookup, probe, walk_done, invalidate, reset };

// One operation as it was asked for and as both sides answered it. Kept small: it is written on
// every operation and read on the first mismatch only.
struct record {
  uint64_t number;
  op what;
  bool model_hit; // of walk_done: walk again
  bool rtl_hit;
  uint8_t need;
  uint8_t model_walk;
  uint8_t rtl_walk;
  bool fill;
  vtd_iotlb_key key;
  vtd_iotlb_entry model;
  vtd_iotlb_entry rtl;
  vtd_inv inv;
};

bool same(const vtd_iotlb_entry &a, const vtd_iotlb_entry &b) {
  return a.addr == b.addr && a.page_shift == b.page_shift && a.perm == b.perm && a.attr == b.attr &&
         a.mtype == b.mtype;
}

bool same(const vtd_iotlb_key &a, const vtd_iotlb_key &b) {
  return a.addr == b.addr && a.did == b.did && a.pasid_valid == b.pasid_valid &&
         a.pasid == b.pasid && a.type == b.type;
}

template <class... Args> std::string format(const char *how, Args... args) {
  char text[256];
  std::snprintf(text, sizeof text, how, args...);
  return text;
}

std::string text(const vtd_iotlb_key &k) {
  std::string out = format("page %#llx did %u type %u", static_cast<unsigned long long>(k.addr),
                           unsigned{k.did}, unsigned{k.type});
  if (k.pasid_valid)
    out += format(" pasid %u", k.pasid);
  return out;
}

std::string text(const vtd_iotlb_entry &e) {
  return format("%#llx shift %u perm %u attr %u mtype %u", static_cast<unsigned long long>(e.addr),
                unsigned{e.page_shift}, unsigned{e.perm}, unsigned{e.attr}, unsigned{e.mtype});
}

std::string answer(bool hit, const vtd_iotlb_entry &entry, uint8_t walk) {
  return hit ? "hit " + text(entry) : format("miss, walk %u", unsigned{walk});
}

std::string text(const record &r) {
  std::string out = format("#%llu ", static_cast<unsigned long long>(r.number));
  switch (r.what) {
  case op::lookup:
  case op::probe:
    return out + (r.what == op::probe ? "probe " : "lookup ") + text(r.key) +
           format(" need %u: model ", unsigned{r.need}) +
           answer(r.model_hit, r.model, r.model_walk) + "; RTL " +
           answer(r.rtl_hit, r.rtl, r.rtl_walk);
  case op::walk_done:
    return out + format("walk %u done, ", unsigned{r.model_walk}) +
           (r.fill ? text(r.model) : "nothing to cache") + ": model " +
           (r.model_hit ? "again" : "done") + ", RTL " + (r.rtl_hit ? "again" : "done");
  case op::invalidate:
    return out + format("invalidate scope %u did %u pasid %u base %#llx shift %u",
                        unsigned{r.inv.scope}, unsigned{r.inv.did}, r.inv.pasid,
                        static_cast<unsigned long long>(r.inv.base), unsigned{r.inv.shift});
  case op::reset:
    return out + "reset";
  }
  return out;
}

} // namespace

struct lockstep_iotlb::impl {
  impl(const vtd_iotlb_geometry &geometry, const std::string &wave, uint32_t interval)
      : rtl(geometry, wave), scan_interval(interval) {
    size_t bytes = vtd_iotlb_footprint(&geometry);
    memory.resize((bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t));
    model = vtd_iotlb_init(memory.data(), bytes, &geometry);
    if (model == nullptr)
      throw std::invalid_argument("the IOTLB model refuses this geometry");
    rtl_walk.fill(VTD_WALK_NONE);
  }

  record &next(op what) {
    record &r = history[operations % HISTORY];
    r.number = operations++;
    r.what = what;
    return r;
  }

  void mismatch(const std::string &what) {
    if (stats.mismatches++ != 0)
      return;
    first = what + "\n";
    uint64_t from = operations > HISTORY ? operations - HISTORY : 0;
    for (uint64_t n = from; n < operations; n++)
      first += "  " + text(history[n % HISTORY]) + "\n";
  }

  void scan_sometimes() {
    if (scan_interval != 0 && ++since_scan >= scan_interval)
      scan();
  }

  bool scan() {
    since_scan = 0;
    stats.scans++;
    const vtd_iotlb_geometry &g = rtl.geometry();
    uint32_t entries = g.sets * g.ways + g.super_entries;
    for (uint32_t index = 0; index < entries; index++) {
      vtd_iotlb_key model_key{}, rtl_key{};
      vtd_iotlb_entry model_entry{}, rtl_entry{};
      bool in_model = vtd_iotlb_entry_at(model, index, &model_key, &model_entry);
      bool in_rtl = rtl.entry_at(index, &rtl_key, &rtl_entry);
      if (in_model == in_rtl &&
          (!in_model || (same(model_key, rtl_key) && same(model_entry, rtl_entry))))
        continue;
      mismatch(format("entry %u differs: model ", index) +
               (in_model ? text(model_key) + " -> " + text(model_entry) : "empty") + "; RTL " +
               (in_rtl ? text(rtl_key) + " -> " + text(rtl_entry) : "empty"));
      return false;
    }
    return true;
  }

  rtl_iotlb rtl;
  std::vector<uint64_t> memory;
  vtd_iotlb_t *model = nullptr;
  lockstep_stats stats;
  std::string first;
  uint64_t operations = 0;
  uint32_t scan_interval;
  uint32_t since_scan = 0;
  std::array<uint8_t, 256> rtl_walk; // the RTL's handle for each of the model's
  std::array<record, HISTORY> history;
};

lockstep_iotlb::lockstep_iotlb(const vtd_iotlb_geometry &geometry, const std::string &wave,
                               uint32_t scan_interval)
    : impl_(std::make_unique<impl>(geometry, wave, scan_interval)) {}
lockstep_iotlb::~lockstep_iotlb() = default;

bool lockstep_iotlb::lookup(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry,
                            uint8_t *walk) {
  impl &i = *impl_;
  record &r = i.next(op::lookup);
  r.key = key;
  r.need = need;
  r.model_walk = r.rtl_walk = VTD_WALK_NONE;
  r.model_hit = vtd_iotlb_lookup(i.model, &key, need, &r.model, &r.model_walk);
  r.rtl_hit = i.rtl.lookup(key, need, &r.rtl, &r.rtl_walk);
  i.stats.lookups++;
  i.stats.hits += r.model_hit;

  if (r.model_hit != r.rtl_hit)
    i.mismatch("one hits, the other misses");
  else if (r.model_hit && !same(r.model, r.rtl))
    i.mismatch("different translations");
  else if ((r.model_walk == VTD_WALK_NONE) != (r.rtl_walk == VTD_WALK_NONE))
    i.mismatch("only one of the two has room for the walk");

  if (r.model_walk != VTD_WALK_NONE)
    i.rtl_walk[r.model_walk] = r.rtl_walk;
  else if (r.rtl_walk != VTD_WALK_NONE) // nobody will end it
    i.rtl.walk_done(r.rtl_walk, nullptr);
  if (r.model_hit)
    *entry = r.model;
  *walk = r.model_walk;
  bool hit = r.model_hit;
  i.scan_sometimes();
  return hit;
}

bool lockstep_iotlb::probe(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry) {
  impl &i = *impl_;
  record &r = i.next(op::probe);
  r.key = key;
  r.need = need;
  r.model_walk = r.rtl_walk = VTD_WALK_NONE;
  r.model_hit = vtd_iotlb_probe(i.model, &key, need, &r.model);
  r.rtl_hit = i.rtl.probe(key, need, &r.rtl);
  i.stats.probes++;
  if (r.model_hit != r.rtl_hit)
    i.mismatch("one hits, the other misses");
  else if (r.model_hit && !same(r.model, r.rtl))
    i.mismatch("different translations");
  if (r.model_hit)
    *entry = r.model;
  return r.model_hit;
}

vtd_walk_status lockstep_iotlb::walk_done(uint8_t walk, const vtd_iotlb_entry *entry) {
  impl &i = *impl_;
  record &r = i.next(op::walk_done);
  r.model_walk = walk;
  r.fill = entry != nullptr;
  if (r.fill)
    r.model = *entry;
  uint8_t &rtl_walk = i.rtl_walk[walk];
  vtd_walk_status model = vtd_iotlb_walk_done(i.model, walk, entry);
  vtd_walk_status rtl = i.rtl.walk_done(rtl_walk, entry);
  r.model_hit = model == VTD_WALK_AGAIN;
  r.rtl_hit = rtl == VTD_WALK_AGAIN;
  i.stats.walks++;
  i.stats.walks_again += model == VTD_WALK_AGAIN;
  i.stats.fills += model == VTD_WALK_DONE && entry != nullptr && walk != VTD_WALK_NONE;
  if (model != rtl) {
    i.mismatch("only one of the two wants the walk again");
    if (rtl == VTD_WALK_AGAIN)
      i.rtl.walk_done(rtl_walk, nullptr);
    rtl_walk = VTD_WALK_NONE;
  } else if (model == VTD_WALK_DONE) {
    rtl_walk = VTD_WALK_NONE;
  }
  i.scan_sometimes();
  return model;
}

void lockstep_iotlb::invalidate(const vtd_inv &inv) {
  impl &i = *impl_;
  i.next(op::invalidate).inv = inv;
  vtd_iotlb_invalidate(i.model, &inv);
  i.rtl.invalidate(inv);
  i.stats.invalidations++;
  i.scan();
}

void lockstep_iotlb::reset() {
  impl &i = *impl_;
  i.next(op::reset);
  vtd_iotlb_reset(i.model);
  i.rtl.reset();
  i.rtl_walk.fill(VTD_WALK_NONE);
  i.stats.resets++;
  i.scan();
}

bool lockstep_iotlb::scan() {
  return impl_->scan();
}

lockstep_stats lockstep_iotlb::stats() const {
  lockstep_stats stats = impl_->stats;
  stats.cycles = impl_->rtl.cycles();
  return stats;
}

rtl_counters lockstep_iotlb::counters() const {
  return impl_->rtl.counters();
}
rtl_iotlb &lockstep_iotlb::rtl() {
  return impl_->rtl;
}
const std::string &lockstep_iotlb::first_mismatch() const {
  return impl_->first;
}

vtd_iotlb_ops lockstep_iotlb::ops() {
  vtd_iotlb_ops ops;
  ops.ctx = this;
  ops.lookup = [](void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry,
                  uint8_t *walk) {
    return static_cast<lockstep_iotlb *>(ctx)->lookup(*key, need, entry, walk);
  };
  ops.probe = [](void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry) {
    return static_cast<lockstep_iotlb *>(ctx)->probe(*key, need, entry);
  };
  ops.walk_done = [](void *ctx, uint8_t walk, const vtd_iotlb_entry *entry) {
    return static_cast<lockstep_iotlb *>(ctx)->walk_done(walk, entry);
  };
  ops.invalidate = [](void *ctx, const vtd_inv *inv) {
    static_cast<lockstep_iotlb *>(ctx)->invalidate(*inv);
  };
  ops.reset = [](void *ctx) { static_cast<lockstep_iotlb *>(ctx)->reset(); };
  return ops;
}

} // namespace vtd

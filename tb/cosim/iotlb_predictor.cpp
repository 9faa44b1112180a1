// SPDX-License-Identifier: Apache-2.0
#include "iotlb_predictor.h"

#include <algorithm>
#include <string>

namespace vtd::tb {

// ---------------------------------------------------------------------------------------------------------
// Rules

namespace {

constexpr uint32_t level_bits = 9;

bool same_page(uint64_t a, uint64_t b, uint8_t level) {
  return a >> (level * level_bits) == b >> (level * level_bits);
}

bool uses_first_stage(const key &k) {
  return k.stage == stage::first || k.stage == stage::nested;
}

data frame_of(data d, uint64_t vpn) {
  uint64_t within = (uint64_t{1} << (d.level * level_bits)) - 1;
  d.hpn = (d.hpn & ~within) | (vpn & within);
  return d;
}

uint32_t log2_of(uint32_t n) {
  uint32_t bits = 0;
  while ((uint32_t{1} << bits) < n)
    bits++;
  return bits;
}

const char *page_name(uint8_t level) {
  static const char *const names[] = {"4K", "2M", "1G"};
  return names[level];
}

const char *stage_name(const key &k) {
  static const char *const names[] = {"second", "first", "nested", "pass"};
  return names[k.stage];
}

// A translation's page size or type, and whether it has a PASID.
std::string with_pasid(const char *what, const key &k) {
  return std::string(what) + (k.pasid_valid ? ", PASID" : "");
}

const char *occupancy(const std::vector<predictor::walk> &walks) {
  auto busy = std::count_if(walks.begin(), walks.end(), [](const auto &w) { return w.busy; });
  if (busy == 0)
    return "no walk";
  return busy == static_cast<long>(walks.size()) ? "all walks" : "some walks";
}

} // namespace

bool concerns(const invalidation &i, const key &k) {
  switch (i.scope) {
  case scope::global:
    return true;
  case scope::domain:
  case scope::domain_page:
    return k.did == i.did;
  case scope::pasid:
    return k.did == i.did && k.pasid == i.pasid;
  default:
    return k.did == i.did && k.pasid == i.pasid && uses_first_stage(k);
  }
}

bool by_page(const invalidation &i, const key &k) {
  return i.scope == scope::pasid_page || (i.scope == scope::domain_page && !uses_first_stage(k));
}

bool overlaps(const invalidation &i, uint64_t vpn, uint8_t level) {
  uint32_t bits = std::max<uint32_t>(i.shift, level * level_bits);
  return bits >= 52 || vpn >> bits == i.vpn >> bits;
}

static bool takes(const invalidation &i, const predictor::entry &e) {
  return concerns(i, e.key) && (!by_page(i, e.key) || overlaps(i, e.key.vpn, e.data.level));
}

predictor::predictor(const shape &s, coverage *cover)
    : shape_(s), cover_(cover), main_(size_t{s.sets} * s.ways), super_(s.supers),
      main_tree_(s.sets, std::vector<bool>(s.ways)), super_tree_(s.supers), walks_(s.walks) {}

// ---------------------------------------------------------------------------------------------------------
// Searching

uint32_t predictor::set_of(const struct key &k) const {
  uint64_t hash =
      k.vpn ^ (k.vpn >> 9) ^ (k.vpn >> 18) ^ k.did ^ (k.did >> 9) ^ k.pasid ^ (k.pasid >> 9);
  return static_cast<uint32_t>(hash % shape_.sets);
}

predictor::search predictor::find(const struct key &k) const {
  search s;
  const entry *r = row(set_of(k));
  for (uint32_t w = 0; w < shape_.ways; w++)
    if (r[w].valid && !r[w].corrupted && r[w].key == k)
      s.main = static_cast<int>(w);
  for (uint32_t n = 0; n < shape_.supers; n++) {
    const entry &e = super_[n];
    if (e.valid && !e.corrupted && e.key.same_kind(k) && same_page(e.key.vpn, k.vpn, e.data.level))
      s.super = static_cast<int>(n);
  }
  return s;
}

// The entry that answers: the main array's, even if it does not permit the access.
const predictor::entry *predictor::found(const struct key &k, uint8_t need) const {
  search s = find(k);
  const entry *e = s.main >= 0    ? &row(set_of(k))[s.main]
                   : s.super >= 0 ? &super_[s.super]
                                  : nullptr;
  return e != nullptr && (need & ~e->data.perm) == 0 ? e : nullptr;
}

bool predictor::exhausted(const walk &w) const {
  return shape_.max_rewalk != 7 && w.rewalks == shape_.max_rewalk;
}

int predictor::joinable(const inputs &in) const {
  if (in.req.alone)
    return -1;
  for (size_t n = 0; n < walks_.size(); n++) {
    const walk &w = walks_[n];
    if (w.busy && w.key == in.req.key && w.need == in.req.need && !(w.killed && exhausted(w)))
      return static_cast<int>(n);
  }
  return -1;
}

int predictor::free_walk() const {
  for (size_t n = 0; n < walks_.size(); n++)
    if (!walks_[n].busy)
      return static_cast<int>(n);
  return -1;
}

// ---------------------------------------------------------------------------------------------------------
// Replacement: each half of a range remembers which half is the older one

void predictor::touch(std::vector<bool> &tree, uint32_t leaves, uint32_t leaf) {
  uint32_t node = 1;
  for (uint32_t half = leaves / 2; half != 0; half /= 2) {
    bool right = (leaf & half) != 0;
    tree[node] = !right;
    node = 2 * node + right;
  }
}

uint32_t predictor::victim(const std::vector<bool> &tree, uint32_t leaves) {
  uint32_t node = 1, leaf = 0;
  for (uint32_t half = leaves / 2; half != 0; half /= 2) {
    bool right = tree[node];
    leaf += right ? half : 0;
    node = 2 * node + right;
  }
  return leaf;
}

// ---------------------------------------------------------------------------------------------------------
// Outputs

outputs predictor::look(const inputs &in) const {
  outputs o;
  bool sweeping = phase_ == phase::sweep;
  bool accepting = phase_ == phase::idle && in.inv.valid;
  o.inv_ready = phase_ == phase::idle;
  o.inv_swept = !sweeping && !accepting;
  o.flip_ready = o.inv_swept;
  bool arrays_free = o.inv_swept && !in.flip.valid;
  o.result_ready = arrays_free && !buffer_valid_;
  bool slot = !rsp_valid_ || in.rsp_ready;
  bool can_answer = found(in.req.key, in.req.need) != nullptr || in.req.probe;
  o.req_ready = arrays_free && !(o.result_ready && in.result.valid) && !buffer_valid_ && slot &&
                (can_answer || joinable(in) >= 0 || free_walk() >= 0);

  o.rsp.valid = rsp_valid_;
  o.rsp.id = rsp_id_;
  o.rsp.status = rsp_.status;
  o.rsp.reason = rsp_.reason;
  o.rsp.data = rsp_.data;
  o.rsp.vpn = rsp_.key.vpn;
  o.rsp.did = rsp_.key.did;
  o.rsp.pasid_valid = rsp_.key.pasid_valid;
  o.rsp.pasid = rsp_.key.pasid;

  o.walk.valid = ask_valid_;
  o.walk.handle = ask_handle_;
  o.walk.key = ask_key_;
  o.walk.need = ask_need_;

  o.inv_done =
      phase_ == phase::wait && old_walks_ == 0 && old_accesses_ == 0 && !buffer_old_ && !rsp_old_;
  o.inv_done_tag = tag_;
  o.count = count_;
  o.parity_error = parity_error_;
  return o;
}

// ---------------------------------------------------------------------------------------------------------
// A cycle

void predictor::clock(const inputs &in) {
  outputs o = look(in);
  uint32_t parity_before = count_.parity;
  bool accepting = in.inv.valid && o.inv_ready;
  bool lookup = in.req.valid && o.req_ready;
  bool result = in.result.valid && o.result_ready;
  count_.stall += in.req.valid && !o.req_ready;
  if (cover_ != nullptr && in.req.valid && !o.req_ready)
    cover_->hit("request waits because of", accepting || phase_ == phase::sweep ? "invalidation"
                                            : in.flip.valid                     ? "flip"
                                            : result                            ? "result"
                                            : buffer_valid_                     ? "waiters answered"
                                            : rsp_valid_ && !in.rsp_ready ? "response not taken"
                                                                          : "no walk register");

  // The response register and the accesses that begin and end.
  bool leaves = rsp_valid_ && in.rsp_ready;
  uint64_t ended = in.access_end.valid ? uint64_t{1} << in.access_end.id : 0;
  reads_ &= ~ended;
  writes_ &= ~ended;
  old_accesses_ &= ~ended;
  if (leaves && rsp_access_) {
    uint64_t bit = uint64_t{1} << rsp_id_;
    bool writes = (rsp_need_ & need_write) != 0;
    bool reads = (rsp_need_ & need_read) != 0 || !writes;
    reads_ |= reads ? bit : 0;
    writes_ |= writes ? bit : 0;
    if (rsp_old_ && ((reads && drain_rd_) || (writes && drain_wr_)))
      old_accesses_ |= bit;
  }
  bool rsp_stays = rsp_valid_ && !leaves;
  if (leaves) {
    rsp_valid_ = false;
    rsp_old_ = false;
  }

  // Walk requests: what is wanted before this cycle, lowest first.
  int issue = -1;
  bool ask_free = !ask_valid_ || in.walk_ready;
  if (ask_free) {
    for (size_t n = walks_.size(); n-- > 0;)
      if (walks_[n].busy && !walks_[n].issued)
        issue = static_cast<int>(n);
  }

  // From the buffer to the response register, lowest id first.
  bool from_buffer = buffer_valid_ && !rsp_stays;
  if (from_buffer) {
    uint64_t bit = buffer_waiters_ & (~buffer_waiters_ + 1);
    rsp_valid_ = true;
    rsp_old_ = buffer_old_;
    rsp_access_ = buffer_.status != status::fault;
    rsp_ = buffer_;
    rsp_need_ = buffer_need_;
    rsp_id_ = 0;
    while ((bit >> rsp_id_ & 1) == 0)
      rsp_id_++;
    buffer_waiters_ &= ~bit;
    buffer_valid_ = buffer_waiters_ != 0;
    buffer_old_ = buffer_old_ && buffer_valid_;
  }

  if (phase_ == phase::wait && o.inv_done)
    phase_ = phase::idle;
  else if (phase_ == phase::sweep)
    sweep();
  else if (accepting)
    accept(in, rsp_stays || from_buffer);

  if (in.flip.valid && o.flip_ready) {
    entry &e = in.flip.super ? super_[in.flip.index] : main_[in.flip.index];
    e.corrupted = !e.corrupted;
  } else if (result) {
    end_walk(in);
  } else if (lookup) {
    look_up(in);
  }

  if (ask_free) {
    ask_valid_ = issue >= 0;
    if (issue >= 0) {
      walk &w = walks_[issue];
      w.issued = true;
      ask_handle_ = static_cast<uint8_t>(issue);
      ask_key_ = w.key;
      ask_need_ = w.need;
    }
  }
  parity_error_ = count_.parity != parity_before;
}

uint32_t predictor::drop_corrupted(entry *entries, uint32_t count, const char *where) {
  uint32_t dropped = 0;
  for (uint32_t n = 0; n < count; n++) {
    if (!entries[n].valid || !entries[n].corrupted)
      continue;
    entries[n].valid = false;
    dropped++;
    if (cover_ != nullptr)
      cover_->hit("corrupted entry found by", where, entries == super_.data() ? "super" : "main");
  }
  count_.parity += dropped;
  return dropped;
}

void predictor::look_up(const inputs &in) {
  search s = find(in.req.key);
  const entry *e = found(in.req.key, in.req.need);
  const char *outcome = e != nullptr        ? page_name(e->data.level)
                        : in.req.probe      ? "nothing"
                        : joinable(in) >= 0 ? "merge"
                        : s.main >= 0       ? "4K without permission"
                        : s.super >= 0      ? "super without permission"
                                            : "nothing";
  if (cover_ != nullptr)
    cover_->hit(in.req.probe ? "probe finds" : "look-up finds", outcome, occupancy(walks_));
  if (cover_ != nullptr && e != nullptr)
    cover_->hit("look-up hits", stage_name(e->key),
                with_pasid(page_name(e->data.level), e->key).c_str());

  if (e != nullptr || in.req.probe) {
    rsp_valid_ = true;
    rsp_old_ = false;
    rsp_access_ = !in.req.probe;
    rsp_id_ = in.req.id;
    rsp_need_ = in.req.need;
    rsp_.key = in.req.key;
    rsp_.reason = 0;
    rsp_.status = e != nullptr ? status::hit : status::probe_miss;
    rsp_.data = e != nullptr ? frame_of(e->data, in.req.key.vpn) : data{};
  }
  if (in.req.probe)
    return;

  if (e != nullptr) {
    count_.hit++;
    if (s.main >= 0)
      touch(main_tree_[set_of(in.req.key)], shape_.ways, static_cast<uint32_t>(s.main));
    else
      touch(super_tree_, shape_.supers, static_cast<uint32_t>(s.super));
  } else if (int n = joinable(in); n >= 0) {
    count_.merge++;
    walks_[n].waiters |= uint64_t{1} << in.req.id;
    walks_[n].late |= walks_[n].issued ? uint64_t{1} << in.req.id : 0;
    if (cover_ != nullptr)
      cover_->hit("merge into a walk that is", !walks_[n].issued  ? "wanted"
                                               : walks_[n].killed ? "killed"
                                                                  : "issued");
  } else {
    count_.miss++;
    walk &w = walks_[free_walk()];
    w = walk{};
    w.busy = true;
    w.key = in.req.key;
    w.need = in.req.need;
    w.waiters = uint64_t{1} << in.req.id;
  }
  drop_corrupted(row(set_of(in.req.key)), shape_.ways, "look-up");
  drop_corrupted(super_.data(), shape_.supers, "look-up");
}

void predictor::end_walk(const inputs &in) {
  walk &w = walks_[in.result.handle];
  bool overtaken = w.killed && !in.result.fault;
  const char *state = !w.killed ? "live" : exhausted(w) ? "overtaken" : "killed";
  if (cover_ != nullptr)
    cover_->hit("result",
                in.result.fault     ? "fault"
                : in.result.nocache ? "not to cache"
                                    : page_name(in.result.data.level),
                state);
  if (overtaken && !exhausted(w)) {
    count_.rewalk++;
    w.issued = false;
    w.killed = false;
    w.late = 0;
    w.rewalks++;
    return;
  }
  buffer_valid_ = true;
  buffer_old_ = (old_walks_ >> in.result.handle & 1) != 0;
  old_walks_ &= ~(uint32_t{1} << in.result.handle);
  buffer_.status = in.result.fault                 ? status::fault
                   : in.result.nocache || w.killed ? status::uncached
                                                   : status::walked;
  buffer_.reason = in.result.fault ? in.result.reason : 0;
  buffer_.data = frame_of(in.result.data, w.key.vpn);
  buffer_.key = w.key;
  buffer_need_ = w.need;
  buffer_waiters_ = w.waiters;
  // A fault is only for those whose request is older than the walk.
  if (in.result.fault && w.late != 0) {
    count_.rewalk++;
    buffer_waiters_ &= ~w.late;
    w.waiters = w.late;
    w.late = 0;
    w.issued = false;
    w.killed = false;
  } else {
    w.busy = false;
  }
  if (cover_ != nullptr && in.result.fault)
    cover_->hit("fault answers", w.busy ? "early waiters only" : "all waiters");
  if (buffer_.status == status::walked)
    fill(w.key, in.result.data);
}

void predictor::fill(const struct key &k, const struct data &d) {
  if (cover_ != nullptr)
    cover_->hit("fill of kind", stage_name(k), with_pasid(page_name(d.level), k).c_str());
  if (d.level == 0) {
    fill_main(k, d);
    scattered_ = scattered_ || k.pasid != 0 || uses_first_stage(k);
  } else {
    fill_super(k, d);
    return;
  }
  drop_corrupted(super_.data(), shape_.supers, "fill");
}

void predictor::fill_main(const struct key &k, const struct data &d) {
  uint32_t set = set_of(k);
  entry *r = row(set);
  drop_corrupted(r, shape_.ways, "fill");
  int same = -1, idle = -1;
  for (int w = static_cast<int>(shape_.ways) - 1; w >= 0; w--) {
    if (!r[w].valid)
      idle = w;
    else if (r[w].key == k)
      same = w;
  }
  int way = same >= 0 ? same : idle;
  if (way < 0) {
    way = static_cast<int>(victim(main_tree_[set], shape_.ways));
    count_.evict++;
  }
  if (cover_ != nullptr)
    cover_->hit("fill of", "4K", same >= 0 ? "same page" : idle >= 0 ? "free way" : "victim");
  r[way] = entry{true, false, k, d};
  touch(main_tree_[set], shape_.ways, static_cast<uint32_t>(way));
}

void predictor::fill_super(const struct key &k, const struct data &d) {
  drop_corrupted(super_.data(), shape_.supers, "fill");
  int same = -1, idle = -1;
  uint32_t overlapping = 0;
  for (int n = static_cast<int>(shape_.supers) - 1; n >= 0; n--) {
    entry &e = super_[n];
    if (!e.valid) {
      idle = n;
    } else if (e.key.same_kind(k) && same_page(e.key.vpn, k.vpn, std::max(e.data.level, d.level))) {
      e.valid = false;
      same = n;
      overlapping++;
    }
  }
  int index = same >= 0 ? same : idle;
  if (index < 0) {
    index = static_cast<int>(victim(super_tree_, shape_.supers));
    count_.evict++;
  }
  if (cover_ != nullptr)
    cover_->hit("fill of", page_name(d.level),
                overlapping > 1 ? "several overlapping"
                : same >= 0     ? "same page"
                : idle >= 0     ? "free way"
                                : "victim");
  super_[index] = entry{true, false, k, d};
  touch(super_tree_, shape_.supers, static_cast<uint32_t>(index));
}

// ---------------------------------------------------------------------------------------------------------
// Invalidation

void predictor::accept(const inputs &in, bool rsp_stays) {
  inv_ = in.inv.what;
  drain_rd_ = in.inv.drain_rd;
  drain_wr_ = in.inv.drain_wr;
  tag_ = in.inv.tag;
  swept_ = 0;
  phase_ = phase::sweep;
  by_page_ =
      inv_.scope == scope::domain_page && !scattered_ && inv_.shift + 1u <= log2_of(shape_.sets);
  if (cover_ != nullptr)
    cover_invalidation(inv_);

  old_walks_ = 0;
  for (size_t n = 0; n < walks_.size(); n++) {
    walk &w = walks_[n];
    if (!w.busy || !w.issued || !concerns(inv_, w.key))
      continue;
    count_.kill += !w.killed;
    w.killed = true;
    if (exhausted(w))
      old_walks_ |= uint32_t{1} << n;
  }
  buffer_old_ = buffer_valid_;
  rsp_old_ = rsp_stays;
  old_accesses_ = (drain_rd_ ? reads_ : 0) | (drain_wr_ ? writes_ : 0);
  if (cover_ != nullptr)
    cover_->hit("done waits for",
                old_walks_ != 0      ? "overtaken walk"
                : buffer_old_        ? "waiters"
                : rsp_old_           ? "response"
                : old_accesses_ != 0 ? "accesses"
                                     : "nothing",
                drain_rd_   ? drain_wr_ ? "drain both" : "drain reads"
                : drain_wr_ ? "drain writes"
                            : "no drain");
}

uint32_t predictor::sweep_rows() const {
  if (inv_.scope == scope::global)
    return 1;
  return by_page_ ? uint32_t{1} << inv_.shift : shape_.sets;
}

void predictor::sweep() {
  if (inv_.scope == scope::global) {
    for (entry &e : main_)
      e.valid = false;
    for (entry &e : super_)
      e.valid = false;
    scattered_ = false;
    phase_ = phase::wait;
    return;
  }
  uint32_t set = swept_;
  if (by_page_) {
    struct key page;
    page.vpn = inv_.vpn + swept_;
    page.did = inv_.did;
    set = set_of(page);
  }
  entry *r = row(set);
  drop_corrupted(r, shape_.ways, "sweep");
  for (uint32_t w = 0; w < shape_.ways; w++)
    if (r[w].valid && takes(inv_, r[w]))
      r[w].valid = false;
  if (swept_ == 0) {
    drop_corrupted(super_.data(), shape_.supers, "sweep");
    for (entry &e : super_)
      if (e.valid && takes(inv_, e))
        e.valid = false;
  }
  if (++swept_ == sweep_rows())
    phase_ = phase::wait;
}

void predictor::cover_invalidation(const invalidation &i) const {
  static const char *const scopes[] = {"global", "domain", "domain page", "PASID", "PASID page"};
  const char *name = scopes[i.scope];
  const char *range = i.shift == 0   ? "one page"
                      : i.shift < 9  ? "some pages"
                      : i.shift < 52 ? "superpages"
                                     : "everything";
  bool any = false;
  for (const walk &w : walks_) {
    if (!w.busy)
      continue;
    any = true;
    const char *state = !w.issued                   ? "wanted"
                        : !concerns(i, w.key)       ? "unconcerned"
                        : w.killed                  ? "killed before"
                        : exhausted(w)              ? "last repetition"
                        : !by_page(i, w.key)        ? "killed"
                        : overlaps(i, w.key.vpn, 0) ? "killed, page in range"
                                                    : "killed, page elsewhere";
    cover_->hit("invalidation meets walk", name, state);
    if (w.issued && !w.killed && concerns(i, w.key))
      cover_->hit("invalidation kills walk", name, with_pasid(stage_name(w.key), w.key).c_str());
  }
  if (!any)
    cover_->hit("invalidation meets walk", name, "none");
  for (uint32_t n = 0; n < entries(); n++) {
    const entry &e = at(n);
    if (!e.valid || e.corrupted)
      continue;
    bool taken = takes(i, e);
    cover_->hit(taken ? "invalidation takes entry" : "invalidation spares entry",
                (std::string(name) + ", " + stage_name(e.key)).c_str(),
                with_pasid(page_name(e.data.level), e.key).c_str());
    if (by_page(i, e.key) && concerns(i, e.key))
      cover_->hit(taken ? "address range takes" : "address range spares", range,
                  page_name(e.data.level));
  }
  if (i.scope == scope::domain_page)
    cover_->hit("domain page sweep", by_page_ ? "rows of the pages" : "all rows");
}

} // namespace vtd::tb

// SPDX-License-Identifier: Apache-2.0
#include "iotlb_bench.h"

#include <algorithm>
#include <cstdio>

#include "vtd/rtl_entry.h"

namespace vtd::tb {

namespace {

constexpr uint64_t patience = 20000; // cycles without an answer to an open request

template <class... Args> std::string text(const char *how, Args... args) {
  char buffer[320];
  std::snprintf(buffer, sizeof buffer, how, args...);
  return buffer;
}

std::string text(const key &k) {
  return text("page %#llx did %u pasid %u%s stage %u", static_cast<unsigned long long>(k.vpn),
              unsigned{k.did}, unsigned{k.pasid}, k.pasid_valid ? "" : " (none)",
              unsigned{k.stage});
}

// Independent of the predictor: what software may rely on to be gone.
bool covers(const invalidation &i, const key &k) {
  uint64_t last = i.shift >= 52 ? ~uint64_t{0} : i.vpn + ((uint64_t{1} << i.shift) - 1);
  bool in_range = i.shift >= 52 || (k.vpn >= i.vpn && k.vpn <= last);
  bool uses_first = k.stage == stage::first || k.stage == stage::nested;
  switch (i.scope) {
  case scope::global:
    return true;
  case scope::domain:
    return k.did == i.did;
  case scope::domain_page:
    return k.did == i.did && (uses_first || in_range);
  case scope::pasid:
    return k.did == i.did && k.pasid_valid && k.pasid == i.pasid;
  default:
    return k.did == i.did && k.pasid_valid && k.pasid == i.pasid && uses_first && in_range;
  }
}

// A superpage entry goes if any page of it is covered.
bool covers_entry(const invalidation &i, const key &k, uint8_t level) {
  uint64_t within = (uint64_t{1} << (level * 9)) - 1;
  key first = k, at_range = k;
  first.vpn = k.vpn & ~within;
  if (((i.vpn ^ k.vpn) & ~within) == 0) // the range begins in this page
    at_range.vpn = i.vpn;
  return covers(i, first) || covers(i, at_range);
}

} // namespace

bench::bench(dut &d, const bench_options &o, coverage *cover)
    : dut_(d), options_(o), predictor_(d.form, cover), world_(o.seed), random_(o.seed),
      requests_(size_t{1} << d.form.id_bits), walks_(d.form.walks) {}

void bench::fail(unsigned layer, const std::string &what) {
  if (result_.failed_layer != 0)
    return;
  result_.failed_layer = layer;
  result_.failure =
      text("cycle %llu, layer %u: ", static_cast<unsigned long long>(now_), layer) + what;
}

bench_result bench::run() {
  while (result_.failed_layer == 0 && now_ < options_.cycles) {
    now_++;
    tables();
    inputs in = stimulus();
    outputs rtl = dut_.look(in);
    if (options_.lock_step)
      lock_step_check(in, rtl, predictor_.look(in));
    observe(in, rtl);
    if (options_.lock_step)
      predictor_.clock(in);
    dut_.clock();
    if (dut_.assertion_failed())
      fail(5, "an assertion of the RTL failed");
    last_ = in;
  }
  result_.cycles = now_;
  return result_;
}

// ---------------------------------------------------------------------------------------------------------
// Surroundings

void bench::new_mood() {
  static const uint32_t rates[] = {20, 80, 160, 240, 256};
  static const uint32_t delays[] = {0, 1, 4, 16, 60};
  mood_.request = rates[1 + below(4)];
  mood_.rsp_ready = rates[1 + below(4)];
  mood_.walk_ready = rates[1 + below(4)];
  static const uint32_t invalidations[] = {0, 1, 3, 8, 60};
  mood_.invalidate = invalidations[below(5)];
  static const uint32_t weights[] = {0, 1, 4, 16};
  for (uint32_t &weight : mood_.scopes)
    weight = weights[below(4)];
  mood_.scopes[scope::global] /= 4; // it leaves nothing for the others
  mood_.rewrite = below(3) == 0 ? 40 : below(6);
  mood_.flip = below(3) == 0 ? 12 : 0;
  mood_.probe = below(2) == 0 ? 30 : 0;
  mood_.alone = below(2) == 0 ? 30 : 0;
  mood_.nocache = below(2) == 0 ? 30 : 0;
  mood_.walk_delay = delays[below(5)];
  mood_.access_delay = delays[below(5)];
  mood_.write_only = below(128);
  mood_.hot = 1 + below(below(2) == 0 ? 6 : 40);
  mood_ends_ = now_ + 100 + below(600);

  // Half of the time neighbours of one key, so that sizes and ranges overlap.
  hot_.clear();
  uint32_t centre = below(world_.keys());
  for (uint32_t n = 0; n < mood_.hot; n++)
    hot_.push_back(below(2) == 0 ? world_.neighbour(centre) : below(world_.keys()));
}

void bench::tables() {
  if (!chance(mood_.rewrite))
    return;
  uint32_t index = below(4) == 0 || hot_.empty() ? below(world_.keys())
                                                 : hot_[below(static_cast<uint32_t>(hot_.size()))];
  world_.rewrite(index, now_);
  result_.rewrites++;
}

inputs bench::stimulus() {
  if (now_ >= mood_ends_)
    new_mood();
  inputs in;
  in.rsp_ready = chance(mood_.rsp_ready);
  in.walk_ready = chance(mood_.walk_ready);
  offer_request(in);
  offer_result(in);
  offer_invalidation(in);
  offer_flip(in);
  end_access(in);
  return in;
}

// A request that is not taken may give way to another one: ready depends on what is asked.
void bench::offer_request(inputs &in) {
  if (offered_ >= 0 && below(8) == 0) {
    requests_[offered_].used = false;
    offered_ = -1;
  }
  if (offered_ < 0 && chance(mood_.request)) {
    for (size_t n = 0, id = below(static_cast<uint32_t>(requests_.size())); n < requests_.size();
         n++, id = (id + 1) % requests_.size()) {
      if (requests_[id].used)
        continue;
      request &r = requests_[id];
      r = request{};
      r.used = true;
      r.key = world_.key_at(hot_[below(static_cast<uint32_t>(hot_.size()))]);
      r.need = static_cast<uint8_t>(chance(mood_.write_only) ? need_write : below(4));
      r.probe = chance(mood_.probe);
      offered_ = static_cast<int>(id);
      in.req.alone = chance(mood_.alone);
      break;
    }
  } else if (offered_ >= 0) {
    in.req.alone = last_.req.alone;
  }
  if (offered_ < 0)
    return;
  const request &r = requests_[offered_];
  in.req.valid = true;
  in.req.id = static_cast<uint8_t>(offered_);
  in.req.key = r.key;
  in.req.need = r.need;
  in.req.probe = r.probe;
}

// The tables are read in one instant, some time before the result is offered.
void bench::offer_result(inputs &in) {
  for (walking &w : walks_) {
    if (!w.open || w.read || now_ < w.reads)
      continue;
    w.read = true;
    w.result = world_.walk(w.key, w.need);
    w.nocache = !w.result.fault && chance(mood_.nocache);
  }
  if (offered_result_ < 0) {
    for (size_t n = 0, h = below(static_cast<uint32_t>(walks_.size())); n < walks_.size();
         n++, h = (h + 1) % walks_.size()) {
      if (walks_[h].open && walks_[h].read && now_ >= walks_[h].answers) {
        offered_result_ = static_cast<int>(h);
        break;
      }
    }
  }
  if (offered_result_ < 0)
    return;
  const walking &w = walks_[offered_result_];
  in.result.valid = true;
  in.result.handle = static_cast<uint8_t>(offered_result_);
  in.result.fault = w.result.fault;
  in.result.reason = w.result.reason;
  in.result.nocache = w.nocache;
  in.result.data = w.result.data;
}

uint8_t bench::random_scope() {
  uint32_t total = 0;
  for (uint32_t weight : mood_.scopes)
    total += weight;
  if (total == 0)
    return scope::domain_page;
  uint32_t dice = below(total);
  uint8_t scope = 0;
  while (dice >= mood_.scopes[scope])
    dice -= mood_.scopes[scope++];
  return scope;
}

// Half of them at something that is being walked right now.
void bench::offer_invalidation(inputs &in) {
  if (inv_offered_) {
    in.inv = last_.inv;
    return;
  }
  if (!chance(mood_.invalidate))
    return;
  static const uint8_t shifts[] = {0, 0, 0, 1, 2, 3, 6, 9, 10, 18, 20, 52};
  key k = world_.key_at(hot_[below(static_cast<uint32_t>(hot_.size()))]);
  if (below(2) == 0) {
    const walking &w = walks_[below(static_cast<uint32_t>(walks_.size()))];
    if (w.open)
      k = w.key;
  }
  invalidation &i = in.inv.what;
  in.inv.valid = true;
  i.scope = random_scope();
  i.did = k.did;
  i.pasid = k.pasid;
  i.shift = shifts[below(12)];
  i.vpn = i.shift >= 52 ? 0 : k.vpn >> i.shift << i.shift;
  in.inv.drain_rd = below(3) == 0;
  in.inv.drain_wr = below(3) == 0;
  in.inv.tag = static_cast<uint8_t>(random_());
  inv_offered_ = true;
}

// One bit of an entry that is not corrupted yet: parity finds an odd number of them.
void bench::offer_flip(inputs &in) {
  if (!options_.lock_step || !chance(mood_.flip))
    return;
  uint32_t index = below(predictor_.entries());
  if (predictor_.at(index).corrupted)
    return;
  uint32_t main = dut_.form.sets * dut_.form.ways;
  in.flip.valid = true;
  in.flip.super = index >= main;
  in.flip.index = index >= main ? index - main : index;
  in.flip.bit = static_cast<uint8_t>(below(RTL_ENTRY_BITS));
}

void bench::end_access(inputs &in) {
  uint32_t first = below(static_cast<uint32_t>(requests_.size()));
  for (size_t n = 0; n < requests_.size(); n++) {
    size_t id = (first + n) % requests_.size();
    if (!requests_[id].answered || now_ < requests_[id].ends)
      continue;
    in.access_end.valid = true;
    in.access_end.id = static_cast<uint8_t>(id);
    return;
  }
}

// ---------------------------------------------------------------------------------------------------------
// Layer 2

void bench::lock_step_check(const inputs &in, const outputs &rtl, const outputs &model) {
  auto same = [&](const char *what, uint64_t a, uint64_t b) {
    if (a != b)
      fail(lock_step, text("%s is %#llx, the predictor says %#llx", what,
                           static_cast<unsigned long long>(a), static_cast<unsigned long long>(b)));
  };
  if (in.req.valid)
    same("req_ready", rtl.req_ready, model.req_ready);
  same("result_ready", rtl.result_ready, model.result_ready);
  same("inv_ready", rtl.inv_ready, model.inv_ready);
  same("inv_swept", rtl.inv_swept, model.inv_swept);
  same("flip_ready", rtl.flip_ready, model.flip_ready);
  same("rsp_valid", rtl.rsp.valid, model.rsp.valid);
  if (model.rsp.valid) {
    same("rsp_id", rtl.rsp.id, model.rsp.id);
    same("rsp_status", rtl.rsp.status, model.rsp.status);
    same("rsp_reason", rtl.rsp.reason, model.rsp.reason);
    same("rsp_vpn", rtl.rsp.vpn, model.rsp.vpn);
    same("rsp_did", rtl.rsp.did, model.rsp.did);
    same("rsp_pasid_valid", rtl.rsp.pasid_valid, model.rsp.pasid_valid);
    same("rsp_pasid", rtl.rsp.pasid, model.rsp.pasid);
  }
  if (model.rsp.valid && model.rsp.status <= status::uncached) {
    same("rsp_hpn", rtl.rsp.data.hpn, model.rsp.data.hpn);
    same("rsp_level", rtl.rsp.data.level, model.rsp.data.level);
    same("rsp_perm", rtl.rsp.data.perm, model.rsp.data.perm);
    same("rsp_attr", rtl.rsp.data.attr, model.rsp.data.attr);
    same("rsp_mtype", rtl.rsp.data.mtype, model.rsp.data.mtype);
  }
  same("walk_valid", rtl.walk.valid, model.walk.valid);
  if (model.walk.valid) {
    same("walk_handle", rtl.walk.handle, model.walk.handle);
    same("walk_vpn", rtl.walk.key.vpn, model.walk.key.vpn);
    same("walk_did", rtl.walk.key.did, model.walk.key.did);
    same("walk_pasid_valid", rtl.walk.key.pasid_valid, model.walk.key.pasid_valid);
    same("walk_pasid", rtl.walk.key.pasid, model.walk.key.pasid);
    same("walk_stage", rtl.walk.key.stage, model.walk.key.stage);
    same("walk_need", rtl.walk.need, model.walk.need);
  }
  same("inv_done", rtl.inv_done, model.inv_done);
  if (model.inv_done)
    same("inv_done_tag", rtl.inv_done_tag, model.inv_done_tag);
  same("count_hit", rtl.count.hit, model.count.hit);
  same("count_miss", rtl.count.miss, model.count.miss);
  same("count_merge", rtl.count.merge, model.count.merge);
  same("count_evict", rtl.count.evict, model.count.evict);
  same("count_kill", rtl.count.kill, model.count.kill);
  same("count_rewalk", rtl.count.rewalk, model.count.rewalk);
  same("count_stall", rtl.count.stall, model.count.stall);
  same("count_parity", rtl.count.parity, model.count.parity);
  same("parity_error", rtl.parity_error, model.parity_error);
}

// ---------------------------------------------------------------------------------------------------------
// What the pins say has happened; layers 1, 3 and 4

void bench::observe(const inputs &in, const outputs &o) {
  if (in.access_end.valid) {
    requests_[in.access_end.id] = request{};
    must_end_ &= ~(uint64_t{1} << in.access_end.id);
  }
  if (o.inv_done)
    check_done();
  if (o.rsp.valid && in.rsp_ready)
    check_response(o);
  if (in.req.valid && o.req_ready) {
    request &r = requests_[in.req.id];
    r.accepted = true;
    r.since = now_;
    offered_ = -1;
  }
  if (o.walk.valid && in.walk_ready) {
    if (o.walk.handle >= walks_.size() || walks_[o.walk.handle].open) {
      fail(transparent, text("walk %u is requested while it is open", unsigned{o.walk.handle}));
      return;
    }
    walking &w = walks_[o.walk.handle];
    w = walking{};
    w.open = true;
    w.key = o.walk.key;
    w.need = o.walk.need;
    w.reads = now_ + 1 + below(mood_.walk_delay + 1);
    w.answers = w.reads + below(mood_.walk_delay + 1);
    result_.walks++;
    bool known = false;
    for (const request &r : requests_)
      known = known || (r.accepted && !r.answered && r.key == w.key && r.need == w.need);
    if (!known)
      fail(transparent, "a walk that nobody waits for: " + text(w.key));
  }
  if (in.result.valid && o.result_ready) {
    walks_[in.result.handle].open = false;
    offered_result_ = -1;
  }
  if (in.inv.valid && o.inv_ready) {
    inv_offered_ = false;
    inv_open_ = true;
    inv_ = in.inv.what;
    inv_began_ = now_;
    drain_rd_ = in.inv.drain_rd;
    drain_wr_ = in.inv.drain_wr;
    must_end_ = 0;
    for (size_t id = 0; id < requests_.size(); id++) {
      const request &r = requests_[id];
      bool write = (r.need & need_write) != 0, read = (r.need & need_read) != 0 || !write;
      if (r.answered && ((read && drain_rd_) || (write && drain_wr_)))
        must_end_ |= uint64_t{1} << id;
    }
    must_answer_ = o.rsp.valid && !in.rsp_ready;
    must_answer_id_ = o.rsp.id;
    result_.invalidations++;
  }
  bool waiting = inv_open_;
  for (const request &r : requests_)
    waiting = waiting || (r.accepted && !r.answered);
  if (!waiting || o.inv_done || (o.rsp.valid && in.rsp_ready))
    progress_ = now_;
  else if (now_ - progress_ > patience)
    fail(transparent, "something is waited for and nothing happens any more");
}

uint64_t bench::invalidated_since(const key &k) const {
  for (size_t n = done_.size(); n-- > 0;)
    if (covers(done_[n].what, k))
      return done_[n].began;
  return 0;
}

void bench::check_response(const outputs &o) {
  result_.responses++;
  request &r = requests_[o.rsp.id];
  if (!r.accepted || r.answered) {
    fail(faults, text("an answer for id %u, which does not wait", unsigned{o.rsp.id}));
    return;
  }
  if (must_answer_ && o.rsp.id == must_answer_id_)
    must_answer_ = false;
  if (o.rsp.vpn != r.key.vpn || o.rsp.did != r.key.did || o.rsp.pasid_valid != r.key.pasid_valid ||
      o.rsp.pasid != r.key.pasid)
    fail(faults, "the answer does not repeat the request: " + text(r.key));

  std::string wrong;
  if (o.rsp.status == status::fault) {
    wrong = world_.check_fault(r.key, r.need, o.rsp.reason, r.since);
    if (!wrong.empty())
      fail(faults, wrong + ": " + text(r.key));
  } else if (o.rsp.status == status::probe_miss) {
    if (!r.probe)
      fail(transparent, "a miss is no answer: " + text(r.key));
  } else {
    wrong = world_.check_translation(r.key, r.need, o.rsp.data, invalidated_since(r.key));
    if (!wrong.empty())
      fail(transparent, wrong + ": " + text(r.key));
  }
  if (r.probe || o.rsp.status == status::fault || o.rsp.status == status::probe_miss) {
    r = request{};
    return;
  }
  r.answered = true;
  r.ends = now_ + 1 + below(mood_.access_delay + 1);
}

// Every entry is where the predictor has it, so that replacement agrees, too.
void bench::check_placement(uint32_t index, bool valid, const key &k, const data &d) {
  const predictor::entry &e = predictor_.at(index);
  uint64_t within = (uint64_t{1} << (e.data.level * 9)) - 1;
  key base = e.key;
  base.vpn &= ~within;
  if (valid != e.valid)
    fail(complete, text("entry %u is %s, the predictor has it %s", index, valid ? "valid" : "empty",
                        e.valid ? "valid" : "empty"));
  else if (valid && !e.corrupted && !(k == base && d == e.data))
    fail(complete, text("entry %u holds ", index) + text(k) + ", the predictor has " + text(base));
}

void bench::check_done() {
  if (!inv_open_) {
    fail(complete, "done without an invalidation");
    return;
  }
  inv_open_ = false;
  if (must_end_ != 0)
    fail(complete, text("done before older accesses have ended: ids %#llx",
                        static_cast<unsigned long long>(must_end_)));
  if (must_answer_)
    fail(complete, "done before an older answer has left");
  must_answer_ = false;
  done_.push_back({inv_, inv_began_});
  if (done_.size() > 4096 && inv_.scope == scope::global)
    done_.erase(done_.begin(), done_.end() - 1); // it covers all that came before

  uint32_t entries = dut_.form.sets * dut_.form.ways + dut_.form.supers;
  for (uint32_t index = 0; index < entries; index++) {
    key k;
    data d;
    bool valid = dut_.entry_at(index, &k, &d);
    if (options_.lock_step)
      check_placement(index, valid, k, d);
    if (!valid)
      continue;
    if (options_.lock_step && predictor_.at(index).corrupted)
      continue; // whatever it says: it answers nothing
    std::string wrong = world_.check_entry(k, d, covers_entry(inv_, k, d.level) ? inv_began_ : 0);
    if (!wrong.empty())
      fail(complete, text("entry %u after done: ", index) + wrong + ": " + text(k));
  }
}

} // namespace vtd::tb

// SPDX-License-Identifier: Apache-2.0
// The random test of the RTL IOTLB: surroundings that ask, walk, invalidate and rewrite tables, and
// four layers of checks.
//
//   1 transparent   an answer is what an uncached walk would have found at some time since the last
//                   covering invalidation that was done, a fault: since the request
//   2 lock-step     all outputs are the predictor's, in every cycle
//   3 complete      after done, no entry holds what was gone before the invalidation, and all are
//   where
//                   the predictor has them; accesses and answers to wait for are over
//   4 faults        reason, address, domain and PASID belong to the request
#ifndef VTD_TB_IOTLB_BENCH_H
#define VTD_TB_IOTLB_BENCH_H

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "iotlb_coverage.h"
#include "iotlb_dut.h"
#include "iotlb_predictor.h"
#include "iotlb_world.h"

namespace vtd::tb {

enum layer : unsigned { transparent = 1, lock_step, complete, faults };

struct bench_options {
  uint64_t seed = 1;
  uint64_t cycles = 60000;
  bool lock_step = true; // layer 2; the others are on always
};

struct bench_result {
  uint64_t cycles = 0;
  uint64_t responses = 0;
  uint64_t walks = 0;
  uint64_t invalidations = 0;
  uint64_t rewrites = 0;
  unsigned failed_layer = 0; // 0: none; 5: an assertion of the RTL
  std::string failure;       // first one, with its cycle
};

class bench {
public:
  bench(dut &d, const bench_options &o, coverage *cover);

  // Runs until the cycles are over or something fails.
  bench_result run();

private:
  // A request from its first offer to the end of its access.
  struct request {
    bool used = false;
    bool accepted = false;
    bool answered = false; // its access is under way
    bool probe = false;
    struct key key;
    uint8_t need = 0;
    uint64_t since = 0; // cycle of its acceptance
    uint64_t ends = 0;  // when its access will end
  };

  // A walk that was requested.
  struct walking {
    bool open = false;
    bool read = false; // it has read the tables
    uint64_t reads = 0;
    uint64_t answers = 0;
    struct key key;
    uint8_t need = 0;
    walk_result result;
    bool nocache = false;
  };

  // How lively each part of the surroundings is, out of 256; changes every few hundred cycles.
  struct mood {
    uint32_t request, rsp_ready, walk_ready, invalidate, rewrite, flip, probe, alone, nocache;
    uint32_t walk_delay, access_delay;
    uint32_t hot;        // number of keys that are asked for
    uint32_t write_only; // share of requests that need to write
    uint32_t scopes[5];  // weights of the kinds of invalidation
  };

  void new_mood();
  inputs stimulus();
  void offer_request(inputs &in);
  void offer_result(inputs &in);
  uint8_t random_scope();
  void offer_invalidation(inputs &in);
  void offer_flip(inputs &in);
  void end_access(inputs &in);
  void tables();

  void lock_step_check(const inputs &in, const outputs &rtl, const outputs &model);
  void observe(const inputs &in, const outputs &o);
  void check_response(const outputs &o);
  void check_done();
  void check_placement(uint32_t index, bool valid, const key &k, const data &d);
  void fail(unsigned layer, const std::string &what);

  uint64_t invalidated_since(const key &k) const;
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }
  bool chance(uint32_t of256) { return below(256) < of256; }

  dut &dut_;
  bench_options options_;
  predictor predictor_;
  world world_;
  std::mt19937_64 random_;
  bench_result result_;
  uint64_t now_ = 0;

  mood mood_{};
  uint64_t mood_ends_ = 0;
  std::vector<uint32_t> hot_; // key indices

  std::vector<request> requests_; // by id
  int offered_ = -1;              // id of the request on the pins
  std::vector<walking> walks_;    // by handle
  int offered_result_ = -1;       // handle

  inputs last_; // what was on the pins, for what must stay
  bool inv_offered_ = false;

  // The invalidation under way, and what it waits for.
  bool inv_open_ = false;
  invalidation inv_;
  uint64_t inv_began_ = 0;
  bool drain_rd_ = false, drain_wr_ = false;
  uint64_t must_end_ = 0;    // accesses, by id
  bool must_answer_ = false; // a response was waiting
  uint8_t must_answer_id_ = 0;
  uint64_t progress_ = 0; // last cycle in which something was answered

  // When the last covering invalidation that is done began, by domain and so on: a log that is
  // searched backwards.
  struct done_invalidation {
    invalidation what;
    uint64_t began;
  };
  std::vector<done_invalidation> done_;
};

} // namespace vtd::tb

#endif // VTD_TB_IOTLB_BENCH_H

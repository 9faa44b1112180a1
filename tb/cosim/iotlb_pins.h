// SPDX-License-Identifier: Apache-2.0
// The pins of the RTL IOTLB as plain structs, so that the bench, the predictor and the scoreboard
// talk about the same things. Widths and encodings as in rtl/vtd_iotlb.sv.
#ifndef VTD_TB_IOTLB_PINS_H
#define VTD_TB_IOTLB_PINS_H

#include <cstdint>

namespace vtd::tb {

enum stage : uint8_t { second, first, nested, pass };
enum scope : uint8_t { global, domain, domain_page, pasid, pasid_page };
enum status : uint8_t { hit, walked, uncached, fault, probe_miss };

constexpr uint8_t need_read = 1, need_write = 2;

// What the design is built for.
struct shape {
  uint32_t sets, ways, supers, walks, id_bits, max_rewalk;
};

struct key {
  uint64_t vpn = 0;
  uint16_t did = 0;
  bool pasid_valid = false;
  uint32_t pasid = 0; // 0 if not valid
  uint8_t stage = 0;

  bool same_kind(const key &o) const {
    return did == o.did && pasid_valid == o.pasid_valid && pasid == o.pasid && stage == o.stage;
  }
  bool operator==(const key &o) const { return same_kind(o) && vpn == o.vpn; }
};

struct data {
  uint64_t hpn = 0;
  uint8_t level = 0; // log512 of the page's size in 4 KiB pages
  uint8_t perm = 0;
  uint8_t attr = 0;
  uint8_t mtype = 0;

  bool operator==(const data &o) const {
    return hpn == o.hpn && level == o.level && perm == o.perm && attr == o.attr && mtype == o.mtype;
  }
};

struct invalidation {
  uint8_t scope = 0;
  uint16_t did = 0;
  uint32_t pasid = 0;
  uint64_t vpn = 0;
  uint8_t shift = 0; // log2 of pages
};

struct inputs {
  struct {
    bool valid = false;
    uint8_t id = 0;
    struct key key;
    uint8_t need = 0;
    bool alone = false;
    bool probe = false;
  } req;
  bool rsp_ready = false;
  struct {
    bool valid = false;
    uint8_t id = 0;
  } access_end;
  bool walk_ready = false;
  struct {
    bool valid = false;
    uint8_t handle = 0;
    bool fault = false;
    uint8_t reason = 0;
    bool nocache = false;
    struct data data;
  } result;
  struct {
    bool valid = false;
    invalidation what;
    bool drain_rd = false;
    bool drain_wr = false;
    uint8_t tag = 0;
  } inv;
  struct {
    bool valid = false;
    bool super = false;
    uint32_t index = 0;
    uint8_t bit = 0;
  } flip;
};

struct counters {
  uint32_t hit = 0, miss = 0, merge = 0, evict = 0, kill = 0, rewalk = 0, stall = 0, parity = 0;
};

struct outputs {
  bool req_ready = false;
  struct {
    bool valid = false;
    uint8_t id = 0;
    uint8_t status = 0;
    uint8_t reason = 0;
    struct data data; // hpn: of the 4 KiB page
    uint64_t vpn = 0;
    uint16_t did = 0;
    bool pasid_valid = false;
    uint32_t pasid = 0;
  } rsp;
  struct {
    bool valid = false;
    uint8_t handle = 0;
    struct key key;
    uint8_t need = 0;
  } walk;
  bool result_ready = false;
  bool inv_ready = false;
  bool inv_done = false;
  uint8_t inv_done_tag = 0;
  bool inv_swept = false;
  bool flip_ready = false;
  counters count;
  bool parity_error = false;
};

} // namespace vtd::tb

#endif // VTD_TB_IOTLB_PINS_H

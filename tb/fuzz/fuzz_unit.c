// SPDX-License-Identifier: Apache-2.0
// Fuzz target: one remapping unit driven by an arbitrary program of register accesses, table and
// queue images, requests, interrupts, completions, save/restore and resets, with memory callbacks
// that fail or re-enter the unit.
//
// Nothing such a program does may crash, hang, read out of bounds or break the invariants checked
// here: a probe tells what the real request will get, an accepted request keeps its offset in the
// page, and a refused one names its reason.
//
// With clang's -fsanitize=fuzzer this is a libFuzzer target; otherwise main() replays files, or
// runs seeded random programs:
//   fuzz_unit FILE...            replay
//   fuzz_unit --seed N --runs N  random programs
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vtd/vtd.h"

enum { MEMORY_PAGES = 32, MEMORY_BYTES = MEMORY_PAGES * 4096, TOKENS = 16, REENTRY_DEPTH = 3 };

typedef struct program {
  const uint8_t *data;
  size_t left;
  vtd_t *unit;
  uint8_t *memory;
  vtd_token token[TOKENS];
  unsigned tokens;
  unsigned depth;
  bool reenter;
  bool fail_reads;
  bool scalable;   // the unit has scalable mode
  uint64_t writes; // of the unit, that reached memory
  vtd_dev_tlb_inv last_inv;
} program;

static void run_operation(program *p);

#define REQUIRE(condition)                                                                         \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "fuzz_unit: invariant broken at line %d: %s\n", __LINE__, #condition);       \
      abort();                                                                                     \
    }                                                                                              \
  } while (0)

static uint64_t take(program *p, unsigned bytes) {
  uint64_t value = 0;
  for (unsigned i = 0; i < bytes && p->left != 0; i++, p->left--)
    value |= (uint64_t)*p->data++ << (8 * i);
  return value;
}

static void maybe_reenter(program *p) {
  if (!p->reenter || p->depth >= REENTRY_DEPTH || p->left < 4 || (p->data[0] & 0xF0) != 0xF0)
    return;
  p->depth++;
  take(p, 1);
  run_operation(p);
  p->depth--;
}

static bool in_memory(uint64_t addr, uint32_t bytes) {
  return addr < MEMORY_BYTES && bytes <= MEMORY_BYTES - addr;
}

static bool mem_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  program *p = ctx;
  (void)use;
  maybe_reenter(p);
  if (p->fail_reads || !in_memory(addr, bytes))
    return false;
  memcpy(data, p->memory + addr, bytes);
  return true;
}

static bool mem_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes, vtd_mem_use use) {
  program *p = ctx;
  (void)use;
  maybe_reenter(p);
  if (!in_memory(addr, bytes))
    return false;
  memcpy(p->memory + addr, data, bytes);
  p->writes++;
  return true;
}

static bool mem_cas64(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                      bool *swapped) {
  program *p = ctx;
  maybe_reenter(p);
  if (!in_memory(addr, 8))
    return false;
  uint64_t now;
  memcpy(&now, p->memory + addr, 8);
  *swapped = now == *expected;
  if (*swapped)
    memcpy(p->memory + addr, &desired, 8);
  else
    *expected = now;
  return true;
}

static void send_message(void *ctx, uint64_t addr, uint32_t data) {
  (void)addr;
  (void)data;
  maybe_reenter(ctx);
}

static void invalidated(void *ctx, const vtd_inv *inv) {
  (void)inv;
  maybe_reenter(ctx);
}

static void dev_tlb_invalidate(void *ctx, const vtd_dev_tlb_inv *inv) {
  program *p = ctx;
  p->last_inv = *inv;
  maybe_reenter(p);
}

static void page_group_response(void *ctx, const vtd_page_group_response *response) {
  REQUIRE(response->code <= VTD_QI_PGRP_RESP_RC_FAILURE);
  REQUIRE(response->pasid >> VTD_PASID_BITS == 0);
  maybe_reenter(ctx);
}

static void write_word(program *p, uint64_t addr, uint64_t value) {
  if (in_memory(addr, 8))
    memcpy(p->memory + (addr & ~(uint64_t)7), &value, 8);
}

static uint64_t read_reg(program *p, uint32_t offset, uint32_t bytes) {
  uint64_t value = 0;
  vtd_reg_read(p->unit, offset, bytes, &value);
  return value;
}

// Commands, and registers of a counter.
static uint32_t performance_register(const vtd_config *config, uint8_t choice) {
  static const uint16_t commands[] = {VTD_ECMD_REG, VTD_VCMD_REG, VTD_ECEO_REG, VTD_PERFINTRSTS_REG,
                                      VTD_PERFINTRCTL_REG};
  static const uint8_t of_counter[] = {VTD_PERFCNTRCFG_REG, VTD_PERFFLT_RID_REG,
                                       VTD_PERFFLT_DID_REG, VTD_PERFFLT_PASID_REG,
                                       VTD_PERFFLT_AT_REG,  VTD_PERFFLT_PTL_REG};
  const vtd_perf_config *perf = &config->perf;
  const unsigned counter = choice & 3u, what = choice >> 2 & 7u;
  if (choice >= 0x80)
    return choice < 0x85 ? commands[choice - 0x80] : VTD_ECMD_REG;
  if (what < sizeof of_counter)
    return perf->config_offset + counter * VTD_PERFCNTRCFG_STRIDE + of_counter[what];
  if (what == 6)
    return perf->counter_offset + (counter << (10 + vtd_perfcap_cs(perf->cap)));
  return counter & 1 ? perf->freeze_offset : perf->overflow_offset;
}

// A register that exists, so that random bytes are not spent on holes.
static uint32_t pick_register(program *p, uint8_t choice) {
  const vtd_config *config = vtd_get_config(p->unit);
  static const uint16_t fixed[] = {
      VTD_GCMD_REG,   VTD_RTADDR_REG,  VTD_CCMD_REG,     VTD_FSTS_REG,   VTD_FECTL_REG,
      VTD_FEDATA_REG, VTD_FEADDR_REG,  VTD_PMEN_REG,     VTD_IQH_REG,    VTD_IQT_REG,
      VTD_IQA_REG,    VTD_ICS_REG,     VTD_IECTL_REG,    VTD_IQERCD_REG, VTD_IRTA_REG,
      VTD_GSTS_REG,   VTD_PLMBASE_REG, VTD_PHMLIMIT_REG, VTD_CAP_REG,    VTD_ECAP_REG,
      VTD_PQH_REG,    VTD_PQT_REG,     VTD_PQA_REG,      VTD_PRS_REG,    VTD_PECTL_REG};
  const unsigned count = sizeof fixed / sizeof fixed[0];
  if (choice < count)
    return fixed[choice];
  const uint32_t iotlb = (uint32_t)vtd_ecap_iro(config->ecap) * 16;
  const uint32_t records = (uint32_t)vtd_cap_fro(config->cap) * 16;
  if (choice < 0x40)
    return iotlb + (choice & 1 ? VTD_IOTLB_REG : VTD_IVA_REG);
  if (choice < 0x60)
    return records + (choice & 7u) * VTD_FRCD_LO_STRIDE + (choice & 8u);
  if (choice < 0x90)
    return performance_register(config, choice);
  if (choice < 0xC0) // any dword of the window
    return (uint32_t)take(p, 2) % config->reg_bytes & ~3u;
  return (uint32_t)take(p, 2);
}

static void op_register(program *p) {
  const uint8_t shape = (uint8_t)take(p, 1);
  const uint32_t offset = pick_register(p, (uint8_t)take(p, 1)) + (shape & 4u);
  const uint32_t bytes = shape & 1 ? 8 : 4;
  if (shape & 2) {
    uint64_t seen, read;
    const vtd_reg_status peeked = vtd_reg_peek(p->unit, offset, bytes, &seen);
    REQUIRE(peeked == vtd_reg_read(p->unit, offset, bytes, &read));
    REQUIRE(peeked != VTD_REG_OK || seen == read);
    return;
  }
  if (offset == VTD_ECMD_REG && (shape & 0x10) != 0) { // one of the commands that there are
    const uint8_t what = (uint8_t)take(p, 1);
    vtd_reg_write(p->unit, offset, 8,
                  (uint64_t)(what >> 3 & 7) << 16 | (VTD_ECMD_CMD_ENABLE_CNTR + (what & 7u) % 6));
    return;
  }
  if (offset == VTD_VCMD_REG && (shape & 0x10) != 0) {
    const uint8_t what = (uint8_t)take(p, 1);
    vtd_reg_write(p->unit, offset, 8, vtd_vcmd_pasid_set(what & 3u, what >> 2));
    return;
  }
  vtd_reg_write(p->unit, offset, shape & 8 ? (uint32_t)take(p, 1) : bytes, take(p, bytes));
}

// Words that look like table entries: a pointer into memory with low and high bits from the input.
static void op_memory(program *p) {
  const uint64_t where = take(p, 2) * 8;
  const uint64_t low = take(p, 2);
  const uint64_t page = take(p, 1) % (MEMORY_PAGES + 2);
  const uint64_t shape = take(p, 1);
  uint64_t value = page << 12 | (low & 0xFFF);
  if (shape & 1)
    value = low;
  if (shape & 2)
    value |= take(p, 4) << 32;
  write_word(p, where, value);
}

// Any address; or one whose tables lead all the way down as they are built (slot 7 of a table goes
// to the next one), to one of a few pages, or to a large page (slot 62).
static uint64_t take_address(program *p, uint8_t shape) {
  if (shape & 1)
    return take(p, 8);
  const uint64_t value = take(p, 3);
  if (value >> 22 == 0)
    return value << 11;
  uint64_t addr = (value & 0x3F) << 12 | (value >> 6 & 0x3F) << 6;
  const unsigned top = 3 + (value >> 12 & 3) % 3, large = 1 + (value >> 14 & 7);
  for (unsigned level = 2; level <= top; level++)
    addr |= UINT64_C(7) << (12 + 9 * (level - 1));
  return large == 2 || large == 3 ? addr ^ UINT64_C(7 ^ 62) << (12 + 9 * (large - 1)) : addr;
}

static void op_translate(program *p) {
  const uint8_t shape = (uint8_t)take(p, 1);
  vtd_request request = {
      .addr = take_address(p, shape),
      .bytes = 1 + (uint32_t)take(p, 1) * (shape & 2 ? 16 : 1),
      .sid = (uint16_t)(take(p, 1) & 0x1F),
      .access = (uint8_t)(shape >> 2 & 3),
      .at = (uint8_t)((shape >> 4 & 3) % 3),
      .pasid = p->scalable ? (uint32_t)(shape & 3u) * 7 : 0,
      .flags = shape & 0x40 ? (uint8_t)(take(p, 1) & ~VTD_REQ_PROBE) : 0,
  };
  if (shape & 0x80)
    request.addr = UINT64_C(0xFEE00000) | (request.addr & 0xFFFFF);
  request.bytes = shape & 0x80 ? 4 : request.bytes;
  const bool quiet = !p->reenter;
  vtd_request probe = request;
  probe.flags |= VTD_REQ_PROBE;
  vtd_result expected, result;
  vtd_translate(p->unit, &probe, &expected);
  vtd_translate(p->unit, &request, &result);
  if (quiet) {
    REQUIRE(expected.status == result.status);
    REQUIRE(expected.cond == result.cond);
    REQUIRE(result.status != VTD_OK || expected.addr == result.addr);
  }
  REQUIRE(result.status <= VTD_COMPLETER_ABORT);
  REQUIRE(result.cond < VTD_FC_COUNT);
  REQUIRE(!(expected.flags & VTD_RES_LOGGED));
  if (result.status != VTD_OK || request.at == VTD_AT_TRANSLATION)
    return;
  REQUIRE(((result.addr ^ request.addr) & 0xFFF) == 0);
  REQUIRE(result.page_shift >= 12 && result.page_shift <= 64);
  if (p->tokens < TOKENS && (shape & 8))
    p->token[p->tokens++] = vtd_inflight_begin(p->unit, request.access == VTD_ACCESS_WRITE);
}

static void op_page_request(program *p) {
  const uint8_t shape = (uint8_t)take(p, 1);
  vtd_page_request request = {
      .addr = take_address(p, shape),
      .sid = (uint16_t)(take(p, 1) & 0x1F),
      .prgi = (uint16_t)take(p, 2),
      .pasid = (uint32_t)take(p, shape & 2 ? 4 : 1),
      .pasid_valid = (shape & 4) != 0,
      .read = (shape & 8) != 0,
      .write = (shape & 16) != 0,
      .privileged = (shape & 32) != 0,
      .execute = (shape & 64) != 0,
      .last = (shape & 128) != 0,
  };
  vtd_page_request probe = request;
  probe.probe = true;
  vtd_page_request_result expected, result;
  const uint64_t writes = p->writes;
  const uint64_t tail = read_reg(p, VTD_PQT_REG, 8);
  vtd_request_page(p->unit, &probe, &expected);
  const bool quiet = !p->reenter;
  REQUIRE(!quiet || (p->writes == writes && read_reg(p, VTD_PQT_REG, 8) == tail));
  vtd_request_page(p->unit, &request, &result);
  // A probe does not find out that the queue cannot be written.
  const bool written = expected.status != VTD_PAGE_REQUEST_QUEUED || p->writes != writes;
  if (quiet) {
    REQUIRE(expected.cond == result.cond);
    REQUIRE(!written || expected.status == result.status);
    REQUIRE((result.status == VTD_PAGE_REQUEST_QUEUED) == (read_reg(p, VTD_PQT_REG, 8) != tail));
  }
  REQUIRE(result.status <= VTD_PAGE_REQUEST_DROPPED);
  REQUIRE(result.cond < VTD_FC_COUNT);
  REQUIRE(!(expected.flags & VTD_RES_LOGGED));
  REQUIRE(result.cond == VTD_FC_NONE || result.status != VTD_PAGE_REQUEST_QUEUED);
  REQUIRE(request.last || result.status != VTD_PAGE_REQUEST_ANSWERED);
}

// Any message, or one in remappable format for the first entries of the table.
static void op_interrupt(program *p) {
  const uint64_t what = take(p, 3);
  const uint64_t near = 0x10 | (what & 0x1F) << 5 | (what & 0x20) >> 2;
  const uint64_t message = what >> 23 != 0 ? what & 0xFFFFC : near;
  const vtd_interrupt_request request = {.addr = UINT64_C(0xFEE00000) | message,
                                         .data = (uint32_t)take(p, 4),
                                         .sid = (uint16_t)(take(p, 1) & 0x1F),
                                         .flags = (uint8_t)(take(p, 1) & VTD_REQ_PROBE)};
  vtd_interrupt_result result;
  vtd_interrupt(p->unit, &request, &result);
  REQUIRE(result.status == VTD_OK || result.status == VTD_BLOCKED || result.status == VTD_DISCARD);
  REQUIRE(result.status != VTD_OK || (uint32_t)result.addr >> 20 == 0xFEE);
  if ((result.flags & VTD_RES_HELD) == 0)
    return;
  REQUIRE(result.status == VTD_OK);
  if (p->tokens < TOKENS)
    p->token[p->tokens++] = result.token;
  else
    vtd_inflight_end(p->unit, result.token);
}

// A posted entry of the table of op_enable() and its descriptor, mostly legal; then the interrupt.
static void op_post(program *p) {
  const uint64_t index = take(p, 1) % 16;
  const uint64_t shape = take(p, 1);
  const uint64_t pda = 0xA000 + (shape & 3) * VTD_PID_SIZE;
  uint64_t entry[VTD_IRTE_POSTED_WORDS] = {0};
  vtd_irte_posted_p_set(entry, 1);
  vtd_irte_posted_im_set(entry, 1);
  vtd_irte_posted_urg_set(entry, shape >> 2);
  vtd_irte_posted_vv_set(entry, take(p, 1));
  vtd_irte_posted_pda_set(entry, shape & 8 ? take(p, 6) : pda);
  write_word(p, 0x9000 + index * VTD_IRTE_SIZE, entry[0]);
  write_word(p, 0x9008 + index * VTD_IRTE_SIZE, entry[1]);
  const uint64_t control = take(p, 3) << (shape & 16 ? 24 : 0);
  const uint64_t legal = VTD_PID_ON_MASK | VTD_PID_SN_MASK | VTD_PID_NV_MASK;
  write_word(p, pda + VTD_PID_ON_WORD * 8, shape & 32 ? control : control & legal);
  if (shape & 64)
    op_interrupt(p);
}

static void op_state(program *p) {
  const size_t bytes = vtd_state_size(p->unit);
  void *image = malloc(bytes);
  REQUIRE(image != NULL);
  const size_t saved = vtd_save(p->unit, image, bytes);
  REQUIRE(saved <= bytes);
  if (saved != 0) {
    const uint64_t mangle = take(p, 2);
    if (mangle & 1)
      ((uint8_t *)image)[(mangle >> 1) % 16] ^= 0x55; // the header: must be refused or harmless
    const char *refused = vtd_restore(p->unit, image, saved);
    REQUIRE((mangle & 1) || refused == NULL);
  }
  free(image);
}

// What a driver does to get going, so that the deep paths are near: tables at page 1, queue at
// page 8.
static void enable(program *p, uint8_t which) {
  if (which & 1) {
    const uint64_t ttm = p->scalable && (which & 8) == 0 ? VTD_RTADDR_TTM_SCALABLE : 0;
    vtd_reg_write(p->unit, VTD_RTADDR_REG, 8, vtd_rtaddr_ttm_set(0x1000, ttm));
    vtd_reg_write(p->unit, VTD_GCMD_REG, 4, read_reg(p, VTD_GSTS_REG, 4) | VTD_GCMD_SRTP);
    vtd_reg_write(p->unit, VTD_GCMD_REG, 4, read_reg(p, VTD_GSTS_REG, 4) | VTD_GCMD_TE);
  }
  if (which & 2) {
    vtd_reg_write(p->unit, VTD_IQT_REG, 8, 0);
    vtd_reg_write(p->unit, VTD_IQA_REG, 8, vtd_iqa_dw_set(0x8000, p->scalable));
    vtd_reg_write(p->unit, VTD_GCMD_REG, 4, read_reg(p, VTD_GSTS_REG, 4) | VTD_GCMD_QIE);
  }
  if (which & 4) {
    vtd_reg_write(p->unit, VTD_IRTA_REG, 8, 0x9003);
    vtd_reg_write(p->unit, VTD_GCMD_REG, 4, read_reg(p, VTD_GSTS_REG, 4) | VTD_GCMD_SIRTP);
    vtd_reg_write(p->unit, VTD_GCMD_REG, 4, read_reg(p, VTD_GSTS_REG, 4) | VTD_GCMD_IRE);
  }
  if (which & 0x20)
    vtd_reg_write(p->unit, VTD_PQA_REG, 8, 0xF000);
  p->fail_reads = (which & 0x88) == 0x88;
  p->reenter = (which & 0x44) == 0x44;
}

static void op_enable(program *p) {
  enable(p, (uint8_t)take(p, 1));
}

// A descriptor without reserved bits, so that it has an effect.
static void take_descriptor(program *p, uint64_t d[2]) {
  static const uint8_t types[] = {VTD_QI_TYPE_CC,        VTD_QI_TYPE_IOTLB,    VTD_QI_TYPE_DEV_TLB,
                                  VTD_QI_TYPE_IEC,       VTD_QI_TYPE_WAIT,     VTD_QI_TYPE_DEV_TLB,
                                  VTD_QI_TYPE_WAIT,      VTD_QI_TYPE_P_IOTLB,  VTD_QI_TYPE_PC,
                                  VTD_QI_TYPE_P_DEV_TLB, VTD_QI_TYPE_PGRP_RESP};
  const uint8_t what = (uint8_t)take(p, 1), did = (uint8_t)take(p, 1), who = (uint8_t)take(p, 1);
  const unsigned g = what >> 4 & 3u;
  const uint64_t addr = (take_address(p, 0) & ~UINT64_C(0xFFF)) >> (12 * (who >> 7));
  uint64_t e[4] = {0};
  vtd_qi_type_set(e, types[(what & 0xFu) % sizeof types]);
  switch (types[(what & 0xFu) % sizeof types]) {
  case VTD_QI_TYPE_CC:
    vtd_qi_cc_g_set(e, g);
    vtd_qi_cc_did_set(e, did % 8);
    vtd_qi_cc_sid_set(e, who & 0x1F);
    vtd_qi_cc_fm_set(e, who >> 5 & 3);
    break;
  case VTD_QI_TYPE_IOTLB:
    vtd_qi_iotlb_g_set(e, g);
    vtd_qi_iotlb_did_set(e, did % 8);
    vtd_qi_iotlb_dr_set(e, what >> 6 & 1);
    vtd_qi_iotlb_dw_set(e, what >> 7);
    vtd_qi_iotlb_am_set(e, who & 0x1F);
    vtd_qi_iotlb_ih_set(e, who >> 5 & 1);
    vtd_qi_iotlb_addr_set(e, addr);
    break;
  case VTD_QI_TYPE_DEV_TLB:
    vtd_qi_dev_tlb_sid_set(e, who & 0x1F);
    vtd_qi_dev_tlb_mip_set(e, did & 0x1F);
    vtd_qi_dev_tlb_s_set(e, g & 1);
    vtd_qi_dev_tlb_addr_set(e, addr);
    break;
  case VTD_QI_TYPE_IEC:
    vtd_qi_iec_g_set(e, g & 1);
    vtd_qi_iec_iidx_set(e, who);
    vtd_qi_iec_im_set(e, did & 7);
    break;
  case VTD_QI_TYPE_WAIT:
    vtd_qi_wait_if_set(e, g & 1);
    vtd_qi_wait_sw_set(e, g >> 1);
    vtd_qi_wait_fn_set(e, what >> 6 & 1);
    vtd_qi_wait_pd_set(e, what >> 7);
    vtd_qi_wait_data_set(e, did);
    vtd_qi_wait_addr_set(e, 0x10000 + who * 4u);
    break;
  case VTD_QI_TYPE_P_IOTLB:
    vtd_qi_p_iotlb_g_set(e, 2 | (g & 1));
    vtd_qi_p_iotlb_did_set(e, did % 8);
    vtd_qi_p_iotlb_pasid_set(e, who & 0x1F);
    vtd_qi_p_iotlb_ih_set(e, who >> 5 & 1);
    vtd_qi_p_iotlb_am_set(e, who >> 6 & 1 ? did >> 3 : 0);
    vtd_qi_p_iotlb_addr_set(e, addr);
    break;
  case VTD_QI_TYPE_PC:
    vtd_qi_pc_g_set(e, g);
    vtd_qi_pc_did_set(e, did % 8);
    vtd_qi_pc_pasid_set(e, who & 0x1F);
    break;
  case VTD_QI_TYPE_P_DEV_TLB:
    vtd_qi_p_dev_tlb_sid_set(e, who & 0x1F);
    vtd_qi_p_dev_tlb_pasid_set(e, did & 0x1F);
    vtd_qi_p_dev_tlb_s_set(e, g & 1);
    vtd_qi_p_dev_tlb_addr_set(e, addr);
    break;
  default:
    vtd_qi_pgrp_resp_pp_set(e, g & 1);
    vtd_qi_pgrp_resp_rc_set(e, did >> 4);
    vtd_qi_pgrp_resp_rid_set(e, who & 0x1F);
    vtd_qi_pgrp_resp_pasid_set(e, did & 0xF);
    vtd_qi_pgrp_resp_prgi_set(e, who);
    break;
  }
  d[0] = e[0];
  d[1] = e[1];
}

// One descriptor at the tail, then the doorbell.
static void op_queue(program *p) {
  const uint64_t tail = read_reg(p, VTD_IQT_REG, 8);
  const uint64_t iqa = read_reg(p, VTD_IQA_REG, 8);
  const uint64_t base = iqa & VTD_IQA_IQA_MASK;
  const bool wide = vtd_iqa_dw(iqa) != 0;
  uint64_t descriptor[2];
  if (take(p, 1) & 3) {
    take_descriptor(p, descriptor);
  } else {
    descriptor[0] = take(p, 4) | take(p, 3) << 32;
    descriptor[1] = take(p, 3) << 8;
  }
  write_word(p, base + tail, descriptor[0]);
  write_word(p, base + tail + 8, descriptor[1]);
  if (wide) {
    write_word(p, base + tail + 16, 0);
    write_word(p, base + tail + 24, 0);
  }
  vtd_reg_write(p->unit, VTD_IQT_REG, 8, tail + (wide ? VTD_QI_SIZE_256 : VTD_QI_SIZE_128));
}

static void run_operation(program *p) {
  switch (take(p, 1) % 14) {
  case 0:
  case 1:
    op_register(p);
    break;
  case 2:
  case 3:
    op_memory(p);
    break;
  case 4:
  case 5:
    op_translate(p);
    break;
  case 6:
    op_queue(p);
    break;
  case 7:
    if (p->tokens != 0)
      vtd_inflight_end(p->unit, p->token[--p->tokens]);
    break;
  case 8:
    op_interrupt(p);
    break;
  case 9:
    if (take(p, 1) & 1)
      vtd_dev_tlb_complete(p->unit, p->last_inv.sid, (uint32_t)take(p, 4), (uint8_t)take(p, 1));
    else
      vtd_dev_tlb_timeout(p->unit, p->last_inv.sid, (uint8_t)take(p, 1));
    break;
  case 10:
    op_enable(p);
    break;
  case 11:
    op_page_request(p);
    break;
  case 12:
    op_post(p);
    break;
  default:
    if (p->depth == 0 && p->tokens == 0) // an embedder neither saves nor resets inside a callback
      op_state(p);
    vtd_step(p->unit);
    break;
  }
}

// A few shapes of hardware, chosen by one byte. A combination that the core refuses is not run.
static vtd_config pick_config(uint8_t choice, bool scalable) {
  vtd_config config = scalable ? vtd_config_scalable() : vtd_config_default();
  config.pasid_entries = 16;
  config.iotlb = (vtd_iotlb_geometry){.sets = 4, .ways = 2, .super_entries = 2, .walks = 2};
  config.context_entries = 16;
  config.psc_entries = choice & 1 ? 16 : 0;
  if (choice & 2)
    config.cap = vtd_cap_nfr_set(config.cap, 1);
  if (choice & 4)
    config.cap = vtd_cap_cm_set(config.cap, 1);
  if ((choice & 8) && !scalable)
    config.cap = vtd_cap_rwbf_set(config.cap, 1);
  if ((choice & 8) && scalable)
    config.cap = vtd_cap_esrtps_set(config.cap, 1);
  if (choice & 16) {
    config.cap = vtd_cap_zlr_set(config.cap, 0);
    config.perf.cap = vtd_perfcap_cw_set(config.perf.cap, 3); // overflows soon
  }
  if ((choice & 1) && scalable)
    config.ecap = vtd_ecap_pss_set(config.ecap | VTD_ECAP_VCS, 7);
  if (choice & 32)
    config.ecap &= ~(VTD_ECAP_DT | VTD_ECAP_NWFS | VTD_ECAP_PRS | VTD_ECAP_SMS | VTD_ECAP_PDS);
  if (choice & 64)
    config.cap = vtd_cap_nd_set(config.cap, 2);
  if ((choice & 64) && scalable)
    config.ecap = vtd_ecap_mts_set(config.ecap, 1);
  config.cap = vtd_cap_pi_set(config.cap, 1);
  config.fault_collapse = choice & 128;
  return config;
}

// Root table at page 1, one context table at page 2, paging tables from page 3 on, as a start for
// the mutations.
static void build_tables(program *p) {
  write_word(p, 0x1000, 0x2000 | VTD_ROOT_P);
  for (uint64_t devfn = 0; devfn < 32; devfn++) {
    uint64_t entry[VTD_CTX_WORDS] = {0};
    vtd_ctx_p_set(entry, 1);
    vtd_ctx_tt_set(entry, devfn % 3);
    vtd_ctx_aw_set(entry, 1 + devfn / 3 % 3);
    vtd_ctx_ssptptr_set(entry, 0x3000 + (devfn / 3 % 3) * 0x1000);
    vtd_ctx_did_set(entry, devfn % 5 + 1);
    for (unsigned w = 0; w < VTD_CTX_WORDS; w++)
      write_word(p, 0x2000 + devfn * VTD_CTX_SIZE + w * 8, entry[w]);
  }
  for (uint64_t page = 3; page < 7; page++)
    for (uint64_t slot = 0; slot < 512; slot++) {
      uint64_t entry = 0;
      vtd_ss_pte_r_set(&entry, slot & 1);
      vtd_ss_pte_w_set(&entry, slot >> 1 & 1);
      // What first-stage tables need: user mode; in some, flags that are set already.
      vtd_fs_pte_us_set(&entry, p->scalable && slot % 16 != 3);
      vtd_fs_pte_a_set(&entry, p->scalable && (slot >> 4 & 1));
      vtd_fs_pte_d_set(&entry, p->scalable && (slot >> 5 & 1));
      vtd_ss_pte_addr_set(&entry, (slot % 8 < 4 ? slot % MEMORY_PAGES : 3 + (page - 2) % 4) << 12);
      if (slot % 64 == 62)
        entry = UINT64_C(0x40000000) | VTD_SS_PDE_2M_PS_MASK | 7;
      write_word(p, page * 0x1000 + slot * 8, entry);
    }
}

// PASID entries of every kind; first-stage tables lie among the second-stage ones and share their
// bits, which makes for odd ones.
static void build_pasids(program *p) {
  const bool types = vtd_ecap_mts(vtd_get_config(p->unit)->ecap) != 0;
  for (uint64_t pasid = 0; pasid < 32; pasid++) {
    uint64_t entry[VTD_PASID_WORDS] = {0};
    vtd_pasid_p_set(entry, 1);
    vtd_pasid_pgtt_set(entry, 1 + pasid % 4);
    vtd_pasid_aw_set(entry, 1 + pasid / 4 % 3);
    vtd_pasid_did_set(entry, pasid % 5 + 1);
    vtd_pasid_ssade_set(entry, pasid / 8 % 2);
    vtd_pasid_pwsnp_set(entry, pasid % 16 != 15);
    vtd_pasid_sre_set(entry, 1);
    vtd_pasid_wpe_set(entry, pasid / 2 % 2);
    vtd_pasid_eafe_set(entry, pasid / 3 % 2);
    vtd_pasid_fspm_set(entry, pasid / 16);
    vtd_pasid_cd_set(entry, types && pasid % 8 == 7);
    vtd_pasid_emte_set(entry, types && pasid % 3 == 1);
    vtd_pasid_pat_set(entry, types ? 0x00070406u + (uint32_t)pasid : 0);
    vtd_pasid_ssptptr_set(entry, 0x3000 + pasid / 4 % 3 * 0x1000);
    vtd_pasid_fsptptr_set(entry, 0x4000 + pasid % 3 * 0x1000);
    for (unsigned w = 0; w < VTD_PASID_WORDS; w++)
      write_word(p, 0xB000 + pasid * VTD_PASID_SIZE + w * 8, entry[w]);
  }
}

// The same places in scalable mode: context entries in page 2, a PASID directory in page 10, a
// PASID table in page 11.
static void build_scalable_tables(program *p) {
  const bool prs = vtd_ecap_prs(vtd_get_config(p->unit)->ecap) != 0;
  for (uint64_t devfn = 0; devfn < 32; devfn++) {
    uint64_t entry[VTD_SM_CTX_WORDS] = {0};
    vtd_sm_ctx_p_set(entry, 1);
    vtd_sm_ctx_dte_set(entry, devfn & 1);
    vtd_sm_ctx_paside_set(entry, devfn >> 1 & 1);
    vtd_sm_ctx_pre_set(entry, prs && (devfn & 5) == 1);
    vtd_sm_ctx_rid_pasid_set(entry, devfn);
    vtd_sm_ctx_rid_priv_set(entry, devfn >> 2 & 1);
    vtd_sm_ctx_pasiddirptr_set(entry, 0xA000);
    for (unsigned w = 0; w < VTD_SM_CTX_WORDS; w++)
      write_word(p, 0x2000 + devfn * VTD_SM_CTX_SIZE + w * 8, entry[w]);
  }
  write_word(p, 0xA000, 0xB000 | VTD_PASID_DIR_P);
  build_pasids(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2)
    return 0;
  const bool scalable = (data[1] & 2) != 0;
  const vtd_config config = pick_config(data[0], scalable);
  if (vtd_config_check(&config) != NULL)
    return 0;
  program p = {.data = data + 1, .left = size - 1, .scalable = scalable};
  const size_t bytes = vtd_footprint(&config);
  void *block = malloc(bytes);
  p.memory = calloc(1, MEMORY_BYTES);
  REQUIRE(block != NULL && p.memory != NULL);
  const vtd_host host = {.ctx = &p,
                         .mem_read = mem_read,
                         .mem_write = mem_write,
                         .mem_cas64 = mem_cas64,
                         .send_message = send_message,
                         .invalidated = invalidated,
                         .dev_tlb_invalidate = dev_tlb_invalidate,
                         .page_group_response = page_group_response};
  p.unit = vtd_init(block, bytes, &config, &host);
  REQUIRE(p.unit != NULL);
  build_tables(&p);
  if (scalable)
    build_scalable_tables(&p);
  if (data[1] & 1)
    REQUIRE(vtd_direct_add(p.unit, 0, MEMORY_BYTES, p.memory));
  if (data[1] & 4)
    enable(&p, 0x27);
  while (p.left != 0)
    run_operation(&p);
  while (p.tokens != 0)
    vtd_inflight_end(p.unit, p.token[--p.tokens]);
  free(p.memory);
  free(block);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Guest memory and unit for tests; see guest.h.
#include "guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vtdt_page {
  uint64_t number; // page address >> 12
  uint8_t *data;   // NULL: free slot
};

static void *must(void *memory) {
  if (memory == NULL) {
    fputs("out of memory\n", stderr);
    exit(1);
  }
  return memory;
}

// ---- Sparse pages: open addressing, grown at half load

static size_t page_slot(const vtdt_page *pages, size_t slots, uint64_t number) {
  size_t i = (size_t)((number * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (slots - 1);
  while (pages[i].data != NULL && pages[i].number != number)
    i = (i + 1) & (slots - 1);
  return i;
}

static uint8_t *page_find(const vtdt_guest *g, uint64_t number) {
  if (g->page_slots == 0)
    return NULL;
  return g->pages[page_slot(g->pages, g->page_slots, number)].data;
}

static void pages_grow(vtdt_guest *g) {
  size_t slots = g->page_slots == 0 ? 1024 : g->page_slots * 2;
  vtdt_page *pages = must(calloc(slots, sizeof *pages));
  for (size_t i = 0; i < g->page_slots; i++)
    if (g->pages[i].data != NULL)
      pages[page_slot(pages, slots, g->pages[i].number)] = g->pages[i];
  free(g->pages);
  g->pages = pages;
  g->page_slots = slots;
}

static uint8_t *page_make(vtdt_guest *g, uint64_t number) {
  uint8_t *data = page_find(g, number);
  if (data != NULL)
    return data;
  if (g->page_count * 2 >= g->page_slots)
    pages_grow(g);
  vtdt_page *p = &g->pages[page_slot(g->pages, g->page_slots, number)];
  p->number = number;
  p->data = must(calloc(1, VTD_TABLE_SIZE));
  g->page_count++;
  return p->data;
}

static size_t chunk(const vtdt_guest *g, uint64_t addr, size_t bytes) {
  if (addr < g->flat_bytes)
    return bytes < g->flat_bytes - addr ? bytes : (size_t)(g->flat_bytes - addr);
  size_t rest = VTD_TABLE_SIZE - (size_t)(addr & (VTD_TABLE_SIZE - 1));
  return bytes < rest ? bytes : rest;
}

void vtdt_guest_read(vtdt_guest *g, uint64_t addr, void *data, size_t bytes) {
  uint8_t *out = data;
  while (bytes != 0) {
    size_t n = chunk(g, addr, bytes);
    const uint8_t *page = NULL;
    if (addr < g->flat_bytes)
      memcpy(out, g->flat + addr, n);
    else if ((page = page_find(g, addr >> VTD_PAGE_SHIFT)) != NULL)
      memcpy(out, page + (addr & (VTD_TABLE_SIZE - 1)), n);
    else
      memset(out, 0, n);
    addr += n;
    out += n;
    bytes -= n;
  }
}

void vtdt_guest_write(vtdt_guest *g, uint64_t addr, const void *data, size_t bytes) {
  const uint8_t *in = data;
  while (bytes != 0) {
    size_t n = chunk(g, addr, bytes);
    if (addr < g->flat_bytes)
      memcpy(g->flat + addr, in, n);
    else
      memcpy(page_make(g, addr >> VTD_PAGE_SHIFT) + (addr & (VTD_TABLE_SIZE - 1)), in, n);
    addr += n;
    in += n;
    bytes -= n;
  }
}

static uint64_t load(const uint8_t *b, unsigned bytes) {
  uint64_t v = 0;
  for (unsigned i = 0; i < bytes; i++)
    v |= (uint64_t)b[i] << (8 * i);
  return v;
}

static void store(uint8_t *b, unsigned bytes, uint64_t v) {
  for (unsigned i = 0; i < bytes; i++)
    b[i] = (uint8_t)(v >> (8 * i));
}

uint32_t vtdt_guest_read32(vtdt_guest *g, uint64_t addr) {
  uint8_t b[4];
  vtdt_guest_read(g, addr, b, sizeof b);
  return (uint32_t)load(b, 4);
}

void vtdt_guest_write32(vtdt_guest *g, uint64_t addr, uint32_t value) {
  uint8_t b[4];
  store(b, 4, value);
  vtdt_guest_write(g, addr, b, sizeof b);
}

static uint64_t space_read64(void *ctx, uint64_t addr) {
  uint8_t b[8];
  vtdt_guest_read(ctx, addr, b, sizeof b);
  return load(b, 8);
}

static void space_write64(void *ctx, uint64_t addr, uint64_t value) {
  uint8_t b[8];
  store(b, 8, value);
  vtdt_guest_write(ctx, addr, b, sizeof b);
}

// ---- The host's callbacks

static bool access_ok(vtdt_guest *g, uint64_t addr, uint32_t bytes, vtd_mem_use use, bool write) {
  if (g->on_access != NULL)
    g->on_access(g->on_access_ctx, addr, use, write);
  if (g->fail_countdown != 0 && --g->fail_countdown == 0)
    return false;
  if (addr >= g->limit || g->limit - addr < bytes)
    return false;
  return !(g->fail_bytes != 0 && addr + bytes > g->fail_base &&
           addr - g->fail_base < g->fail_bytes);
}

static bool host_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  vtdt_guest *g = ctx;
  g->reads++;
  if (!access_ok(g, addr, bytes, use, false))
    return false;
  vtdt_guest_read(g, addr, data, bytes);
  return true;
}

static bool host_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes,
                       vtd_mem_use use) {
  vtdt_guest *g = ctx;
  g->writes++;
  if (!access_ok(g, addr, bytes, use, true))
    return false;
  vtdt_guest_write(g, addr, data, bytes);
  return true;
}

static bool host_cas64(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                       bool *swapped) {
  vtdt_guest *g = ctx;
  g->writes++;
  if (!access_ok(g, addr, 8, VTD_MEM_PAGING, true))
    return false;
  uint64_t now = space_read64(g, addr);
  *swapped = now == *expected;
  if (*swapped)
    space_write64(g, addr, desired);
  else
    *expected = now;
  return true;
}

static void host_message(void *ctx, uint64_t addr, uint32_t data) {
  vtdt_guest *g = ctx;
  if (g->message_count < VTDT_LOG)
    g->messages[g->message_count] = (vtdt_message){addr, data};
  g->message_count++;
  if (g->on_message != NULL)
    g->on_message(g->on_message_ctx, addr, data);
}

static void host_invalidated(void *ctx, const vtd_inv *inv) {
  vtdt_guest *g = ctx;
  if (g->inv_count < VTDT_LOG)
    g->invs[g->inv_count] = *inv;
  g->inv_count++;
}

static void host_dev_tlb(void *ctx, const vtd_dev_tlb_inv *inv) {
  vtdt_guest *g = ctx;
  if (g->dev_tlb_inv_count < VTDT_LOG)
    g->dev_tlb_invs[g->dev_tlb_inv_count] = *inv;
  g->dev_tlb_inv_count++;
}

static void host_response(void *ctx, const vtd_page_group_response *response) {
  vtdt_guest *g = ctx;
  if (g->response_count < VTDT_LOG)
    g->responses[g->response_count] = *response;
  g->response_count++;
  if (g->on_response != NULL)
    g->on_response(g->on_response_ctx, response);
}

static void host_request_step(void *ctx) {
  vtdt_guest *g = ctx;
  g->step_requests++;
}

static void host_trace(void *ctx, const vtd_trace *event) {
  vtdt_guest *g = ctx;
  if (g->trace_count < VTDT_LOG)
    g->traces[g->trace_count] = *event;
  g->trace_count++;
}

static uint64_t host_clock(void *ctx) {
  return ((vtdt_guest *)ctx)->clock;
}

vtd_host vtdt_guest_host(vtdt_guest *g) {
  vtd_host host = {0};
  host.ctx = g;
  host.mem_read = host_read;
  host.mem_write = host_write;
  host.mem_cas64 = host_cas64;
  host.send_message = host_message;
  host.invalidated = host_invalidated;
  host.dev_tlb_invalidate = host_dev_tlb;
  host.page_group_response = host_response;
  host.request_step = host_request_step;
  host.trace = host_trace;
  host.clock = host_clock;
  return host;
}

// ---- Guest

vtdt_guest *vtdt_guest_new(uint64_t flat_bytes) {
  vtdt_guest *g = must(calloc(1, sizeof *g));
  if (flat_bytes != 0)
    g->flat = must(calloc(1, flat_bytes));
  g->flat_bytes = flat_bytes;
  g->limit = UINT64_C(1) << 48;
  g->space.ctx = g;
  g->space.read64 = space_read64;
  g->space.write64 = space_write64;
  g->space.next = UINT64_C(1) << 20;
  g->space.end = UINT64_C(1) << 40;
  return g;
}

void vtdt_guest_free(vtdt_guest *g) {
  if (g == NULL)
    return;
  for (size_t i = 0; i < g->page_slots; i++)
    free(g->pages[i].data);
  free(g->pages);
  free(g->flat);
  free(g);
}

void vtdt_guest_clear_logs(vtdt_guest *g) {
  g->message_count = 0;
  g->inv_count = 0;
  g->dev_tlb_inv_count = 0;
  g->response_count = 0;
  g->trace_count = 0;
  g->step_requests = 0;
}

// ---- Unit

vtd_t *vtdt_unit_new(const vtd_config *config, const vtd_host *host) {
  const char *reason = vtd_config_check(config);
  if (reason != NULL) {
    fprintf(stderr, "configuration refused: %s\n", reason);
    exit(1);
  }
  size_t bytes = vtd_footprint(config);
  void *memory = must(malloc(bytes));
  memset(memory, 0xA5, bytes); // the unit must not count on zeroed memory
  return must(vtd_init(memory, bytes, config, host));
}

void vtdt_unit_free(vtd_t *unit) {
  free(unit);
}

static void must_be_ok(vtd_reg_status status, const char *what, uint32_t offset) {
  if (status == VTD_REG_OK)
    return;
  fprintf(stderr, "register %s at %03xh refused with status %d\n", what, (unsigned)offset,
          (int)status);
  exit(1);
}

uint32_t vtdt_reg32(vtd_t *unit, uint32_t offset) {
  uint64_t value = 0;
  must_be_ok(vtd_reg_read(unit, offset, 4, &value), "read", offset);
  return (uint32_t)value;
}

uint64_t vtdt_reg64(vtd_t *unit, uint32_t offset) {
  uint64_t value = 0;
  must_be_ok(vtd_reg_read(unit, offset, 8, &value), "read", offset);
  return value;
}

void vtdt_reg32_write(vtd_t *unit, uint32_t offset, uint32_t value) {
  must_be_ok(vtd_reg_write(unit, offset, 4, value), "write", offset);
}

void vtdt_reg64_write(vtd_t *unit, uint32_t offset, uint64_t value) {
  must_be_ok(vtd_reg_write(unit, offset, 8, value), "write", offset);
}

uint32_t vtdt_iva_reg(const vtd_t *unit) {
  return (uint32_t)vtd_ecap_iro(vtd_get_config(unit)->ecap) * 16 + VTD_IVA_REG;
}

uint32_t vtdt_iotlb_reg(const vtd_t *unit) {
  return (uint32_t)vtd_ecap_iro(vtd_get_config(unit)->ecap) * 16 + VTD_IOTLB_REG;
}

uint32_t vtdt_frcd_reg(const vtd_t *unit, unsigned index) {
  return (uint32_t)vtd_cap_fro(vtd_get_config(unit)->cap) * 16 + VTD_FRCD_LO_REG +
         index * VTD_FRCD_LO_STRIDE;
}

// ---- Driver sequences

bool vtdt_gcmd_set(vtd_t *unit, uint32_t bit) {
  uint32_t now = vtdt_reg32(unit, VTD_GSTS_REG) & VTD_GSTS_KEEP;
  vtdt_reg32_write(unit, VTD_GCMD_REG, now | bit);
  uint32_t after = vtdt_reg32(unit, VTD_GSTS_REG);
  return bit == VTD_GCMD_WBF ? (after & bit) == 0 : (after & bit) != 0;
}

bool vtdt_gcmd_clear(vtd_t *unit, uint32_t bit) {
  uint32_t now = vtdt_reg32(unit, VTD_GSTS_REG) & VTD_GSTS_KEEP;
  vtdt_reg32_write(unit, VTD_GCMD_REG, now & ~bit);
  return (vtdt_reg32(unit, VTD_GSTS_REG) & bit) == 0;
}

bool vtdt_set_root(vtd_t *unit, uint64_t root, unsigned ttm) {
  vtdt_reg64_write(unit, VTD_RTADDR_REG, vtd_rtaddr_ttm_set(vtd_rtaddr_rta_set(0, root), ttm));
  return vtdt_gcmd_set(unit, VTD_GCMD_SRTP);
}

bool vtdt_queue_enable(vtd_t *unit, vtdt_queue *queue) {
  queue->tail = 0;
  vtdt_reg64_write(unit, VTD_IQT_REG, 0);
  vtdt_reg64_write(unit, VTD_IQA_REG, queue->iqa);
  return vtdt_gcmd_set(unit, VTD_GCMD_QIE);
}

void vtdt_queue_ring(vtd_t *unit, const vtdt_queue *queue) {
  vtdt_reg64_write(unit, VTD_IQT_REG, queue->tail);
}

bool vtdt_queue_submit(vtd_t *unit, vtdt_queue *queue, vtdt_descriptor descriptor) {
  vtdt_queue_push(queue, descriptor);
  vtdt_queue_ring(unit, queue);
  return vtdt_reg64(unit, VTD_IQH_REG) == queue->tail;
}

uint64_t vtdt_random(uint64_t *state) {
  uint64_t x = *state;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  *state = x;
  return x * UINT64_C(0x2545F4914F6CDD1D);
}

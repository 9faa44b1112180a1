// SPDX-License-Identifier: Apache-2.0
// A guest's machine and its virtual remapping unit; see guest.h.
#include "guest.h"

// ---- The virtual unit

static uint64_t reg64(const guest_unit *u, uint32_t offset) {
  return u->reg[offset / 4] | (uint64_t)u->reg[offset / 4 + 1] << 32;
}

static void set_reg64(guest_unit *u, uint32_t offset, uint64_t value) {
  u->reg[offset / 4] = (uint32_t)value;
  u->reg[offset / 4 + 1] = (uint32_t)(value >> 32);
}

static void load_descriptor(const guest *g, uint64_t gpa, uint32_t bytes, uint64_t words[4]) {
  for (unsigned i = 0; i < 4; i++)
    words[i] = i * 8 < bytes ? guest_load(g, gpa + i * 8) : 0;
}

static void complete_wait(const guest *g, const uint64_t *words) {
  uint32_t data = (uint32_t)vtd_qi_wait_data(words);
  uint64_t gpa = vtd_qi_wait_addr(words);
  if (vtd_qi_wait_sw(words) && gpa <= GUEST_SIZE - sizeof data)
    g->hal.mem_write(g->hal.ctx, gpa, &data, sizeof data);
}

// All that the guest has put into its queue, in order.
static void run_queue(guest *g) {
  guest_unit *u = &g->unit;
  uint64_t iqa = reg64(u, VTD_IQA_REG);
  uint32_t bytes = UINT32_C(4096) << vtd_iqa_qs(iqa);
  uint32_t step = vtd_iqa_dw(iqa) ? VTD_QI_SIZE_256 : VTD_QI_SIZE_128;
  uint32_t head = (uint32_t)vtd_iqh_qh(reg64(u, VTD_IQH_REG));
  uint32_t tail = (uint32_t)vtd_iqt_qt(reg64(u, VTD_IQT_REG));
  while (head != tail && head < bytes && tail < bytes) {
    uint64_t words[4];
    load_descriptor(g, vtd_iqa_iqa(iqa) + head, step, words);
    u->commands++;
    if (vtd_qi_type(words) == VTD_QI_TYPE_WAIT)
      complete_wait(g, words);
    else
      u->command(u->arg, words);
    head = (head + step) % bytes;
    set_reg64(u, VTD_IQH_REG, head);
  }
}

// Everything takes effect at once; statuses follow the commands.
static void global_command(guest *g, uint32_t value) {
  guest_unit *u = &g->unit;
  uint32_t levels = VTD_GSTS_TES | VTD_GSTS_QIES | VTD_GSTS_IRES | VTD_GSTS_CFIS;
  uint32_t *status = &u->reg[VTD_GSTS_REG / 4];
  if (value & VTD_GCMD_SRTP) {
    u->root = vtd_rtaddr_rta(reg64(u, VTD_RTADDR_REG));
    *status |= VTD_GSTS_RTPS;
  }
  if ((*status & VTD_GSTS_QIES) && !(value & VTD_GCMD_QIE))
    set_reg64(u, VTD_IQH_REG, 0);
  *status = (*status & ~levels) | (value & levels);
}

static uint32_t unit_read(const guest *g, uint32_t offset) {
  return g->unit.reg[offset / 4];
}

static void unit_write(guest *g, uint32_t offset, uint32_t value) {
  switch (offset) {
  case VTD_VER_REG:
  case VTD_CAP_REG:
  case VTD_CAP_REG + 4:
  case VTD_ECAP_REG:
  case VTD_ECAP_REG + 4:
  case VTD_GSTS_REG:
  case VTD_FSTS_REG:
  case VTD_IQH_REG:
    return;
  case VTD_GCMD_REG:
    global_command(g, value);
    return;
  default:
    g->unit.reg[offset / 4] = value;
  }
  if (offset == VTD_IQT_REG && (g->unit.reg[VTD_GSTS_REG / 4] & VTD_GSTS_QIES))
    run_queue(g);
}

// ---- The machine as the guest sees it

static bool traps(const guest *g, uint64_t addr) {
  return g->unit.there && addr >= GUEST_UNIT_BASE &&
         addr < GUEST_UNIT_BASE + 4 * GUEST_UNIT_WORDS - 4;
}

static uint32_t guest_read32(void *ctx, uint64_t addr) {
  guest *g = ctx;
  const vtd_hal *host = &g->r->hal;
  if (traps(g, addr))
    return unit_read(g, (uint32_t)(addr - GUEST_UNIT_BASE));
  return host->read32(host->ctx, addr); // the device's registers are mapped into the guest
}

static uint64_t guest_read64(void *ctx, uint64_t addr) {
  guest *g = ctx;
  const vtd_hal *host = &g->r->hal;
  if (traps(g, addr))
    return reg64(&g->unit, (uint32_t)(addr - GUEST_UNIT_BASE));
  return host->read64(host->ctx, addr);
}

static void guest_write32(void *ctx, uint64_t addr, uint32_t value) {
  guest *g = ctx;
  const vtd_hal *host = &g->r->hal;
  if (traps(g, addr))
    unit_write(g, (uint32_t)(addr - GUEST_UNIT_BASE), value);
  else
    host->write32(host->ctx, addr, value);
}

static void guest_write64(void *ctx, uint64_t addr, uint64_t value) {
  guest *g = ctx;
  const vtd_hal *host = &g->r->hal;
  if (!traps(g, addr)) {
    host->write64(host->ctx, addr, value);
    return;
  }
  // The low half last: it is the one that rings.
  unit_write(g, (uint32_t)(addr - GUEST_UNIT_BASE) + 4, (uint32_t)(value >> 32));
  unit_write(g, (uint32_t)(addr - GUEST_UNIT_BASE), (uint32_t)value);
}

static void guest_mem_read(void *ctx, uint64_t gpa, void *data, size_t bytes) {
  guest *g = ctx;
  g->r->hal.mem_read(g->r->hal.ctx, g->host + gpa, data, bytes);
}

static void guest_mem_write(void *ctx, uint64_t gpa, const void *data, size_t bytes) {
  guest *g = ctx;
  g->r->hal.mem_write(g->r->hal.ctx, g->host + gpa, data, bytes);
}

static bool guest_mem_cas64(void *ctx, uint64_t gpa, uint64_t expected, uint64_t desired) {
  guest *g = ctx;
  return g->r->hal.mem_cas64(g->r->hal.ctx, g->host + gpa, expected, desired);
}

static uint64_t guest_alloc(void *ctx, size_t count, unsigned align_log2) {
  guest *g = ctx;
  uint64_t mask = (UINT64_C(1) << align_log2) - 1;
  uint64_t gpa = (g->next + mask) & ~mask;
  if (gpa + count * 4096 > GUEST_SIZE)
    return 0;
  g->next = gpa + count * 4096;
  return gpa;
}

static void guest_free(void *ctx, uint64_t gpa, size_t count) {
  (void)ctx;
  (void)gpa;
  (void)count;
}

static void guest_relax(void *ctx) {
  const vtd_hal *host = &((guest *)ctx)->r->hal;
  host->relax(host->ctx);
}

static uint64_t guest_time(void *ctx) {
  const vtd_hal *host = &((guest *)ctx)->r->hal;
  return host->time_ns(host->ctx);
}

bool guest_make(guest *g, rig *r) {
  g->r = r;
  g->dev = rig_open_detached(r, 0, RIG_RING, 2, 0);
  g->host = rig_pages(r, GUEST_SIZE / 4096, VTD_PAGE_2M_SHIFT);
  g->next = 0x10000;
  g->unit.there = false;
  g->hal.ctx = g;
  g->hal.read32 = guest_read32;
  g->hal.read64 = guest_read64;
  g->hal.write32 = guest_write32;
  g->hal.write64 = guest_write64;
  g->hal.mem_read = guest_mem_read;
  g->hal.mem_write = guest_mem_write;
  g->hal.mem_cas64 = guest_mem_cas64;
  g->hal.alloc_pages = guest_alloc;
  g->hal.free_pages = guest_free;
  g->hal.relax = guest_relax;
  g->hal.time_ns = guest_time;
  return g->dev != NULL && g->host != 0;
}

void guest_add_unit(guest *g, uint64_t cap, uint64_t ecap, guest_command_fn command, void *arg) {
  guest_unit *u = &g->unit;
  for (unsigned i = 0; i < GUEST_UNIT_WORDS; i++)
    u->reg[i] = 0;
  u->there = true;
  u->root = 0;
  u->commands = 0;
  u->command = command;
  u->arg = arg;
  u->reg[VTD_VER_REG / 4] = (uint32_t)vtd_ver_max_set(0, 1);
  // Registers whose place is free: fault records at 200h, IOTLB registers at 300h.
  cap = vtd_cap_fro_set(vtd_cap_cm_set(cap, 1), 0x20);
  set_reg64(u, VTD_CAP_REG, cap);
  set_reg64(u, VTD_ECAP_REG, vtd_ecap_iro_set(vtd_ecap_qi_set(ecap, 1), 0x30));
}

uint64_t guest_load(const guest *g, uint64_t gpa) {
  uint64_t value = 0;
  if (gpa <= GUEST_SIZE - sizeof value)
    g->r->hal.mem_read(g->r->hal.ctx, g->host + gpa, &value, sizeof value);
  return value;
}

// ---- What guests do

bool guest_start_unit(guest *g, vtd_drv *unit, bool scalable) {
  vtd_drv_options options = {.base = GUEST_UNIT_BASE, .haw = 39, .scalable = scalable};
  rig_phase(g->r, "guest boots and works");
  if (!rig_ok(g->r, vtd_drv_probe(unit, &g->hal, &options), "the guest finds its unit"))
    return false;
  return rig_ok(g->r, vtd_drv_start(unit), "and starts it");
}

void guest_open_device(guest *g, dmae_channel *dma, uint64_t ring, uint64_t iova) {
  dmae_err err =
      dmae_open(dma, &g->hal, g->dev->engine, g->dev->channel, ring, iova, GUEST_RING, 0);
  rig_dma_ok(g->r, err, "its driver opens the device");
}

void guest_blocked(guest *g, dmae_channel *dma, uint64_t iova, uint8_t reason, const char *what) {
  rig *r = g->r;
  uint32_t before = r->faults;
  dmae_job job = rig_job_fill(0, iova, 64);
  r->env->expect_faults(r->env->ctx, 1);
  rig_check(r, dmae_run(dma, &job, RIG_DMA_NS) == DMAE_FAILED, what);
  dmae_clear_error(dma);
  rig_check(r, rig_await_faults(r, before + 1), "and reported");
  const vtd_drv_fault *fault = rig_fault(r, before);
  rig_check(r,
            fault->sid == g->dev->sid && fault->addr == iova &&
                (reason == 0 || fault->reason == reason),
            "with device, address and reason");
}

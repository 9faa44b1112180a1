// SPDX-License-Identifier: Apache-2.0
// What all programs need around the driver library; see rig.h.
#include "rig.h"

#include "fw_topology.h"

static rig the_rig;

// ---- The environment's hardware access layer, with a count of pages

static const vtd_hal *inner(void *ctx) {
  return &((rig *)ctx)->env->hal;
}

static uint32_t hal_read32(void *ctx, uint64_t phys) {
  return inner(ctx)->read32(inner(ctx)->ctx, phys);
}

static uint64_t hal_read64(void *ctx, uint64_t phys) {
  return inner(ctx)->read64(inner(ctx)->ctx, phys);
}

static void hal_write32(void *ctx, uint64_t phys, uint32_t value) {
  inner(ctx)->write32(inner(ctx)->ctx, phys, value);
}

static void hal_write64(void *ctx, uint64_t phys, uint64_t value) {
  inner(ctx)->write64(inner(ctx)->ctx, phys, value);
}

static void hal_mem_read(void *ctx, uint64_t phys, void *data, size_t bytes) {
  inner(ctx)->mem_read(inner(ctx)->ctx, phys, data, bytes);
}

static void hal_mem_write(void *ctx, uint64_t phys, const void *data, size_t bytes) {
  inner(ctx)->mem_write(inner(ctx)->ctx, phys, data, bytes);
}

static uint64_t hal_alloc_pages(void *ctx, size_t count, unsigned align_log2) {
  uint64_t phys = inner(ctx)->alloc_pages(inner(ctx)->ctx, count, align_log2);
  if (phys != 0)
    ((rig *)ctx)->pages_out += count;
  return phys;
}

static void hal_free_pages(void *ctx, uint64_t phys, size_t count) {
  inner(ctx)->free_pages(inner(ctx)->ctx, phys, count);
  ((rig *)ctx)->pages_out -= count;
}

static void hal_relax(void *ctx) {
  inner(ctx)->relax(inner(ctx)->ctx);
}

static uint64_t hal_time_ns(void *ctx) {
  return inner(ctx)->time_ns(inner(ctx)->ctx);
}

static bool hal_mem_cas64(void *ctx, uint64_t phys, uint64_t expected, uint64_t desired) {
  return inner(ctx)->mem_cas64(inner(ctx)->ctx, phys, expected, desired);
}

static void hal_init(rig *r) {
  r->hal.ctx = r;
  r->hal.read32 = hal_read32;
  r->hal.read64 = hal_read64;
  r->hal.write32 = hal_write32;
  r->hal.write64 = hal_write64;
  r->hal.mem_read = hal_mem_read;
  r->hal.mem_write = hal_mem_write;
  r->hal.alloc_pages = hal_alloc_pages;
  r->hal.free_pages = hal_free_pages;
  r->hal.relax = hal_relax;
  r->hal.time_ns = hal_time_ns;
  r->hal.mem_cas64 = hal_mem_cas64;
}

// ---- Reporting

void rig_phase(rig *r, const char *name) {
  r->env->phase(r->env->ctx, name);
}

static size_t append(char *line, size_t size, size_t length, const char *text) {
  while (*text != 0 && length + 1 < size)
    line[length++] = *text++;
  line[length] = 0;
  return length;
}

void rig_skip(rig *r, const char *why) {
  char line[96];
  size_t length = append(line, sizeof line, 0, "skipped: ");
  append(line, sizeof line, length, why);
  rig_phase(r, line);
}

void rig_log(rig *r, const char *text) {
  r->env->log(r->env->ctx, text);
}

void rig_log_number(rig *r, const char *text, uint64_t number) {
  char line[128];
  char digits[24];
  unsigned first = sizeof digits - 1;
  digits[first] = 0;
  do {
    digits[--first] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  size_t length = append(line, sizeof line, 0, text);
  length = append(line, sizeof line, length, ": ");
  append(line, sizeof line, length, digits + first);
  rig_log(r, line);
}

bool rig_check(rig *r, bool ok, const char *what) {
  r->ok = r->env->check(r->env->ctx, ok, what) && r->ok;
  return ok;
}

static void log_error(rig *r, const char *what, const char *text) {
  char line[160];
  size_t length = append(line, sizeof line, 0, what);
  length = append(line, sizeof line, length, ": ");
  append(line, sizeof line, length, text);
  rig_log(r, line);
}

bool rig_ok(rig *r, vtd_drv_err err, const char *what) {
  if (err != VTD_DRV_OK)
    log_error(r, what, vtd_drv_err_text(err));
  return rig_check(r, err == VTD_DRV_OK, what);
}

bool rig_dma_ok(rig *r, dmae_err err, const char *what) {
  if (err != DMAE_OK)
    log_error(r, what, dmae_err_text(err));
  return rig_check(r, err == DMAE_OK, what);
}

// ---- Faults

static void on_fault(void *arg, const vtd_drv_fault *fault) {
  rig *r = arg;
  const uint32_t lines_max = 4;
  vtd_drv_fault *slot = &r->fault[r->faults % RIG_FAULTS];
  slot->addr = fault->addr;
  slot->sid = fault->sid;
  slot->pasid = fault->pasid;
  slot->has_pasid = fault->has_pasid;
  slot->interrupt = fault->interrupt;
  slot->index = fault->index;
  slot->reason = fault->reason;
  slot->access = fault->access;
  slot->text = fault->text;
  if (r->faults < lines_max) {
    char line[160];
    vtd_drv_fault_line(fault, line, sizeof line);
    rig_log(r, line);
  }
  r->faults++;
  r->env->saw_fault(r->env->ctx, fault->sid, fault->reason, fault->addr,
                    fault->access == VTD_DRV_ACCESS_WRITE);
}

static void on_fault_interrupt(void *arg, unsigned vector) {
  rig *r = arg;
  (void)vector;
  r->interrupts++;
  vtd_drv_fault_handler(&r->unit);
}

const vtd_drv_fault *rig_fault(const rig *r, uint32_t number) {
  return &r->fault[number % RIG_FAULTS];
}

// Legacy mode has one reason where scalable mode has two: for what is not mapped and what is mapped
// otherwise, and for addresses beyond the tables and beyond the machine.
uint8_t rig_reason(const rig *r, const vtd_drv_domain *domain, uint64_t addr, uint8_t reason) {
  bool present = domain == NULL || vtd_drv_query(domain, addr).present;
  if (!r->unit.scalable)
    return reason;
  switch (reason) {
  case VTD_FR_LGN_1_1:
    return domain != NULL ? VTD_FR_SGN_5 : VTD_FR_SGN_4_2;
  case VTD_FR_LGN_2:
  case VTD_FR_LGN_3:
    if (!present)
      return domain->stage == VTD_DRV_FIRST ? VTD_FR_SFS_2 : VTD_FR_SSS_2;
    return reason == VTD_FR_LGN_2 ? VTD_FR_SGN_6 : VTD_FR_SGN_7;
  case VTD_FR_LCT_2:
    return VTD_FR_SCT_2;
  default:
    return reason;
  }
}

uint64_t rig_shown(const rig *r, uint64_t addr) {
  unsigned width = VTD_PAGE_SHIFT + VTD_LEVEL_BITS * r->unit.max_levels;
  if (r->unit.scalable && vtd_ecap_fsts(r->unit.ecap)) // canonical addresses: all bits count
    return addr & ~UINT64_C(0xFFF);
  return addr & ((UINT64_C(1) << width) - 1) & ~UINT64_C(0xFFF);
}

uint64_t rig_ring_page(const rig_device *dev) {
  uint64_t next = dev->ring_iova + (uint64_t)dev->dma.tail * VTD_DMAE_DESC_BYTES;
  return next & ~UINT64_C(0xFFF);
}

uint32_t rig_fault_status(rig *r) {
  return hal_read32(r, r->env->machine->vtd_base + VTD_FSTS_REG) & ~VTD_FSTS_FRI_MASK;
}

void rig_pause(rig *r, uint64_t ns) {
  uint64_t start = hal_time_ns(r);
  while (vtd_drv_elapsed(&r->hal, start) < ns)
    hal_relax(r);
}

bool rig_await_faults(rig *r, uint32_t faults) {
  uint64_t start = hal_time_ns(r);
  uint64_t patience = r->ok ? RIG_DMA_NS : RIG_QUIET_NS; // after a failure, only to get to the end
  while (r->faults < faults && vtd_drv_elapsed(&r->hal, start) < patience)
    hal_relax(r);
  return r->faults >= faults;
}

// ---- Beginning and end

static bool probe(rig *r, unsigned flags) {
  const fw_machine *machine = r->env->machine;
  bool registers = flags & RIG_REGISTERS;
  vtd_drv_options options = {.base = machine->vtd_base,
                             .haw = machine->haw,
                             .registers_only = registers,
                             .wide_queue = (flags & RIG_WIDE) != 0,
                             .scalable =
                                 (flags & RIG_SCALABLE) || (machine->scalable && !registers)};
  vtd_drv_err err = vtd_drv_probe(&r->unit, &r->hal, &options);
  return rig_ok(r, err, "the remapping unit is there and usable");
}

bool rig_go(rig *r) {
  if (!r->ok || !rig_ok(r, vtd_drv_start(&r->unit), "the unit starts"))
    return false;
  r->started = true;
  r->env->irq_hook(r->env->ctx, RIG_VECTOR, on_fault_interrupt, r);
  vtd_drv_err err =
      vtd_drv_faults_enable(&r->unit, r->env->machine->msi_base, RIG_VECTOR, on_fault, r);
  if (!rig_ok(r, err, "fault events are on"))
    return false;
  return rig_ok(r, vtd_drv_translation_on(&r->unit), "translation goes on");
}

static void find_served(rig *r);

rig *rig_begin(const fw_env *env, const char *phase, unsigned flags) {
  rig *r = &the_rig;
  r->env = env;
  r->ok = true;
  r->started = false;
  r->pages_out = 0;
  r->faults = 0;
  r->interrupts = 0;
  r->device_count = 0;
  r->domain_count = 0;
  r->buffer_count = 0;
  r->unit.started = false;
  hal_init(r);
  rig_phase(r, phase);
  find_served(r);
  if (probe(r, flags) && !(flags & RIG_PROBE_ONLY))
    rig_go(r);
  return r;
}

rig *rig_begin_accelerator(const fw_env *env) {
  rig *r = rig_begin(env, "set-up", RIG_PROBE_ONLY);
  const fw_accelerator *device = &env->machine->accelerator[0];
  if (!rig_alive(r))
    return r;
  if (env->machine->accelerator_count != 0 && rig_serves(r, device->segment, device->sid) &&
      vtd_ecap_prs(r->unit.ecap) && vtd_ecap_pasid(r->unit.ecap) && vtd_ecap_fsts(r->unit.ecap))
    return rig_begin(env, "set-up", RIG_SCALABLE);
  rig_skip(r, "no accelerator, or no ECAP.PRS");
  return r;
}

bool rig_alive(const rig *r) {
  return r->ok;
}

bool rig_running(const rig *r) {
  return r->ok && r->started;
}

static void end_devices(rig *r) {
  for (uint32_t i = 0; i < r->device_count; i++) {
    if (r->device[i].open)
      rig_close(r, &r->device[i]);
  }
}

static void end_unit(rig *r) {
  rig_ok(r, vtd_drv_flush_deferred(&r->unit), "deferred unmaps are flushed");
  for (uint32_t i = 0; i < r->domain_count; i++) {
    if (r->domain[i].root != 0)
      rig_ok(r, vtd_drv_domain_destroy(&r->domain[i]), "the domain is destroyed");
  }
  rig_check(r, r->unit.stats.tables_now == 0, "no paging table is left");
  rig_ok(r, vtd_drv_shutdown(&r->unit), "the unit shuts down");
  uint64_t base = r->env->machine->vtd_base;
  uint32_t on = VTD_GSTS_TES | VTD_GSTS_QIES;
  rig_check(r, (hal_read32(r, base + VTD_GSTS_REG) & on) == 0, "translation and queue are off");
  rig_check(r, rig_fault_status(r) == 0, "no fault status is left");
}

bool rig_end(rig *r) {
  end_devices(r);
  if (r->started)
    end_unit(r);
  r->env->irq_hook(r->env->ctx, RIG_VECTOR, NULL, NULL);
  for (uint32_t i = 0; i < r->buffer_count; i++)
    hal_free_pages(r, r->buffer[i].phys, r->buffer[i].pages);
  r->buffer_count = 0;
  rig_check(r, r->pages_out == 0, "every page was given back");
  return r->ok;
}

// ---- Devices and domains

bool rig_serves(rig *r, uint16_t segment, uint16_t sid) {
  const fw_machine *machine = r->env->machine;
  const vtd_dmar_buses buses = fw_buses(machine);
  vtd_dmar dmar;
  vtd_dmar_entry unit;
  if (machine->dmar == 0 || vtd_dmar_open(&dmar, &r->hal, machine->dmar) != VTD_DMAR_OK ||
      dmar.units == 1)
    return true;
  return vtd_dmar_unit_of(&dmar, &buses, segment, sid, &unit) && unit.base == machine->vtd_base;
}

// With several units, only the channels that this one serves are the program's.
static void find_served(rig *r) {
  const fw_machine *machine = r->env->machine;
  for (uint32_t e = 0; e < machine->engine_count; e++) {
    const fw_dma_engine *engine = &machine->engine[e];
    r->served[e] = 0;
    for (uint32_t c = 0; c < engine->channels; c++) {
      const bool ours = rig_serves(r, engine->segment, engine->sid[c]);
      r->served[e] |= (uint8_t)((unsigned)ours << c);
    }
  }
}

static bool is_served(const rig *r, uint32_t engine, uint32_t channel) {
  return r->served[engine] >> channel & 1;
}

unsigned rig_device_total(const rig *r) {
  unsigned total = 0;
  for (uint32_t e = 0; e < r->env->machine->engine_count; e++) {
    for (uint32_t c = 0; c < FW_CHANNELS_MAX; c++)
      total += is_served(r, e, c);
  }
  return total;
}

typedef struct place {
  bool found;
  uint32_t engine, channel;
} place;

// Engines take turns, so that neighbouring numbers are different engines where possible.
static place locate(const rig *r, unsigned number) {
  const fw_machine *machine = r->env->machine;
  place out = {false, 0, 0};
  for (out.channel = 0; out.channel < FW_CHANNELS_MAX; out.channel++) {
    for (out.engine = 0; out.engine < machine->engine_count; out.engine++) {
      if (!is_served(r, out.engine, out.channel) || number-- > 0)
        continue;
      out.found = true;
      return out;
    }
  }
  return out;
}

rig_device *rig_open_detached(rig *r, unsigned number, uint64_t ring_iova, uint32_t entries,
                              uint32_t options) {
  place at = locate(r, number);
  if (!rig_check(r, at.found && r->device_count < RIG_DEVICES,
                 "the machine has enough DMA channels"))
    return NULL;
  const fw_dma_engine *hw = &r->env->machine->engine[at.engine];
  rig_device *dev = &r->device[r->device_count++];
  dev->open = false;
  dev->attached = false;
  dev->domain = NULL;
  dev->sid = hw->sid[at.channel];
  dev->ring_pages = (entries * VTD_DMAE_DESC_BYTES + 4095) / 4096;
  dev->ring_phys = hal_alloc_pages(r, dev->ring_pages, VTD_PAGE_SHIFT);
  if (!rig_check(r, dev->ring_phys != 0, "there is memory for a ring"))
    return NULL;
  dev->ring_iova = ring_iova != 0 ? ring_iova : dev->ring_phys;
  dev->engine = hw->base;
  dev->channel = at.channel;
  dev->entries = entries;
  dev->options = options;
  dev->open = true;
  return rig_reset(r, dev) ? dev : NULL;
}

bool rig_reset(rig *r, rig_device *dev) {
  dmae_err err = dmae_open(&dev->dma, &r->hal, dev->engine, dev->channel, dev->ring_phys,
                           dev->ring_iova, dev->entries, dev->options);
  return rig_dma_ok(r, err, "the DMA channel opens");
}

static bool attach(rig *r, rig_device *dev, vtd_drv_domain *domain, unsigned flags) {
  if (domain == NULL) {
    dev->attached = rig_ok(r, vtd_drv_attach_pass_through(&r->unit, dev->sid, flags),
                           "the device is attached for pass-through");
    return dev->attached;
  }
  uint64_t bytes = (uint64_t)dev->ring_pages * 4096;
  vtd_drv_err err =
      vtd_drv_map(domain, dev->ring_iova, dev->ring_phys, bytes, VTD_DRV_READ | VTD_DRV_WRITE);
  if (!rig_ok(r, err, "the ring is mapped"))
    return false;
  dev->domain = domain;
  dev->attached =
      rig_ok(r, vtd_drv_attach(domain, dev->sid, flags), "the device is attached to its domain");
  return dev->attached;
}

rig_device *rig_open(rig *r, unsigned number, vtd_drv_domain *domain, uint64_t ring_iova,
                     uint32_t entries, uint32_t options, unsigned flags) {
  rig_device *dev = rig_open_detached(r, number, ring_iova, entries, options);
  return dev != NULL && attach(r, dev, domain, flags) ? dev : NULL;
}

void rig_close(rig *r, rig_device *dev) {
  dmae_close(&dev->dma);
  if (dev->attached)
    rig_ok(r, vtd_drv_detach(&r->unit, dev->domain, dev->sid), "the device is detached");
  if (dev->domain != NULL)
    rig_ok(r, vtd_drv_unmap(dev->domain, dev->ring_iova, (uint64_t)dev->ring_pages * 4096),
           "the ring is unmapped");
  hal_free_pages(r, dev->ring_phys, dev->ring_pages);
  dev->attached = false;
  dev->domain = NULL;
  dev->open = false;
}

vtd_drv_domain *rig_domain(rig *r, unsigned levels) {
  if (!rig_check(r, r->domain_count < RIG_DOMAINS, "the program keeps to its number of domains"))
    return NULL;
  vtd_drv_domain *domain = &r->domain[r->domain_count];
  if (!rig_ok(r, vtd_drv_domain_create(&r->unit, domain, levels), "a domain is created"))
    return NULL;
  r->domain_count++;
  return domain;
}

bool rig_scene_open(rig_scene *scene, const rig_scene_want *want) {
  rig *r = scene->r;
  scene->domain = rig_domain(r, 0);
  if (scene->domain == NULL)
    return false;
  unsigned align =
      want->buffer_bytes < UINT64_C(1) << VTD_PAGE_2M_SHIFT ? VTD_PAGE_SHIFT : VTD_PAGE_2M_SHIFT;
  scene->dev = rig_open(r, 0, scene->domain, RIG_RING, want->entries, want->options, want->attach);
  scene->memory = rig_pages(r, (size_t)(want->buffer_bytes / 4096), align);
  return rig_alive(r);
}

// ---- Memory

uint64_t rig_pages(rig *r, size_t pages, unsigned align_log2) {
  uint64_t phys = 0;
  if (r->buffer_count < RIG_BUFFERS)
    phys = hal_alloc_pages(r, pages, align_log2);
  if (!rig_check(r, phys != 0, "there is memory for a buffer"))
    return 0;
  r->buffer[r->buffer_count].phys = phys;
  r->buffer[r->buffer_count].pages = pages;
  r->buffer_count++;
  return phys;
}

static uint64_t pattern(uint64_t seed, uint64_t offset) {
  uint64_t x = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15) + offset;
  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return x ^ x >> 31;
}

uint64_t rig_random(uint64_t *state) {
  *state += 8;
  return pattern(UINT64_C(0x5EED), *state);
}

#define WORDS 64u

void rig_fill_at(rig *r, uint64_t phys, uint64_t bytes, uint64_t seed, uint64_t offset) {
  uint64_t words[WORDS];
  for (uint64_t done = 0; done < bytes; done += sizeof words) {
    uint64_t left = bytes - done;
    for (unsigned i = 0; i < WORDS; i++)
      words[i] = pattern(seed, offset + done + 8 * i);
    hal_mem_write(r, phys + done, words, left < sizeof words ? left : sizeof words);
  }
}

void rig_fill(rig *r, uint64_t phys, uint64_t bytes, uint64_t seed) {
  rig_fill_at(r, phys, bytes, seed, 0);
}

static bool same_bytes(const void *a, const void *b, size_t bytes) {
  const unsigned char *x = a, *y = b;
  for (size_t i = 0; i < bytes; i++) {
    if (x[i] != y[i])
      return false;
  }
  return true;
}

bool rig_same_at(rig *r, uint64_t phys, uint64_t bytes, uint64_t seed, uint64_t offset) {
  uint64_t words[WORDS], want[WORDS];
  for (uint64_t done = 0; done < bytes; done += sizeof words) {
    size_t size = bytes - done < sizeof words ? (size_t)(bytes - done) : sizeof words;
    hal_mem_read(r, phys + done, words, size);
    for (unsigned i = 0; i < WORDS; i++)
      want[i] = pattern(seed, offset + done + 8 * i);
    if (!same_bytes(words, want, size))
      return false;
  }
  return true;
}

bool rig_same(rig *r, uint64_t phys, uint64_t bytes, uint64_t seed) {
  return rig_same_at(r, phys, bytes, seed, 0);
}

bool rig_all(rig *r, uint64_t phys, uint64_t bytes, uint64_t word) {
  uint64_t words[WORDS];
  for (uint64_t done = 0; done < bytes; done += sizeof words) {
    size_t size = bytes - done < sizeof words ? (size_t)(bytes - done) : sizeof words;
    hal_mem_read(r, phys + done, words, size);
    for (unsigned i = 0; i < size / 8; i++) {
      if (words[i] != word)
        return false;
    }
  }
  return true;
}

// ---- Transfers

dmae_job rig_job_copy(uint64_t src, uint64_t dst, uint32_t len) {
  dmae_job job = {src, dst, len, VTD_DMAE_OP_COPY};
  return job;
}

dmae_job rig_job_fill(uint64_t value, uint64_t dst, uint32_t len) {
  dmae_job job = {value, dst, len, VTD_DMAE_OP_FILL};
  return job;
}

bool rig_copy(rig *r, rig_device *dev, uint64_t src, uint64_t dst, uint32_t len, const char *what) {
  dmae_job job = rig_job_copy(src, dst, len);
  return rig_dma_ok(r, dmae_run(&dev->dma, &job, RIG_DMA_NS), what);
}

bool rig_provoke(rig *r, rig_device *dev, const dmae_job *job, const rig_blocked *expected) {
  uint32_t before = r->faults;
  r->env->expect_faults(r->env->ctx, 1);
  dmae_err err = dmae_run(&dev->dma, job, RIG_DMA_NS);
  dmae_clear_error(&dev->dma);
  bool blocked = rig_check(r, err == DMAE_FAILED || err == DMAE_HALTED, expected->what);
  if (!rig_check(r, rig_await_faults(r, before + 1), "the blocked access is reported"))
    return false;
  const vtd_drv_fault *fault = rig_fault(r, before);
  uint8_t reason = rig_reason(r, dev->domain, expected->addr, expected->reason);
  bool same = fault->sid == dev->sid && fault->reason == reason &&
              fault->addr == rig_shown(r, expected->addr) && fault->access == expected->access;
  if (!same)
    log_error(r, expected->what, fault->text);
  return rig_check(r, same, "the report names device, page, access and reason") && blocked;
}

// SPDX-License-Identifier: Apache-2.0
// A whole machine in plain C for firmware tests; see machine.h.
#define _DEFAULT_SOURCE // for MAP_ANONYMOUS
#include "machine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "vtd/acpi_dmar.h"

#define PAGE          UINT64_C(4096)
#define PAGES         (MACHINE_RAM / PAGE)
#define FIRST_PAGE    256u // the first MiB is not for the allocator
#define ACCESS_NS     10u
#define RELAX_NS      1000u
#define RELAX_STEPS   4u // device transactions per turn of a polling loop
#define INTERRUPT_END (VTD_INTR_LIMIT + UINT64_C(1))

// ---- Memory

static bool in_ram(uint64_t phys, uint64_t bytes) {
  return phys < MACHINE_RAM && bytes <= MACHINE_RAM - phys;
}

uint64_t machine_load(const machine *m, uint64_t phys) {
  uint64_t value;
  memcpy(&value, m->ram + phys, sizeof value);
  return value;
}

void machine_store(machine *m, uint64_t phys, uint64_t value) {
  memcpy(m->ram + phys, &value, sizeof value);
}

static uint64_t alloc_pages(void *ctx, size_t count, unsigned align_log2) {
  machine *m = ctx;
  uint64_t step = align_log2 > 12 ? UINT64_C(1) << (align_log2 - 12) : 1;
  if (m->allocations_left == 0 || count == 0)
    return 0;
  for (uint64_t first = (FIRST_PAGE + step - 1) / step * step; first + count <= PAGES;
       first += step) {
    uint64_t used = 0;
    while (used < count && !m->page_used[first + used])
      used++;
    if (used < count) {
      // Continue behind the page that is taken.
      first = (first + used) / step * step;
      continue;
    }
    memset(m->page_used + first, 1, count);
    memset(m->ram + first * PAGE, 0, count * PAGE);
    m->pages_out += count;
    m->allocations++;
    if (m->allocations_left != UINT64_MAX)
      m->allocations_left--;
    return first * PAGE;
  }
  return 0;
}

static void free_pages(void *ctx, uint64_t phys, size_t count) {
  machine *m = ctx;
  if (m->on_free != NULL)
    m->on_free(m, phys, m->on_free_arg);
  for (size_t i = 0; i < count; i++) {
    uint64_t page = phys / PAGE + i;
    if (phys % PAGE != 0 || page >= PAGES || !m->page_used[page]) {
      fprintf(stderr, "page %" PRIx64 "h is freed but was not allocated\n", page * PAGE);
      m->failed++;
      return;
    }
    m->page_used[page] = 0;
    // Whoever still uses it gets nonsense.
    memset(m->ram + page * PAGE, 0xA5, PAGE);
    m->pages_out--;
  }
}

// ---- The unit's side

static bool unit_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  machine *m = ctx;
  if (!in_ram(addr, bytes) || (m->failing_uses >> use & 1))
    return false;
  memcpy(data, m->ram + addr, bytes);
  return true;
}

static bool unit_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes,
                       vtd_mem_use use) {
  machine *m = ctx;
  if (!in_ram(addr, bytes) || (m->failing_uses >> use & 1))
    return false;
  memcpy(m->ram + addr, data, bytes);
  return true;
}

static bool unit_cas64(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                       bool *swapped) {
  machine *m = ctx;
  if (!in_ram(addr, sizeof desired))
    return false;
  uint64_t old = machine_load(m, addr);
  *swapped = old == *expected;
  if (*swapped)
    machine_store(m, addr, desired);
  *expected = old;
  return true;
}

static void deliver(machine *m, uint64_t addr, uint32_t data) {
  const uint64_t words[VTD_EVENT_MSI_WORDS] = {addr, data};
  uint64_t vector = vtd_event_msi_v(words), processor = vtd_event_msi_dest(words);
  m->messages++;
  if (addr >= VTD_INTR_BASE && addr < INTERRUPT_END && processor < MACHINE_PROCESSORS)
    m->pending[processor][vector / 64] |= UINT64_C(1) << vector % 64;
}

static void unit_message(void *ctx, uint64_t addr, uint32_t data) {
  deliver(ctx, addr, data);
}

static void unit_invalidated(void *ctx, const vtd_inv *inv) {
  machine *m = ctx;
  m->invalidation[m->invalidations++ % 64] = *inv;
}

// Devices here hold no translations: they complete at once, unless they are told not to.
static void unit_device_tlb(void *ctx, const vtd_dev_tlb_inv *inv) {
  machine *m = ctx;
  m->device_tlb_count++;
  m->device_tlb = *inv;
  if (!m->hold_device_tlb)
    vtd_dev_tlb_complete(m->unit, inv->sid, UINT32_C(1) << inv->itag, 1);
}

static void unit_page_response(void *ctx, const vtd_page_group_response *response) {
  machine *m = ctx;
  m->responses++;
  m->response = *response;
}

// ---- The devices' side

static uint32_t interrupt_request(machine *m, uint16_t sid, uint64_t addr, const void *data) {
  vtd_interrupt_request request = {addr, 0, sid, 0};
  vtd_interrupt_result result;
  memcpy(&request.data, data, sizeof request.data);
  vtd_interrupt(m->unit, &request, &result);
  if (result.status == VTD_OK)
    deliver(m, result.addr, result.data);
  if ((result.flags & VTD_RES_HELD) != 0)
    vtd_inflight_end(m->unit, result.token);
  return result.status == VTD_OK || result.status == VTD_DISCARD ? VTD_DMAE_RESP_OK
                                                                 : VTD_DMAE_RESP_ADDRESS;
}

static uint32_t ram_access(machine *m, dma_bus_op op, uint64_t addr, void *data, uint32_t bytes) {
  if (op == DMA_BUS_ZERO_READ)
    return VTD_DMAE_RESP_OK;
  if (!in_ram(addr, bytes))
    return VTD_DMAE_RESP_ADDRESS;
  if (op == DMA_BUS_READ)
    memcpy(data, m->ram + addr, bytes);
  if (op == DMA_BUS_WRITE)
    memcpy(m->ram + addr, data, bytes);
  if (op == DMA_BUS_ADD) {
    uint64_t addend;
    memcpy(&addend, data, sizeof addend);
    machine_store(m, addr, machine_load(m, addr) + addend);
  }
  return VTD_DMAE_RESP_OK;
}

static uint32_t device_access(void *ctx, const dma_bus_identity *id, dma_bus_op op, uint64_t addr,
                              void *data, uint32_t bytes) {
  static const uint8_t kinds[] = {VTD_ACCESS_READ, VTD_ACCESS_WRITE, VTD_ACCESS_ZERO_READ,
                                  VTD_ACCESS_ATOMIC};
  machine *m = ctx;
  vtd_request request = {addr, bytes, 0, id->sid, kinds[op], VTD_AT_UNTRANSLATED, 0};
  if (id->request & VTD_DMAE_REQ_PASID) {
    request.pasid = id->request & VTD_DMAE_REQ_PASID_MASK;
    request.flags =
        (id->request & VTD_DMAE_REQ_PRIVILEGED) ? VTD_REQ_PASID | VTD_REQ_PRIV : VTD_REQ_PASID;
  }
  if (id->request & VTD_DMAE_REQ_TRANSLATED)
    request.at = VTD_AT_TRANSLATED;
  vtd_result result;
  m->transactions++;
  vtd_translate(m->unit, &request, &result);
  switch (result.status) {
  case VTD_OK:
    return ram_access(m, op, result.addr, data, bytes);
  case VTD_INTERRUPT:
    return interrupt_request(m, id->sid, addr, data);
  case VTD_DISCARD:
    return VTD_DMAE_RESP_OK;
  case VTD_DENIED:
    return VTD_DMAE_RESP_COMMAND;
  default:
    return VTD_DMAE_RESP_ADDRESS;
  }
}

uint32_t machine_device_access(machine *m, uint16_t sid, dma_bus_op op, uint64_t addr, void *data,
                               uint32_t bytes) {
  dma_bus_identity id = {sid, 0};
  return device_access(m, &id, op, addr, data, bytes);
}

static void step_devices(machine *m) {
  for (unsigned e = 0; e < MACHINE_ENGINES; e++) {
    for (unsigned c = 0; c < MACHINE_CHANNELS; c++)
      dma_model_step(&m->channel[e][c]);
  }
}

static uint32_t engine_read(const machine *m, uint64_t offset) {
  unsigned engine = (unsigned)(offset / VTD_DMAE_WINDOW_BYTES);
  uint32_t reg = offset % VTD_DMAE_WINDOW_BYTES;
  if (reg == VTD_DMAE_ID)
    return VTD_DMAE_ID_VALUE;
  if (reg == VTD_DMAE_CHANNELS)
    return MACHINE_CHANNELS;
  unsigned channel = reg / VTD_DMAE_CHANNEL_STRIDE;
  if (channel >= MACHINE_CHANNELS)
    return 0;
  return dma_model_read(&m->channel[engine][channel], reg % VTD_DMAE_CHANNEL_STRIDE);
}

static void engine_write(machine *m, uint64_t offset, uint32_t value) {
  unsigned engine = (unsigned)(offset / VTD_DMAE_WINDOW_BYTES);
  uint32_t reg = offset % VTD_DMAE_WINDOW_BYTES;
  unsigned channel = reg / VTD_DMAE_CHANNEL_STRIDE;
  if (channel < MACHINE_CHANNELS)
    dma_model_write(&m->channel[engine][channel], reg % VTD_DMAE_CHANNEL_STRIDE, value);
}

// ---- The firmware's side

static void take_interrupts_of(machine *m, unsigned processor) {
  for (unsigned vector = 32; vector < 256 && !m->in_handler; vector++) {
    uint64_t bit = UINT64_C(1) << vector % 64;
    if (!(m->pending[processor][vector / 64] & bit))
      continue;
    m->pending[processor][vector / 64] &= ~bit;
    if (m->irq[vector].handler == NULL)
      continue;
    m->in_handler = true;
    m->processor = processor;
    m->irq[vector].handler(m->irq[vector].arg, vector);
    m->processor = 0;
    m->in_handler = false;
  }
}

static void take_interrupts(machine *m) {
  for (unsigned processor = 0; processor < MACHINE_PROCESSORS; processor++)
    take_interrupts_of(m, processor);
}

// Everything that may happen before an access of the firmware.
static void between(machine *m) {
  m->time += ACCESS_NS;
  if (m->before_access != NULL)
    m->before_access(m, m->before_access_arg);
  step_devices(m);
  take_interrupts(m);
}

// A unit that says who it is and then ignores everything.
static uint64_t dead_read(const machine *m, uint32_t offset) {
  const vtd_config *config = vtd_get_config(m->unit);
  switch (offset) {
  case VTD_VER_REG:
    return config->ver;
  case VTD_CAP_REG:
    return config->cap;
  case VTD_ECAP_REG:
    return config->ecap;
  default:
    return 0;
  }
}

static uint64_t unit_register_read(machine *m, uint32_t offset, uint32_t bytes) {
  uint64_t value = UINT64_MAX;
  if (m->kind == MACHINE_UNIT_DEAD)
    return dead_read(m, offset);
  if (m->kind == MACHINE_UNIT_ABSENT || vtd_reg_read(m->unit, offset, bytes, &value) != VTD_REG_OK)
    return UINT64_MAX;
  return offset == VTD_FSTS_REG ? value | m->stuck_fault_status : value;
}

static uint64_t bus_read(void *ctx, uint64_t phys, uint32_t bytes) {
  machine *m = ctx;
  between(m);
  m->register_accesses++;
  uint64_t unit = phys - MACHINE_VTD_BASE, engine = phys - MACHINE_ENGINE_BASE;
  if (unit < vtd_get_config(m->unit)->reg_bytes)
    return unit_register_read(m, (uint32_t)unit, bytes);
  if (engine >= MACHINE_ENGINES * VTD_DMAE_WINDOW_BYTES)
    return UINT64_MAX;
  uint64_t low = engine_read(m, engine);
  return bytes == 8 ? low | (uint64_t)engine_read(m, engine + 4) << 32 : low;
}

static void bus_write(void *ctx, uint64_t phys, uint64_t value, uint32_t bytes) {
  machine *m = ctx;
  between(m);
  m->register_accesses++;
  uint64_t unit = phys - MACHINE_VTD_BASE, engine = phys - MACHINE_ENGINE_BASE;
  if (unit < vtd_get_config(m->unit)->reg_bytes) {
    if (m->on_register_write != NULL)
      m->on_register_write(m, (uint32_t)unit, value, m->on_register_write_arg);
    if (m->kind == MACHINE_UNIT)
      vtd_reg_write(m->unit, (uint32_t)unit, bytes, value);
    return;
  }
  if (engine >= MACHINE_ENGINES * VTD_DMAE_WINDOW_BYTES)
    return;
  engine_write(m, engine, (uint32_t)value);
  if (bytes == 8)
    engine_write(m, engine + 4, (uint32_t)(value >> 32));
}

static uint32_t hal_read32(void *ctx, uint64_t phys) {
  return (uint32_t)bus_read(ctx, phys, 4);
}
static uint64_t hal_read64(void *ctx, uint64_t phys) {
  return bus_read(ctx, phys, 8);
}
static void hal_write32(void *ctx, uint64_t phys, uint32_t value) {
  bus_write(ctx, phys, value, 4);
}
static void hal_write64(void *ctx, uint64_t phys, uint64_t value) {
  bus_write(ctx, phys, value, 8);
}

static void bad_address(machine *m, uint64_t phys) {
  fprintf(stderr, "the firmware accesses memory at %" PRIx64 "h, where there is none\n", phys);
  m->failed++;
}

static void hal_mem_read(void *ctx, uint64_t phys, void *data, size_t bytes) {
  machine *m = ctx;
  between(m);
  if (in_ram(phys, bytes))
    memcpy(data, m->ram + phys, bytes);
  else
    bad_address(m, phys);
}

static void hal_mem_write(void *ctx, uint64_t phys, const void *data, size_t bytes) {
  machine *m = ctx;
  between(m);
  if (in_ram(phys, bytes))
    memcpy(m->ram + phys, data, bytes);
  else
    bad_address(m, phys);
}

static void hal_relax(void *ctx) {
  machine *m = ctx;
  m->time += RELAX_NS;
  for (unsigned i = 0; i < RELAX_STEPS; i++)
    step_devices(m);
  between(m);
}

static uint64_t hal_time_ns(void *ctx) {
  machine *m = ctx;
  m->time += 1;
  return m->time;
}

static bool hal_mem_cas64(void *ctx, uint64_t phys, uint64_t expected, uint64_t desired) {
  machine *m = ctx;
  between(m);
  if (!in_ram(phys, sizeof desired)) {
    bad_address(m, phys);
    return true;
  }
  bool same = machine_load(m, phys) == expected;
  if (same)
    machine_store(m, phys, desired);
  return same;
}

static void env_irq_hook(void *ctx, unsigned vector, fw_irq_handler handler, void *arg) {
  machine *m = ctx;
  if (vector < 32 || vector > 255)
    return;
  m->irq[vector].handler = handler;
  m->irq[vector].arg = arg;
}

static unsigned env_processor(void *ctx) {
  return ((machine *)ctx)->processor;
}

static void env_phase(void *ctx, const char *name) {
  (void)ctx;
  (void)name;
}

static bool env_check(void *ctx, bool ok, const char *what) {
  machine *m = ctx;
  m->checks++;
  if (!ok) {
    m->failed++;
    if (!m->quiet)
      fprintf(stderr, "check failed: %s\n", what);
  }
  return ok;
}

static void env_expect_faults(void *ctx, uint64_t count) {
  ((machine *)ctx)->faults_expected += count;
}

static void env_saw_fault(void *ctx, uint16_t sid, uint8_t reason, uint64_t addr, bool write) {
  (void)sid;
  (void)reason;
  (void)addr;
  (void)write;
  ((machine *)ctx)->faults_seen++;
}

static void env_log(void *ctx, const char *line) {
  (void)ctx;
  if (getenv("VTD_FIRMWARE_LOG") != NULL)
    printf("  %s\n", line);
}

// ---- Life

static void lay_out(machine *m, const vtd_config *config) {
  static const uint16_t sids[MACHINE_ENGINES][MACHINE_CHANNELS] = {{0x0018, 0x0019, 0x001A},
                                                                   {0x0100, 0x0101, 0x0102},
                                                                   {0x0208, 0x0210, 0x0218},
                                                                   {0x8000, 0x80F8, 0xFF00}};
  m->layout.vtd_base = MACHINE_VTD_BASE;
  m->layout.ram_bytes = MACHINE_RAM;
  m->layout.msi_base = VTD_INTR_BASE;
  m->layout.haw = config->haw;
  m->layout.processor_count = MACHINE_PROCESSORS;
  for (uint32_t p = 0; p < MACHINE_PROCESSORS; p++)
    m->layout.apic_id[p] = p;
  m->layout.engine_count = MACHINE_ENGINES;
  for (unsigned e = 0; e < MACHINE_ENGINES; e++) {
    m->layout.engine[e].base = MACHINE_ENGINE_BASE + e * (uint64_t)VTD_DMAE_WINDOW_BYTES;
    m->layout.engine[e].channels = MACHINE_CHANNELS;
    for (unsigned c = 0; c < MACHINE_CHANNELS; c++) {
      m->layout.engine[e].sid[c] = sids[e][c];
      m->layout.engine[e].gsi[c] = FW_NO_GSI;
      dma_model_init(&m->channel[e][c], device_access, m, sids[e][c]);
    }
  }
}

// One unit that has everything.
static void describe(machine *m, const vtd_config *config) {
  const vtd_acpi_entry unit = {.type = VTD_DMAR_ENTRY_TYPE_DRHD,
                               .all = true,
                               .base = MACHINE_VTD_BASE,
                               .reg_bytes = config->reg_bytes};
  vtd_acpi_dmar table = {.haw = config->haw,
                         .intr_remap = vtd_ecap_ir(config->ecap),
                         .oem_id = "VTD",
                         .oem_table_id = "MACHINE",
                         .entry_count = 1,
                         .entries = &unit};
  m->layout.dmar = MACHINE_DMAR;
  vtd_acpi_dmar_build(&table, m->ram + MACHINE_DMAR, PAGE);
}

static void connect(machine *m, uint64_t seed) {
  vtd_hal hal = {m,           hal_read32,   hal_read64,    hal_write32,
                 hal_write64, hal_mem_read, hal_mem_write, alloc_pages,
                 free_pages,  hal_relax,    hal_time_ns,   hal_mem_cas64};
  fw_env env = {hal,           &m->layout, m,         env_irq_hook,
                env_processor, env_phase,  env_check, env_expect_faults,
                env_saw_fault, env_log,    seed};
  m->env = env;
}

machine *machine_new(const vtd_config *config, uint64_t seed) {
  const char *why = vtd_config_check(config);
  if (why != NULL) {
    fprintf(stderr, "configuration refused: %s\n", why);
    return NULL;
  }
  machine *m = calloc(1, sizeof *m);
  if (m == NULL)
    return NULL;
  // Pages that are never touched cost nothing, with a sanitizer either.
  void *ram = mmap(NULL, MACHINE_RAM, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  m->ram = ram != MAP_FAILED ? ram : NULL;
  m->page_used = calloc(1, PAGES);
  m->unit_memory = malloc(vtd_footprint(config));
  m->allocations_left = UINT64_MAX;
  vtd_host host = {0};
  host.ctx = m;
  host.mem_read = unit_read;
  host.mem_write = unit_write;
  host.mem_cas64 = unit_cas64;
  host.send_message = unit_message;
  host.invalidated = unit_invalidated;
  host.dev_tlb_invalidate = unit_device_tlb;
  host.page_group_response = unit_page_response;
  if (m->ram != NULL && m->page_used != NULL && m->unit_memory != NULL)
    m->unit = vtd_init(m->unit_memory, vtd_footprint(config), config, &host);
  if (m->unit == NULL) {
    machine_free(m);
    return NULL;
  }
  lay_out(m, config);
  describe(m, config);
  connect(m, seed);
  return m;
}

void machine_free(machine *m) {
  if (m->ram != NULL)
    munmap(m->ram, MACHINE_RAM);
  free(m->page_used);
  free(m->unit_memory);
  free(m);
}

const fw_program *machine_program(const char *name) {
  for (size_t i = 0; i < fw_program_count; i++) {
    if (strcmp(fw_programs[i].name, name) == 0)
      return &fw_programs[i];
  }
  return NULL;
}

bool machine_run(machine *m, const fw_program *program) {
  bool good = program->run(&m->env);
  if (m->quiet)
    return good && m->failed == 0 && m->faults_seen == m->faults_expected && m->pages_out == 0;
  if (m->faults_seen != m->faults_expected) {
    fprintf(stderr, "%s: %" PRIu64 " faults expected, %" PRIu64 " seen\n", program->name,
            m->faults_expected, m->faults_seen);
    good = false;
  }
  if (m->pages_out != 0) {
    fprintf(stderr, "%s: %" PRIu64 " pages are missing\n", program->name, m->pages_out);
    good = false;
  }
  if (m->failed != 0)
    fprintf(stderr, "%s: %" PRIu64 " of %" PRIu64 " checks failed\n", program->name, m->failed,
            m->checks);
  return good && m->failed == 0;
}

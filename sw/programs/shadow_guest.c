// SPDX-License-Identifier: Apache-2.0
// A virtualization-aware guest on hardware without nested translation (chapters 3 and 6): it has a
// remapping unit of its own, which the hypervisor emulates with caching mode on. Whatever the guest
// changes in its tables, it has to invalidate, and that is what the hypervisor traps: it reads the
// guest's entries and keeps a shadow of them, guest I/O virtual to host-physical, in the real
// unit's tables.
//
// The guest runs the ordinary driver library and the ordinary device driver. Unmapping protects the
// guest from its own device, and a guest that maps what it does not own gets nothing.
#include "guest.h"
#include "programs.h"

#define PAGE       UINT64_C(4096)
#define RING_IOVA  UINT64_C(0x10000)
#define DATA_IOVA  UINT64_C(0x7000000000)
#define DATA_PAGES 16u
#define SHADOW_MAX 64u
#define SEED       70u

typedef struct hypervisor {
  rig *r;
  guest guest;
  vtd_drv_domain *shadow;
  bool attached;
  uint64_t table;  // the guest's top paging table; 0: its device is attached to nothing
  unsigned levels; // of it
  uint32_t pages;  // shadowed
  uint64_t page[SHADOW_MAX];
  uint64_t refused; // pages that the guest mapped but does not own
} hypervisor;

static hypervisor hv;

// ---- The guest's tables, as the hypervisor reads them

typedef struct guest_page {
  bool present;
  uint64_t gpa;
  unsigned prot;
} guest_page;

static unsigned index_of(uint64_t iova, unsigned level) {
  return (unsigned)(iova >> (VTD_PAGE_SHIFT + VTD_LEVEL_BITS * (level - 1))) &
         (VTD_LEVEL_ENTRIES - 1);
}

static guest_page entry_page(uint64_t entry) {
  guest_page out = {true, vtd_ss_pte_addr(&entry), 0};
  out.prot =
      (vtd_ss_pte_r(&entry) ? VTD_DRV_READ : 0u) | (vtd_ss_pte_w(&entry) ? VTD_DRV_WRITE : 0u);
  return out;
}

// The virtual unit has 4 KiB pages only.
static guest_page walk(const hypervisor *h, uint64_t iova) {
  const guest_page none = {false, 0, 0};
  uint64_t table = h->table;
  for (unsigned level = h->levels; table != 0 && level > 0; level--) {
    uint64_t entry = guest_load(&h->guest, table + 8 * index_of(iova, level));
    if (!(entry & (VTD_SS_PTE_R | VTD_SS_PTE_W)))
      return none;
    if (level == 1)
      return entry_page(entry);
    table = vtd_ss_pte_addr(&entry);
  }
  return none;
}

static void read_context(hypervisor *h) {
  uint16_t sid = h->guest.dev->sid;
  uint64_t root = guest_load(&h->guest, h->guest.unit.root + (sid >> 8) * VTD_ROOT_SIZE);
  uint64_t ctx[VTD_CTX_WORDS] = {0, 0};
  for (unsigned i = 0; vtd_root_p(&root) && i < VTD_CTX_WORDS; i++)
    ctx[i] = guest_load(&h->guest, vtd_root_ctp(&root) + (sid & 0xFF) * VTD_CTX_SIZE + 8 * i);
  h->table = vtd_ctx_p(ctx) ? vtd_ctx_ssptptr(ctx) : 0;
  h->levels = (unsigned)vtd_ctx_aw(ctx) + 2;
}

// ---- The shadow

static void forget(hypervisor *h, uint64_t iova) {
  for (uint32_t i = 0; i < h->pages; i++) {
    if (h->page[i] == iova)
      h->page[i] = h->page[--h->pages];
  }
}

static void sync_page(hypervisor *h, uint64_t iova) {
  guest_page want = walk(h, iova);
  vtd_drv_mapping have = vtd_drv_query(h->shadow, iova);
  if (want.present && want.gpa > GUEST_SIZE - PAGE) {
    want.present = false;
    h->refused++;
  }
  uint64_t phys = h->guest.host + want.gpa;
  if (have.present && want.present && have.phys == phys && have.prot == want.prot)
    return;
  if (have.present) {
    rig_ok(h->r, vtd_drv_unmap(h->shadow, iova, PAGE), "a page leaves the shadow");
    forget(h, iova);
  }
  if (!want.present || !rig_check(h->r, h->pages < SHADOW_MAX, "the shadow is large enough"))
    return;
  rig_ok(h->r, vtd_drv_map(h->shadow, iova, phys, PAGE, want.prot), "a page joins the shadow");
  h->page[h->pages++] = iova;
}

static void sync_new(hypervisor *h, uint64_t table, unsigned level, uint64_t base) {
  for (unsigned i = 0; table != 0 && i < VTD_LEVEL_ENTRIES; i++) {
    uint64_t entry = guest_load(&h->guest, table + 8 * (uint64_t)i);
    uint64_t at = base + ((uint64_t)i << (VTD_PAGE_SHIFT + VTD_LEVEL_BITS * (level - 1)));
    if (!(entry & (VTD_SS_PTE_R | VTD_SS_PTE_W)))
      continue;
    if (level == 1)
      sync_page(h, at);
    else
      sync_new(h, vtd_ss_pte_addr(&entry), level - 1, at);
  }
}

static void sync_all(hypervisor *h) {
  for (uint32_t i = h->pages; i-- > 0;)
    sync_page(h, h->page[i]);
  sync_new(h, h->table, h->levels, 0);
}

static void sync_context(hypervisor *h) {
  read_context(h);
  sync_all(h);
  if (h->table != 0 && !h->attached)
    h->attached = rig_ok(h->r, vtd_drv_attach(h->shadow, h->guest.dev->sid, 0),
                         "the device joins the shadow");
  else if (h->table == 0 && h->attached)
    h->attached = !rig_ok(h->r, vtd_drv_detach(&h->r->unit, h->shadow, h->guest.dev->sid),
                          "the device leaves the shadow");
}

// The guest invalidates: look at what it may have changed.
static void on_command(void *arg, const uint64_t words[4]) {
  hypervisor *h = arg;
  if (vtd_qi_type(words) == VTD_QI_TYPE_CC) {
    sync_context(h);
    return;
  }
  if (vtd_qi_type(words) != VTD_QI_TYPE_IOTLB)
    return;
  uint64_t pages = UINT64_C(1) << vtd_qi_iotlb_am(words);
  if (vtd_qi_iotlb_g(words) != VTD_QI_IOTLB_G_PAGE || pages > SHADOW_MAX) {
    sync_all(h);
    return;
  }
  uint64_t first = vtd_qi_iotlb_addr(words) & ~(pages * PAGE - 1);
  for (uint64_t i = 0; i < pages; i++)
    sync_page(h, first + i * PAGE);
}

static bool make_guest(hypervisor *h, rig *r) {
  uint64_t cap = vtd_cap_sagaw_set(0, VTD_CAP_SAGAW_48);
  h->r = r;
  h->attached = false;
  h->table = 0;
  h->pages = 0;
  h->refused = 0;
  // On a unit without 48-bit tables the guest gets what there is.
  if (!(vtd_cap_sagaw(r->unit.cap) & VTD_CAP_SAGAW_48))
    cap = vtd_cap_sagaw_set(0, VTD_CAP_SAGAW_39);
  cap = vtd_cap_mgaw_set(cap, vtd_cap_sagaw(cap) == VTD_CAP_SAGAW_48 ? 47 : 38);
  cap = vtd_cap_mamv_set(vtd_cap_psi_set(vtd_cap_nd_set(cap, 2), 1), 9);
  h->shadow = rig_domain(r, 0);
  if (h->shadow == NULL || !guest_make(&h->guest, r))
    return false;
  guest_add_unit(&h->guest, cap, 0, on_command, h);
  return rig_alive(r);
}

// ---- The guest's own software

typedef struct guest_kernel {
  vtd_drv unit;
  vtd_drv_domain domain;
  dmae_channel dma;
  uint64_t ring, data; // guest-physical
  uint64_t iova;       // of the data
} guest_kernel;

static guest_kernel kernel;

#define RW (VTD_DRV_READ | VTD_DRV_WRITE)

static bool guest_boot(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  const vtd_hal *hal = &h->guest.hal;
  if (!guest_start_unit(&h->guest, &k->unit, false))
    return false;
  rig_check(r, vtd_cap_cm(k->unit.cap), "which is in caching mode");
  rig_ok(r, vtd_drv_domain_create(&k->unit, &k->domain, 0), "the guest makes a domain");
  k->ring = hal->alloc_pages(hal->ctx, 1, VTD_PAGE_SHIFT);
  k->data = hal->alloc_pages(hal->ctx, DATA_PAGES, VTD_PAGE_SHIFT);
  k->iova = DATA_IOVA & (k->domain.limit - 1);
  rig_ok(r, vtd_drv_map(&k->domain, RING_IOVA, k->ring, PAGE, RW), "maps its ring");
  rig_ok(r, vtd_drv_map(&k->domain, k->iova, k->data, DATA_PAGES * PAGE, RW), "maps its data");
  rig_ok(r, vtd_drv_attach(&k->domain, h->guest.dev->sid, 0), "attaches its device");
  rig_ok(r, vtd_drv_translation_on(&k->unit), "and switches translation on");
  guest_open_device(&h->guest, &k->dma, k->ring, RING_IOVA);
  return rig_alive(r);
}

static void guest_work(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  const uint32_t half = DATA_PAGES / 2 * (uint32_t)PAGE;
  rig_fill(r, h->guest.host + k->data, half, SEED);
  dmae_job job = rig_job_copy(k->iova, k->iova + half, half);
  rig_dma_ok(r, dmae_run(&k->dma, &job, RIG_DMA_NS), "the guest's DMA completes");
  rig_check(r, rig_same(r, h->guest.host + k->data + half, half, SEED), "with the right data");
  rig_check(r, h->pages == DATA_PAGES + 1, "the shadow has just the guest's pages");
}

static void guest_unmaps(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  uint64_t gone = k->iova + 3 * PAGE;
  rig_ok(r, vtd_drv_unmap(&k->domain, gone, PAGE), "the guest unmaps a page");
  rig_check(r, !vtd_drv_query(h->shadow, gone).present, "it is out of the shadow");
  guest_blocked(&h->guest, &k->dma, gone, 0, "the device is out of it");
  rig_ok(r, vtd_drv_map(&k->domain, gone, k->data, PAGE, VTD_DRV_READ),
         "the guest maps another page there, to be read");
  dmae_job job = rig_job_copy(gone, k->iova + PAGE, PAGE);
  rig_dma_ok(r, dmae_run(&k->dma, &job, RIG_DMA_NS), "it can be read");
  rig_check(r, rig_same(r, h->guest.host + k->data + PAGE, PAGE, SEED), "and is the right one");
  guest_blocked(&h->guest, &k->dma, gone, 0, "but not written");
}

// A guest that names memory beyond its own.
static void guest_reaches_out(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  uint64_t victim = rig_pages(r, 1, VTD_PAGE_SHIFT);
  uint64_t bad = k->iova + 64 * PAGE;
  rig_fill(r, victim, PAGE, SEED + 1);
  rig_ok(r, vtd_drv_map(&k->domain, bad, GUEST_SIZE + (victim & 0xFFFF000), PAGE, RW),
         "the guest maps what it does not own");
  rig_check(r, h->refused > 0, "the hypervisor sees that");
  rig_check(r, !vtd_drv_query(h->shadow, bad).present, "and maps nothing");
  guest_blocked(&h->guest, &k->dma, bad, 0, "the device cannot use it");
  rig_check(r, rig_same(r, victim, PAGE, SEED + 1), "nobody's memory changed");
  rig_ok(r, vtd_drv_unmap(&k->domain, bad, PAGE), "the guest takes it back");
}

static void guest_ends(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  dmae_close(&k->dma);
  rig_ok(r, vtd_drv_detach(&k->unit, &k->domain, h->guest.dev->sid),
         "the guest detaches its device");
  rig_check(r, !h->attached && h->pages == 0, "nothing is left in the shadow");
  rig_ok(r, vtd_drv_domain_destroy(&k->domain), "the guest destroys its domain");
  rig_ok(r, vtd_drv_shutdown(&k->unit), "and shuts its unit down");
}

bool program_shadow_guest(const fw_env *env) {
  rig *r = rig_begin(env, "set-up", 0);
  if (!rig_alive(r) || !make_guest(&hv, r))
    return rig_end(r);
  if (!guest_boot(&hv, &kernel))
    return rig_end(r);
  guest_work(&hv, &kernel);
  rig_phase(r, "guest changes its tables");
  guest_unmaps(&hv, &kernel);
  rig_phase(r, "guest reaches out");
  guest_reaches_out(&hv, &kernel);
  rig_phase(r, "guest ends");
  guest_ends(&hv, &kernel);
  rig_log_number(r, "commands trapped", hv.guest.unit.commands);
  return rig_end(r);
}

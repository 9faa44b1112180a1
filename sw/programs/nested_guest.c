// SPDX-License-Identifier: Apache-2.0
// A virtualization-aware guest with nested tables (chapters 3 and 9): the guest writes first-stage
// tables for its devices and processes, from its virtual to its guest-physical addresses, and the
// unit walks them itself, each of their addresses through the hypervisor's second stage. The
// hypervisor only binds PASIDs to the guest's tables and passes the guest's invalidations on.
//
// The guest has two address spaces: one for its device without PASID, one for a process. The
// hypervisor takes a page away under it, and finds which of its pages the device wrote (as live
// migration does).
#include "guest.h"
#include "programs.h"

#define PAGE      UINT64_C(4096)
#define IOVA      UINT64_C(0x500000000000)
#define RING_IOVA UINT64_C(0x10000)
#define PASID     77u
#define SPACES    2u
#define BYTES     (8 * PAGE)
#define SEED      80u

typedef struct nest {
  bool bound;
  uint32_t pasid;
  vtd_drv_domain domain;
} nest;

typedef struct hypervisor {
  rig *r;
  guest guest;
  vtd_drv_domain *memory; // second stage: the guest's memory
  bool open;              // the device is attached
  bool tracked;           // the unit keeps dirty flags
  uint64_t flushes;       // passed on
  nest nest[4];
} hypervisor;

static hypervisor hv;

#define NESTS (sizeof hv.nest / sizeof hv.nest[0])

// ---- The hypervisor: what the guest's tables say about its device

static void read_guest(const hypervisor *h, uint64_t gpa, uint64_t *words, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    words[i] = gpa != 0 ? guest_load(&h->guest, gpa + 8 * i) : 0;
}

static uint64_t guest_context(const hypervisor *h) {
  uint16_t sid = h->guest.dev->sid;
  uint64_t root = guest_load(&h->guest, h->guest.unit.root + (sid >> 8) * VTD_SM_ROOT_SIZE +
                                            (sid >> 7 & 1) * 8);
  if (!vtd_root_p(&root))
    return 0;
  return vtd_root_ctp(&root) + (sid & (VTD_SM_CTX_ENTRIES - 1)) * VTD_SM_CTX_SIZE;
}

// Address of the guest's entry of a PASID, 0 if there is none.
static uint64_t guest_pasid_entry(const hypervisor *h, uint32_t pasid) {
  uint64_t ctx[VTD_SM_CTX_WORDS];
  read_guest(h, guest_context(h), ctx, VTD_SM_CTX_WORDS);
  if (!vtd_sm_ctx_p(ctx) || pasid >> 13 >> vtd_sm_ctx_pdts(ctx) != 0)
    return 0;
  uint64_t dir =
      guest_load(&h->guest, vtd_sm_ctx_pasiddirptr(ctx) + (pasid >> 6) * VTD_PASID_DIR_SIZE);
  if (!vtd_pasid_dir_p(&dir))
    return 0;
  return vtd_pasid_dir_smptblptr(&dir) + (pasid & (VTD_PASID_ENTRIES - 1)) * VTD_PASID_SIZE;
}

static nest *find_nest(hypervisor *h, bool bound, uint32_t pasid) {
  for (unsigned i = 0; i < NESTS; i++) {
    if (h->nest[i].bound == bound && (!bound || h->nest[i].pasid == pasid))
      return &h->nest[i];
  }
  return NULL;
}

static void unbind(hypervisor *h, nest *n) {
  rig_ok(h->r, vtd_drv_unbind(&h->r->unit, &n->domain, h->guest.dev->sid, n->pasid),
         "a PASID is taken from the guest's tables");
  rig_ok(h->r, vtd_drv_domain_destroy(&n->domain), "its nested domain is destroyed");
  n->bound = false;
}

static void bind(hypervisor *h, uint32_t pasid, const uint64_t *entry) {
  nest *n = find_nest(h, false, 0);
  unsigned levels = vtd_pasid_fspm(entry) == VTD_PASID_FSPM_5LEVEL ? 5 : 4;
  if (!rig_check(h->r, n != NULL, "there is room for the guest's address space"))
    return;
  vtd_drv_err err =
      vtd_drv_domain_create_nested(h->memory, &n->domain, vtd_pasid_fsptptr(entry), levels);
  if (!rig_ok(h->r, err, "the guest's tables are nested"))
    return;
  n->pasid = pasid;
  n->bound = rig_ok(h->r, vtd_drv_bind(&n->domain, h->guest.dev->sid, pasid, 0),
                    "a PASID is bound to them");
}

static void sync_pasid(hypervisor *h, uint32_t pasid) {
  uint64_t entry[VTD_PASID_WORDS];
  read_guest(h, guest_pasid_entry(h, pasid), entry, VTD_PASID_WORDS);
  bool want = h->open && vtd_pasid_p(entry) && vtd_pasid_pgtt(entry) == VTD_PASID_PGTT_FS;
  nest *n = find_nest(h, true, pasid);
  if (n != NULL && (!want || n->domain.root != vtd_pasid_fsptptr(entry))) {
    unbind(h, n);
    n = NULL;
  }
  if (want && n == NULL)
    bind(h, pasid, entry);
}

static void sync_context(hypervisor *h) {
  uint64_t ctx[VTD_SM_CTX_WORDS];
  read_guest(h, guest_context(h), ctx, VTD_SM_CTX_WORDS);
  if (vtd_sm_ctx_p(ctx) && !h->open)
    h->open =
        rig_ok(h->r, vtd_drv_attach_blocked(&h->r->unit, h->guest.dev->sid, VTD_DRV_ATTACH_PASID),
               "the device is opened for PASIDs");
  if (vtd_sm_ctx_p(ctx) || !h->open)
    return;
  h->open = false;
  for (unsigned i = 0; i < NESTS; i++) {
    if (h->nest[i].bound)
      unbind(h, &h->nest[i]);
  }
  rig_ok(h->r, vtd_drv_detach(&h->r->unit, NULL, h->guest.dev->sid), "the device is closed");
}

static void flush(hypervisor *h, nest *n, uint64_t addr, uint64_t bytes, bool leaf_only) {
  h->flushes++;
  rig_ok(h->r, vtd_drv_nested_flush(&n->domain, addr, bytes, leaf_only),
         "the guest's invalidation is passed on");
}

static void flush_pasid(hypervisor *h, const uint64_t *words) {
  nest *n = find_nest(h, true, (uint32_t)vtd_qi_p_iotlb_pasid(words));
  uint64_t bytes = PAGE << vtd_qi_p_iotlb_am(words);
  if (n == NULL)
    return;
  if (vtd_qi_p_iotlb_g(words) == VTD_QI_P_IOTLB_G_PAGE)
    flush(h, n, vtd_qi_p_iotlb_addr(words), bytes, vtd_qi_p_iotlb_ih(words));
  else
    flush(h, n, 0, UINT64_C(1) << 56, false);
}

static void on_command(void *arg, const uint64_t words[4]) {
  hypervisor *h = arg;
  switch (vtd_qi_type(words)) {
  case VTD_QI_TYPE_CC:
    sync_context(h);
    break;
  case VTD_QI_TYPE_PC:
    if (vtd_qi_pc_g(words) == VTD_QI_PC_G_PASID)
      sync_pasid(h, (uint32_t)vtd_qi_pc_pasid(words));
    for (unsigned i = 0; vtd_qi_pc_g(words) != VTD_QI_PC_G_PASID && i < NESTS; i++) {
      if (h->nest[i].bound)
        sync_pasid(h, h->nest[i].pasid);
    }
    break;
  case VTD_QI_TYPE_P_IOTLB:
    flush_pasid(h, words);
    break;
  case VTD_QI_TYPE_IOTLB:
    for (unsigned i = 0; i < NESTS; i++) {
      if (h->nest[i].bound)
        flush(h, &h->nest[i], 0, UINT64_C(1) << 56, false);
    }
    break;
  default:
    break;
  }
}

static bool make_guest(hypervisor *h, rig *r) {
  uint64_t cap = vtd_cap_sagaw_set(0, VTD_CAP_SAGAW_48);
  uint64_t ecap = vtd_ecap_smts_set(0, 1);
  h->r = r;
  h->open = false;
  h->flushes = 0;
  for (unsigned i = 0; i < NESTS; i++)
    h->nest[i].bound = false;
  h->memory = rig_domain(r, 0);
  if (h->memory == NULL || !guest_make(&h->guest, r))
    return false;
  h->tracked = vtd_drv_domain_track(h->memory) == VTD_DRV_OK;
  rig_ok(r, vtd_drv_map(h->memory, 0, h->guest.host, GUEST_SIZE, VTD_DRV_READ | VTD_DRV_WRITE),
         "the guest's memory is mapped");
  cap = vtd_cap_mgaw_set(vtd_cap_nd_set(cap, 2), 47);
  ecap = vtd_ecap_pasid_set(vtd_ecap_fsts_set(ecap, 1), 1);
  ecap = vtd_ecap_pss_set(ecap, 12);
  ecap = vtd_ecap_smpwcs_set(ecap, vtd_ecap_smpwcs(r->unit.ecap));
  guest_add_unit(&h->guest, cap, ecap, on_command, h);
  return rig_alive(r);
}

// ---- The guest's own software

typedef struct guest_kernel {
  vtd_drv unit;
  vtd_drv_domain space[SPACES]; // of requests without PASID, and of PASID
  uint64_t data[SPACES];        // guest-physical, at IOVA of each space
  uint64_t ring;
  dmae_channel dma;
} guest_kernel;

static guest_kernel kernel;

#define RW (VTD_DRV_READ | VTD_DRV_WRITE)

static void make_space(hypervisor *h, guest_kernel *k, unsigned n) {
  rig *r = h->r;
  const vtd_hal *hal = &h->guest.hal;
  rig_ok(r, vtd_drv_domain_create_first(&k->unit, &k->space[n], 0), "an address space is made");
  k->data[n] = hal->alloc_pages(hal->ctx, BYTES / PAGE, VTD_PAGE_SHIFT);
  rig_ok(r, vtd_drv_map(&k->space[n], RING_IOVA, k->ring, PAGE, RW), "the ring is mapped");
  rig_ok(r, vtd_drv_map(&k->space[n], IOVA, k->data[n], BYTES, RW), "data is mapped");
  rig_ok(r, vtd_drv_bind(&k->space[n], h->guest.dev->sid, n == 0 ? VTD_DRV_RID_PASID : PASID, 0),
         "and bound to the device");
}

static bool guest_boot(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  const vtd_hal *hal = &h->guest.hal;
  if (!guest_start_unit(&h->guest, &k->unit, true))
    return false;
  k->ring = hal->alloc_pages(hal->ctx, 1, VTD_PAGE_SHIFT);
  rig_ok(r, vtd_drv_attach_blocked(&k->unit, h->guest.dev->sid, VTD_DRV_ATTACH_PASID),
         "the guest opens its device");
  for (unsigned n = 0; n < SPACES; n++)
    make_space(h, k, n);
  rig_ok(r, vtd_drv_translation_on(&k->unit), "and switches translation on");
  guest_open_device(&h->guest, &k->dma, k->ring, RING_IOVA);
  return rig_alive(r);
}

static void use_space(guest_kernel *k, unsigned n) {
  dmae_set_request(&k->dma, n == 0 ? 0 : VTD_DMAE_REQ_PASID | PASID);
}

static void guest_work(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  const uint32_t half = (uint32_t)(BYTES / 2);
  for (unsigned n = 0; n < SPACES; n++)
    rig_fill(r, h->guest.host + k->data[n], half, SEED + n);
  for (unsigned n = 0; n < SPACES; n++) {
    use_space(k, n);
    dmae_job job = rig_job_copy(IOVA, IOVA + half, half);
    rig_dma_ok(r, dmae_run(&k->dma, &job, RIG_DMA_NS), "DMA in an address space completes");
    rig_check(r, rig_same(r, h->guest.host + k->data[n] + half, half, SEED + n),
              "each space's data is its own");
  }
}

// The second stage knows the ring (it is not mapped in the first one under any other address).
static void blocked(hypervisor *h, guest_kernel *k, uint8_t reason, const char *what) {
  guest_blocked(&h->guest, &k->dma, IOVA + PAGE, reason, what);
}

static void guest_changes(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  uint64_t before = h->flushes;
  dmae_job job = rig_job_fill(7, IOVA + PAGE, 64);
  use_space(k, 1);
  rig_dma_ok(r, dmae_run(&k->dma, &job, RIG_DMA_NS), "the device writes a page: it is cached");
  rig_ok(r, vtd_drv_unmap(&k->space[1], IOVA + PAGE, PAGE), "the guest unmaps a page of a process");
  rig_check(r, h->flushes > before, "the hypervisor hears of it");
  blocked(h, k, VTD_FR_SFS_2, "the device is out of it");
  rig_ok(r, vtd_drv_map(&k->space[1], IOVA + PAGE, k->data[1] + PAGE, PAGE, RW),
         "it maps it again");
  rig_dma_ok(r, dmae_run(&k->dma, &job, RIG_DMA_NS), "and the device is back");
}

static void hypervisor_takes(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  uint64_t gpa = k->data[1] + PAGE;
  rig_ok(r, vtd_drv_unmap(h->memory, gpa, PAGE), "the hypervisor takes a page from the guest");
  blocked(h, k, VTD_FR_SSS_2, "the guest's mapping leads nowhere");
  use_space(k, 0);
  dmae_job job = rig_job_fill(8, IOVA + PAGE, 64);
  rig_dma_ok(r, dmae_run(&k->dma, &job, RIG_DMA_NS), "its other address space works on");
  rig_ok(r, vtd_drv_map(h->memory, gpa, h->guest.host + gpa, PAGE, RW), "the page comes back");
  use_space(k, 1);
  rig_dma_ok(r, dmae_run(&k->dma, &job, RIG_DMA_NS), "and works again");
}

typedef struct dirt {
  uint64_t page; // wanted
  bool wanted, other;
  uint64_t clean; // must not be among them
} dirt;

static void on_dirty(void *arg, uint64_t gpa, uint64_t bytes) {
  dirt *d = arg;
  d->wanted = d->wanted || (d->page >= gpa && d->page < gpa + bytes);
  d->other = d->other || (d->clean >= gpa && d->clean < gpa + bytes);
}

// As live migration does: pages written since the last look.
static void migrate(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  dirt d = {k->data[1] + 2 * PAGE, false, false, GUEST_SIZE - PAGE};
  const vtd_drv_harvest_what what = {0, GUEST_SIZE, false, on_dirty, &d};
  if (!h->tracked) {
    rig_skip(r, "ECAP.SSADS = 0");
    return;
  }
  rig_ok(r, vtd_drv_harvest(h->memory, &what), "dirty pages are collected");
  for (unsigned round = 0; round < 2; round++) {
    d.wanted = d.other = false;
    dmae_job job = rig_job_fill(round, IOVA + 2 * PAGE, 64);
    rig_dma_ok(r, dmae_run(&k->dma, &job, RIG_DMA_NS), "the device writes");
    rig_ok(r, vtd_drv_harvest(h->memory, &what), "dirty pages are collected again");
    rig_check(r, d.wanted, "what was written is among them, under its guest-physical address");
    rig_check(r, !d.other, "what was not is not");
  }
}

static void guest_ends(hypervisor *h, guest_kernel *k) {
  rig *r = h->r;
  dmae_close(&k->dma);
  for (unsigned n = 0; n < SPACES; n++) {
    rig_ok(r,
           vtd_drv_unbind(&k->unit, &k->space[n], h->guest.dev->sid,
                          n == 0 ? VTD_DRV_RID_PASID : PASID),
           "the guest unbinds an address space");
    rig_ok(r, vtd_drv_domain_destroy(&k->space[n]), "and destroys it");
  }
  rig_ok(r, vtd_drv_detach(&k->unit, NULL, h->guest.dev->sid), "it closes its device");
  rig_ok(r, vtd_drv_shutdown(&k->unit), "and shuts its unit down");
  rig_check(r, !h->open, "the hypervisor has let go of the device");
  rig_ok(r, vtd_drv_unmap(h->memory, 0, GUEST_SIZE), "the guest's memory is unmapped");
}

bool program_nested_guest(const fw_env *env) {
  rig *r = rig_begin(env, "set-up", RIG_PROBE_ONLY);
  if (!rig_alive(r))
    return rig_end(r);
  if (!vtd_ecap_smts(r->unit.ecap) || !vtd_ecap_nest(r->unit.ecap) ||
      !vtd_ecap_pasid(r->unit.ecap)) {
    rig_skip(r, "ECAP lacks NEST or PASID");
    return rig_end(r);
  }
  r = rig_begin(env, "set-up", RIG_SCALABLE);
  if (!rig_alive(r) || !make_guest(&hv, r))
    return rig_end(r);
  if (!guest_boot(&hv, &kernel))
    return rig_end(r);
  guest_work(&hv, &kernel);
  rig_phase(r, "guest changes its tables");
  guest_changes(&hv, &kernel);
  rig_phase(r, "hypervisor takes a page away");
  hypervisor_takes(&hv, &kernel);
  rig_phase(r, "dirty pages");
  migrate(&hv, &kernel);
  guest_ends(&hv, &kernel);
  return rig_end(r);
}

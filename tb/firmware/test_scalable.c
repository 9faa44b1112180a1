// SPDX-License-Identifier: Apache-2.0
// The driver in scalable mode: what it writes into tables, what it invalidates and in which order
// (chapter 6), and what devices get to see of it. Every access below goes through the core.
#include "fw_test.h"
#include "vtd_drv_scalable.h"

#define SID   UINT16_C(0x0018)
#define OTHER UINT16_C(0x0198)
#define PASID 5u
#define FAR   0x12345u // needs a larger directory

typedef struct bench {
  machine *m;
  vtd_drv unit;
} bench;

static bench start_with(const vtd_config *config) {
  bench b;
  b.m = fw_machine_new(config);
  return b;
}

static void bring_up(bench *b) {
  vtd_drv_options options = fw_options(b->m);
  options.scalable = true;
  assert_int_equal(vtd_drv_probe(&b->unit, &b->m->env.hal, &options), VTD_DRV_OK);
  assert_int_equal(vtd_drv_start(&b->unit), VTD_DRV_OK);
  assert_int_equal(vtd_drv_translation_on(&b->unit), VTD_DRV_OK);
}

static void begin(bench *b) {
  vtd_config config = vtd_config_scalable();
  *b = start_with(&config);
  bring_up(b);
}

// One access; VTD_FR_* of its fault, 0 if it got through.
typedef struct reach {
  uint16_t sid;
  uint32_t pasid; // VTD_DRV_RID_PASID: none
  uint64_t addr;
  vtd_access access;
  bool privileged;
} reach;

typedef struct reached {
  uint8_t code;
  uint64_t addr;
} reached;

static reached go(const bench *b, reach how) {
  vtd_request request = {how.addr, 8, how.pasid, how.sid, (uint8_t)how.access, VTD_AT_UNTRANSLATED,
                         0};
  vtd_result result;
  if (how.pasid != VTD_DRV_RID_PASID)
    request.flags |= VTD_REQ_PASID;
  if (how.privileged)
    request.flags |= VTD_REQ_PRIV;
  vtd_translate(b->m->unit, &request, &result);
  reached out = {result.code, result.addr};
  if (result.status != VTD_OK && result.code == 0)
    out.code = 0xFF;
  return out;
}

#define WRITE(sid, pasid, addr) go(b, (reach){sid, pasid, addr, VTD_ACCESS_WRITE, false})
#define READ(sid, pasid, addr)  go(b, (reach){sid, pasid, addr, VTD_ACCESS_READ, false})

#define OK(call) assert_int_equal(call, VTD_DRV_OK)

static void end(bench *b) {
  vtd_drv_faults_mask(&b->unit, true);
  assert_int_equal(vtd_drv_shutdown(&b->unit), VTD_DRV_OK);
  assert_int_equal(b->m->pages_out, 0);
  assert_int_equal(b->m->failed, 0);
  machine_free(b->m);
}

// ---- What leads where

static void pasids_have_spaces_of_their_own(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_drv_domain kernel, process, far;
  begin(b);
  OK(vtd_drv_domain_create(&b->unit, &kernel, 0));
  OK(vtd_drv_domain_create_first(&b->unit, &process, 0));
  OK(vtd_drv_domain_create_first(&b->unit, &far, 5));
  OK(vtd_drv_map(&kernel, 0x10000, 0x110000, 0x1000, FW_RW));
  OK(vtd_drv_map(&process, 0x10000, 0x210000, 0x1000, FW_RW));
  OK(vtd_drv_map(&far, UINT64_C(1) << 50, 0x310000, 0x1000, VTD_DRV_READ));
  assert_int_equal(vtd_drv_bind(&process, SID, PASID, 0), VTD_DRV_NOT_MAPPED);
  OK(vtd_drv_attach(&kernel, SID, VTD_DRV_ATTACH_PASID));
  assert_int_equal(vtd_drv_attach(&kernel, SID, 0), VTD_DRV_EXISTS);
  assert_int_equal(READ(SID, PASID, 0x10000).code, VTD_FR_SPT_2);
  OK(vtd_drv_bind(&process, SID, PASID, 0));
  assert_int_equal(vtd_drv_bind(&far, SID, PASID, 0), VTD_DRV_EXISTS);
  assert_int_equal(WRITE(SID, VTD_DRV_RID_PASID, 0x10008).addr, 0x110008);
  assert_int_equal(WRITE(SID, PASID, 0x10008).addr, 0x210008);
  // The directory grows under what is in use.
  assert_int_equal(READ(SID, FAR, 0x10000).code, VTD_FR_SCT_7);
  OK(vtd_drv_bind(&far, SID, FAR, 0));
  assert_int_equal(READ(SID, FAR, UINT64_C(1) << 50).addr, 0x310000);
  assert_int_equal(WRITE(SID, FAR, UINT64_C(1) << 50).code, VTD_FR_SGN_6);
  assert_int_equal(WRITE(SID, PASID, 0x10008).addr, 0x210008);
  assert_int_equal(WRITE(SID, VTD_DRV_RID_PASID, 0x10008).addr, 0x110008);
  assert_int_equal(READ(OTHER, PASID, 0x10000).code, VTD_FR_SRT_2);
  assert_int_equal(vtd_drv_detach(&b->unit, &kernel, SID), VTD_DRV_STATE);
  OK(vtd_drv_unbind(&b->unit, &far, SID, FAR));
  assert_int_equal(vtd_drv_unbind(&b->unit, &far, SID, FAR), VTD_DRV_NOT_MAPPED);
  assert_int_equal(vtd_drv_unbind(&b->unit, &far, SID, PASID), VTD_DRV_NOT_MAPPED);
  assert_int_equal(READ(SID, FAR, UINT64_C(1) << 50).code, VTD_FR_SPT_2);
  assert_int_equal(vtd_drv_domain_destroy(&process), VTD_DRV_STATE);
  OK(vtd_drv_unbind(&b->unit, &process, SID, PASID));
  OK(vtd_drv_detach(&b->unit, &kernel, SID));
  assert_int_equal(READ(SID, VTD_DRV_RID_PASID, 0x10000).code, VTD_FR_SCT_2);
  OK(vtd_drv_domain_destroy(&far));
  OK(vtd_drv_domain_destroy(&process));
  OK(vtd_drv_domain_destroy(&kernel));
  end(b);
}

// Both halves of a bus have tables of their own.
static void all_requester_ids(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_drv_domain d;
  static const uint16_t ids[] = {0x0000, 0x007F, 0x0080, 0x00FF, 0x8080, 0xFF7F, 0xFFFF};
  begin(b);
  OK(vtd_drv_domain_create(&b->unit, &d, 0));
  OK(vtd_drv_map(&d, 0x10000, 0x110000, 0x1000, FW_RW));
  for (unsigned i = 0; i < sizeof ids / sizeof ids[0]; i++) {
    assert_true(WRITE(ids[i], VTD_DRV_RID_PASID, 0x10000).code != 0);
    OK(vtd_drv_attach(&d, ids[i], 0));
    assert_int_equal(WRITE(ids[i], VTD_DRV_RID_PASID, 0x10000).addr, 0x110000);
    assert_int_equal(WRITE(ids[i], 1, 0x10000).code, VTD_FR_SCT_6);
  }
  for (unsigned i = 0; i < sizeof ids / sizeof ids[0]; i++)
    OK(vtd_drv_detach(&b->unit, &d, ids[i]));
  OK(vtd_drv_domain_destroy(&d));
  end(b);
}

static void supervisor_pages(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_drv_domain d;
  begin(b);
  OK(vtd_drv_domain_create_first(&b->unit, &d, 0));
  OK(vtd_drv_map(&d, 0x10000, 0x110000, 0x1000, FW_RW | VTD_DRV_SUPERVISOR));
  OK(vtd_drv_map(&d, 0x11000, 0x111000, 0x1000, VTD_DRV_READ));
  assert_int_equal(vtd_drv_map(&d, 0x12000, 0x111000, 0x1000, VTD_DRV_WRITE), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_query(&d, 0x10000).prot, FW_RW | VTD_DRV_SUPERVISOR);
  assert_int_equal(vtd_drv_query(&d, 0x11000).prot, VTD_DRV_READ);
  OK(vtd_drv_attach_blocked(&b->unit, SID, VTD_DRV_ATTACH_PASID));
  OK(vtd_drv_bind(&d, SID, 1, VTD_DRV_ATTACH_SUPERVISOR));
  OK(vtd_drv_bind(&d, SID, 2, 0));
  assert_int_equal(READ(SID, VTD_DRV_RID_PASID, 0x10000).code, VTD_FR_SPT_2);
  assert_int_equal(READ(SID, 1, 0x10000).code, VTD_FR_SGN_2);
  assert_int_equal(go(b, (reach){SID, 1, 0x10000, VTD_ACCESS_WRITE, true}).addr, 0x110000);
  assert_int_equal(go(b, (reach){SID, 1, 0x11000, VTD_ACCESS_WRITE, true}).code, VTD_FR_SGN_6);
  assert_int_equal(go(b, (reach){SID, 2, 0x11000, VTD_ACCESS_READ, true}).code, VTD_FR_SPT_6);
  OK(vtd_drv_unbind(&b->unit, &d, SID, 1));
  OK(vtd_drv_unbind(&b->unit, &d, SID, 2));
  OK(vtd_drv_detach(&b->unit, NULL, SID));
  OK(vtd_drv_domain_destroy(&d));
  end(b);
}

static void pass_through_by_pasid(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_drv_domain d;
  begin(b);
  OK(vtd_drv_domain_create(&b->unit, &d, 0));
  OK(vtd_drv_attach(&d, SID, VTD_DRV_ATTACH_PASID));
  OK(vtd_drv_bind_pass_through(&b->unit, SID, PASID, 0));
  OK(vtd_drv_attach_pass_through(&b->unit, OTHER, 0));
  assert_int_equal(WRITE(SID, PASID, 0x123000).addr, 0x123000);
  assert_int_equal(WRITE(OTHER, VTD_DRV_RID_PASID, 0x123000).addr, 0x123000);
  assert_int_equal(WRITE(SID, VTD_DRV_RID_PASID, 0x123000).code, VTD_FR_SSS_2);
  OK(vtd_drv_unbind(&b->unit, NULL, SID, PASID));
  assert_int_equal(WRITE(SID, PASID, 0x123000).code, VTD_FR_SPT_2);
  OK(vtd_drv_detach(&b->unit, NULL, OTHER));
  assert_int_equal(vtd_drv_detach(&b->unit, NULL, SID), VTD_DRV_NOT_MAPPED);
  OK(vtd_drv_detach(&b->unit, &d, SID));
  OK(vtd_drv_domain_destroy(&d));
  end(b);
}

// ---- Nested

// A guest with 16 MiB at host address 32 MiB whose own tables begin at guest address 1 MiB.
#define HOST       UINT64_C(0x2000000)
#define GUEST_SIZE UINT64_C(0x1000000)
#define GUEST_ROOT UINT64_C(0x100000)

static void guest_entry(const bench *b, uint64_t table, uint64_t addr, unsigned level,
                        uint64_t target) {
  uint64_t index = addr >> (12 + 9 * (level - 1)) & 511;
  uint64_t entry = VTD_FS_PTE_P | VTD_FS_PTE_RW | VTD_FS_PTE_US;
  vtd_fs_pte_addr_set(&entry, target);
  machine_store(b->m, HOST + table + 8 * index, target != 0 ? entry : 0);
}

static void guest_map(const bench *b, uint64_t addr, uint64_t gpa) {
  guest_entry(b, GUEST_ROOT, addr, 4, GUEST_ROOT + 0x1000);
  guest_entry(b, GUEST_ROOT + 0x1000, addr, 3, GUEST_ROOT + 0x2000);
  guest_entry(b, GUEST_ROOT + 0x2000, addr, 2, GUEST_ROOT + 0x3000);
  guest_entry(b, GUEST_ROOT + 0x3000, addr, 1, gpa);
}

static void nested_tables(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_drv_domain host, guest, wrong;
  begin(b);
  OK(vtd_drv_domain_create(&b->unit, &host, 0));
  OK(vtd_drv_map(&host, 0, HOST, GUEST_SIZE, FW_RW));
  assert_int_equal(vtd_drv_domain_create_nested(&host, &wrong, 0x800, 4), VTD_DRV_BAD_ARGUMENT);
  assert_int_equal(vtd_drv_domain_create_nested(&host, &wrong, host.limit, 4), VTD_DRV_RANGE);
  OK(vtd_drv_domain_create_nested(&host, &guest, GUEST_ROOT, 4));
  assert_int_equal(vtd_drv_domain_create_nested(&guest, &wrong, 0, 4), VTD_DRV_BAD_ARGUMENT);
  assert_int_equal(vtd_drv_map(&guest, 0, HOST, 0x1000, FW_RW), VTD_DRV_STATE);
  guest_map(b, 0x10000, 0x200000);
  OK(vtd_drv_attach_blocked(&b->unit, SID, VTD_DRV_ATTACH_PASID));
  OK(vtd_drv_bind(&guest, SID, VTD_DRV_RID_PASID, 0));
  OK(vtd_drv_bind(&guest, SID, PASID, 0));
  assert_int_equal(WRITE(SID, PASID, 0x10010).addr, HOST + 0x200010);
  assert_int_equal(WRITE(SID, VTD_DRV_RID_PASID, 0x10010).addr, HOST + 0x200010);
  // The guest changes its mind and says so: the hypervisor forwards it.
  guest_map(b, 0x10000, 0x300000);
  OK(vtd_drv_nested_flush(&guest, 0x10000, 0x1000, true));
  assert_int_equal(WRITE(SID, PASID, 0x10010).addr, HOST + 0x300010);
  assert_int_equal(WRITE(SID, VTD_DRV_RID_PASID, 0x10010).addr, HOST + 0x300010);
  // The hypervisor takes memory away from the guest: translations over both stages go.
  OK(vtd_drv_unmap(&host, 0x300000, 0x1000));
  assert_int_equal(WRITE(SID, PASID, 0x10010).code, VTD_FR_SSS_2);
  assert_int_equal(WRITE(SID, VTD_DRV_RID_PASID, 0x10010).code, VTD_FR_SSS_2);
  assert_int_equal(vtd_drv_domain_destroy(&host), VTD_DRV_STATE);
  OK(vtd_drv_unbind(&b->unit, &guest, SID, PASID));
  OK(vtd_drv_unbind(&b->unit, &guest, SID, VTD_DRV_RID_PASID));
  OK(vtd_drv_detach(&b->unit, NULL, SID));
  OK(vtd_drv_domain_destroy(&guest));
  OK(vtd_drv_domain_destroy(&host));
  end(b);
}

// ---- Invalidation: each unmap and unbind is seen by who has the translation cached

static void unmap_reaches_every_pasid(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_drv_domain d;
  begin(b);
  OK(vtd_drv_domain_create_first(&b->unit, &d, 0));
  for (unsigned i = 0; i < VTD_DRV_USERS / 2; i++) {
    uint16_t sid = (uint16_t)(SID + i);
    OK(vtd_drv_attach_blocked(&b->unit, sid, VTD_DRV_ATTACH_PASID | VTD_DRV_ATTACH_DEVICE_TLB));
    OK(vtd_drv_bind(&d, sid, VTD_DRV_RID_PASID, 0));
    OK(vtd_drv_bind(&d, sid, 100 + i, 0));
  }
  assert_int_equal(vtd_drv_bind(&d, SID, 99, 0), VTD_DRV_NO_MEMORY);
  for (unsigned round = 0; round < 2; round++) {
    OK(vtd_drv_map(&d, 0x10000, 0x110000, 0x3000, FW_RW));
    for (unsigned i = 0; i < VTD_DRV_USERS / 2; i++) {
      uint16_t sid = (uint16_t)(SID + i);
      assert_int_equal(WRITE(sid, VTD_DRV_RID_PASID, 0x12000).addr, 0x112000);
      assert_int_equal(WRITE(sid, 100 + i, 0x12000).addr, 0x112000);
    }
    uint64_t told = b->m->device_tlb_count;
    if (round == 0)
      OK(vtd_drv_unmap(&d, 0x10000, 0x3000));
    else {
      OK(vtd_drv_unmap_deferred(&d, 0x10000, 0x3000, NULL, NULL));
      OK(vtd_drv_flush_deferred(&b->unit));
    }
    assert_int_equal(b->m->device_tlb_count, told + VTD_DRV_USERS);
    for (unsigned i = 0; i < VTD_DRV_USERS / 2; i++) {
      uint16_t sid = (uint16_t)(SID + i);
      assert_int_equal(WRITE(sid, VTD_DRV_RID_PASID, 0x12000).code, VTD_FR_SFS_2);
      assert_int_equal(WRITE(sid, 100 + i, 0x12000).code, VTD_FR_SFS_2);
    }
  }
  for (unsigned i = 0; i < VTD_DRV_USERS / 2; i++) {
    uint16_t sid = (uint16_t)(SID + i);
    OK(vtd_drv_unbind(&b->unit, &d, sid, 100 + i));
    assert_true(b->m->device_tlb.pasid_valid);
    assert_int_equal(b->m->device_tlb.pasid, 100 + i);
    assert_int_equal(b->m->device_tlb.shift, 64);
    OK(vtd_drv_unbind(&b->unit, &d, sid, VTD_DRV_RID_PASID));
    assert_false(b->m->device_tlb.pasid_valid);
    OK(vtd_drv_detach(&b->unit, NULL, sid));
  }
  assert_int_equal(d.users, 0);
  OK(vtd_drv_domain_destroy(&d));
  end(b);
}

// Random use against what was asked for: no translation survives what ends it.
enum { SPACES = 4, DEVICES = 3, NUMBERS = 3, PAGES = 6 };

typedef struct model {
  uint64_t phys[SPACES][PAGES]; // 0: not mapped
  int bound[DEVICES][NUMBERS];  // space of (device, PASID index), -1: none
  uint32_t pasid[NUMBERS];
  vtd_drv_domain space[SPACES];
} model;

static uint64_t page_addr(unsigned page) {
  return UINT64_C(0x40000000) + page * UINT64_C(0x1000);
}

static void check_all(bench *b, const model *shadow) {
  for (unsigned dev = 0; dev < DEVICES; dev++) {
    for (unsigned n = 0; n < NUMBERS; n++) {
      for (unsigned page = 0; page < PAGES; page++) {
        int space = shadow->bound[dev][n];
        uint64_t want = space >= 0 ? shadow->phys[space][page] : 0;
        reached got = WRITE((uint16_t)(SID + dev), shadow->pasid[n], page_addr(page));
        assert_int_equal(got.code == 0, want != 0);
        if (want != 0)
          assert_int_equal(got.addr, want);
      }
    }
  }
}

static void change_binding(bench *b, model *shadow, uint64_t *seed) {
  unsigned dev = (unsigned)(fw_random(seed) % DEVICES), n = (unsigned)(fw_random(seed) % NUMBERS);
  int *bound = &shadow->bound[dev][n];
  uint16_t sid = (uint16_t)(SID + dev);
  if (*bound >= 0) {
    OK(vtd_drv_unbind(&b->unit, &shadow->space[*bound], sid, shadow->pasid[n]));
    *bound = -1;
    return;
  }
  int space = (int)(fw_random(seed) % SPACES);
  OK(vtd_drv_bind(&shadow->space[space], sid, shadow->pasid[n], 0));
  *bound = space;
}

static void change_page(bench *b, model *shadow, uint64_t *seed) {
  (void)b;
  unsigned space = (unsigned)(fw_random(seed) % SPACES), page = (unsigned)(fw_random(seed) % PAGES);
  uint64_t *phys = &shadow->phys[space][page];
  if (*phys != 0) {
    OK(vtd_drv_unmap(&shadow->space[space], page_addr(page), 0x1000));
    *phys = 0;
    return;
  }
  *phys = (fw_random(seed) % 4096 + 1) << 12;
  OK(vtd_drv_map(&shadow->space[space], page_addr(page), *phys, 0x1000, FW_RW));
}

static void random_changes(const vtd_config *config, uint64_t seed) {
  bench bench_ = start_with(config), *b = &bench_;
  model shadow = {.pasid = {VTD_DRV_RID_PASID, 7, 0x1FFF}};
  bring_up(b);
  for (unsigned i = 0; i < SPACES; i++) {
    if (i % 2 == 0)
      OK(vtd_drv_domain_create(&b->unit, &shadow.space[i], 0));
    else
      OK(vtd_drv_domain_create_first(&b->unit, &shadow.space[i], 0));
  }
  for (unsigned dev = 0; dev < DEVICES; dev++) {
    OK(vtd_drv_attach_blocked(&b->unit, (uint16_t)(SID + dev), VTD_DRV_ATTACH_PASID));
    for (unsigned n = 0; n < NUMBERS; n++)
      shadow.bound[dev][n] = -1;
  }
  for (unsigned step = 0; step < 400; step++) {
    if (fw_random(&seed) % 3 == 0)
      change_binding(b, &shadow, &seed);
    else
      change_page(b, &shadow, &seed);
    check_all(b, &shadow);
  }
  for (unsigned dev = 0; dev < DEVICES; dev++) {
    for (unsigned n = 0; n < NUMBERS; n++) {
      int space = shadow.bound[dev][n];
      if (space >= 0)
        OK(vtd_drv_unbind(&b->unit, &shadow.space[space], (uint16_t)(SID + dev), shadow.pasid[n]));
    }
    OK(vtd_drv_detach(&b->unit, NULL, (uint16_t)(SID + dev)));
  }
  for (unsigned i = 0; i < SPACES; i++)
    OK(vtd_drv_domain_destroy(&shadow.space[i]));
  end(b);
}

static void nothing_survives_what_ends_it(void **state) {
  (void)state;
  uint64_t seed = fw_seed();
  vtd_config config = vtd_config_scalable();
  random_changes(&config, seed);
  config.cap = vtd_cap_cm_set(config.cap, 1);
  random_changes(&config, seed + 1);
  config = vtd_config_scalable();
  config.cap = vtd_cap_psi_set(config.cap, 0);
  config.cap = vtd_cap_esrtps_set(config.cap, 0);
  random_changes(&config, seed + 2);
}

// What software is told to issue when a binding ends, in this order (chapter 6).
static void unbinding_invalidates_in_order(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_drv_domain first, second;
  uint64_t desc[VTD_QI_P_IOTLB_WORDS];
  begin(b);
  OK(vtd_drv_domain_create_first(&b->unit, &first, 0));
  OK(vtd_drv_domain_create(&b->unit, &second, 0));
  OK(vtd_drv_attach_blocked(&b->unit, SID, VTD_DRV_ATTACH_PASID | VTD_DRV_ATTACH_DEVICE_TLB));
  OK(vtd_drv_bind(&first, SID, 1, 0));
  OK(vtd_drv_bind(&second, SID, 2, 0));
  for (unsigned i = 1; i <= 2; i++) {
    static const unsigned kinds[2][4] = {
        {VTD_QI_TYPE_PC, VTD_QI_TYPE_P_IOTLB, VTD_QI_TYPE_P_DEV_TLB, VTD_QI_TYPE_WAIT},
        {VTD_QI_TYPE_PC, VTD_QI_TYPE_IOTLB, VTD_QI_TYPE_P_DEV_TLB, VTD_QI_TYPE_WAIT}};
    uint32_t at = b->unit.queue.tail;
    OK(vtd_drv_unbind(&b->unit, i == 1 ? &first : &second, SID, i));
    assert_int_equal(b->unit.queue.tail, at + 4 * VTD_QI_SIZE_256);
    for (unsigned k = 0; k < 4; k++, at += VTD_QI_SIZE_256) {
      for (unsigned w = 0; w < VTD_QI_P_IOTLB_WORDS; w++)
        desc[w] = machine_load(b->m, b->unit.queue.ring + at + 8 * w);
      assert_int_equal(vtd_qi_type(desc), kinds[i - 1][k]);
    }
  }
  OK(vtd_drv_detach(&b->unit, NULL, SID));
  OK(vtd_drv_domain_destroy(&first));
  OK(vtd_drv_domain_destroy(&second));
  end(b);
}

// ---- Accessed and dirty flags

typedef struct pages_seen {
  unsigned count;
  uint64_t last;
} pages_seen;

static void note_page(void *arg, uint64_t iova, uint64_t bytes) {
  pages_seen *seen = arg;
  assert_int_equal(bytes, 0x1000);
  seen->count++;
  seen->last = iova;
}

static unsigned harvest(vtd_drv_domain *d, bool accessed, uint64_t *last) {
  pages_seen seen = {0, 0};
  const vtd_drv_harvest_what what = {0x10000, 0x10000, accessed, note_page, &seen};
  OK(vtd_drv_harvest(d, &what));
  *last = seen.last;
  return seen.count;
}

static void writes_are_found(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  uint64_t last;
  begin(b);
  for (unsigned first = 0; first < 2; first++) {
    vtd_drv_domain d;
    if (first)
      OK(vtd_drv_domain_create_first(&b->unit, &d, 0));
    else
      OK(vtd_drv_domain_create(&b->unit, &d, 0));
    OK(vtd_drv_domain_track(&d));
    OK(vtd_drv_map(&d, 0x10000, 0x110000, 0x10000, FW_RW));
    OK(vtd_drv_attach(&d, SID, 0));
    assert_int_equal(vtd_drv_domain_track(&d), first ? VTD_DRV_OK : VTD_DRV_STATE);
    assert_int_equal(harvest(&d, false, &last), 0);
    READ(SID, VTD_DRV_RID_PASID, 0x12000);
    assert_int_equal(harvest(&d, false, &last), 0);
    for (unsigned round = 0; round < 3; round++) { // cached as dirty: has to be found again
      WRITE(SID, VTD_DRV_RID_PASID, 0x13000);
      assert_int_equal(harvest(&d, false, &last), 1);
      assert_int_equal(last, 0x13000);
      assert_int_equal(harvest(&d, false, &last), 0);
    }
    assert_int_equal(harvest(&d, true, &last), 2);
    assert_int_equal(harvest(&d, true, &last), 0);
    READ(SID, VTD_DRV_RID_PASID, 0x1F000);
    assert_int_equal(harvest(&d, true, &last), 1);
    assert_int_equal(last, 0x1F000);
    OK(vtd_drv_detach(&b->unit, &d, SID));
    OK(vtd_drv_unmap(&d, 0x10000, 0x10000));
    OK(vtd_drv_domain_destroy(&d));
  }
  vtd_drv_domain plain;
  const vtd_drv_harvest_what what = {0x10000, 0x10000, false, note_page, NULL};
  OK(vtd_drv_domain_create(&b->unit, &plain, 0));
  assert_int_equal(vtd_drv_harvest(&plain, &what), VTD_DRV_UNSUPPORTED);
  OK(vtd_drv_domain_destroy(&plain));
  end(b);
}

// ---- What a unit lacks, and what callers do wrong

static void missing_features(void **state) {
  (void)state;
  vtd_config config = vtd_config_scalable();
  config.cap = vtd_cap_fs5lp_set(config.cap, 0);
  config.ecap = vtd_ecap_nest_set(config.ecap, 0);
  config.ecap = vtd_ecap_pasid_set(config.ecap, 0);
  config.ecap = vtd_ecap_pss_set(config.ecap, 0);
  config.ecap = vtd_ecap_rprivs_set(config.ecap, 0);
  config.ecap = vtd_ecap_srs_set(config.ecap, 0);
  config.ecap = vtd_ecap_ssads_set(config.ecap, 0);
  bench bench_ = start_with(&config), *b = &bench_;
  vtd_drv_domain d, n;
  bring_up(b);
  assert_int_equal(vtd_drv_pasid_limit(&b->unit), 1);
  assert_int_equal(vtd_drv_domain_create_first(&b->unit, &d, 5), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_domain_create_first(&b->unit, &d, 3), VTD_DRV_UNSUPPORTED);
  OK(vtd_drv_domain_create(&b->unit, &d, 0));
  assert_int_equal(vtd_drv_domain_track(&d), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_domain_create_nested(&d, &n, 0, 4), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_attach(&d, SID, VTD_DRV_ATTACH_PASID), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_attach(&d, SID, VTD_DRV_ATTACH_SUPERVISOR), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_attach(&d, SID, VTD_DRV_ATTACH_PAGE_REQUESTS), VTD_DRV_UNSUPPORTED);
  OK(vtd_drv_attach(&d, SID, 0));
  assert_int_equal(vtd_drv_bind(&d, SID, 1, 0), VTD_DRV_RANGE);
  assert_int_equal(vtd_drv_bind(&d, SID, 0, VTD_DRV_ATTACH_PASID), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_bind(&d, SID, 0, 0), VTD_DRV_EXISTS);
  OK(vtd_drv_detach(&b->unit, &d, SID));
  OK(vtd_drv_domain_destroy(&d));
  end(b);
}

static void legacy_mode_says_no(void **state) {
  (void)state;
  vtd_config config = vtd_config_scalable();
  static vtd_drv unit;
  vtd_drv_domain d, n;
  machine *m = fw_start(&unit, &config, true);
  assert_int_equal(vtd_drv_pasid_limit(&unit), 1);
  assert_int_equal(vtd_drv_domain_create_first(&unit, &d, 0), VTD_DRV_UNSUPPORTED);
  OK(vtd_drv_domain_create(&unit, &d, 0));
  assert_int_equal(vtd_drv_domain_create_nested(&d, &n, 0, 4), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_domain_track(&d), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_attach(&d, SID, VTD_DRV_ATTACH_PASID), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_attach_blocked(&unit, SID, 0), VTD_DRV_UNSUPPORTED);
  OK(vtd_drv_attach(&d, SID, 0));
  assert_int_equal(vtd_drv_bind(&d, SID, 1, 0), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_unbind(&unit, &d, SID, 1), VTD_DRV_UNSUPPORTED);
  OK(vtd_drv_detach(&unit, &d, SID));
  OK(vtd_drv_domain_destroy(&d));
  fw_stop(&unit, m);
  vtd_drv_options options = {.base = MACHINE_VTD_BASE, .haw = 48, .scalable = true};
  config = vtd_config_default();
  m = fw_machine_new(&config);
  assert_int_equal(vtd_drv_probe(&unit, &m->env.hal, &options), VTD_DRV_UNSUPPORTED);
  machine_free(m);
}

// Out of memory at any point: an error, nothing lost, and it works again afterwards.
static void no_memory_is_survived(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_drv_domain d, p;
  begin(b);
  OK(vtd_drv_domain_create(&b->unit, &d, 0));
  OK(vtd_drv_domain_create_first(&b->unit, &p, 0));
  uint64_t before = b->m->pages_out;
  for (unsigned allowed = 0;; allowed++) {
    b->m->allocations_left = allowed;
    vtd_drv_err attached = vtd_drv_attach(&d, SID, VTD_DRV_ATTACH_PASID);
    vtd_drv_err bound = attached == VTD_DRV_OK ? vtd_drv_bind(&p, SID, FAR, 0) : attached;
    b->m->allocations_left = UINT64_MAX;
    assert_true(bound == VTD_DRV_OK || bound == VTD_DRV_NO_MEMORY);
    if (bound == VTD_DRV_OK)
      OK(vtd_drv_unbind(&b->unit, &p, SID, FAR));
    if (attached == VTD_DRV_OK)
      OK(vtd_drv_detach(&b->unit, &d, SID));
    assert_int_equal(d.attached + p.attached, 0);
    if (bound == VTD_DRV_OK) {
      // Directory, table, larger directory, table; the context table stayed from an earlier turn.
      assert_int_equal(allowed, 4);
      break;
    }
    assert_in_range(b->m->pages_out, before, before + 1); // the context table stays
  }
  OK(vtd_drv_domain_destroy(&p));
  OK(vtd_drv_domain_destroy(&d));
  end(b);
}

static void pasid_pool(void **state) {
  (void)state;
  vtd_config config = vtd_config_scalable();
  machine *m = fw_machine_new(&config);
  static vtd_drv_pasid_pool pool;
  vtd_drv_pasid_pool_init(&pool, &m->env.hal, 70);
  for (uint32_t i = 1; i < 70; i++)
    assert_int_equal(vtd_drv_pasid_take(&pool).pasid, i);
  assert_int_equal(vtd_drv_pasid_take(&pool).err, VTD_DRV_NO_PASID);
  OK(vtd_drv_pasid_give(&pool, 65));
  assert_int_equal(vtd_drv_pasid_give(&pool, 65), VTD_DRV_NOT_MAPPED);
  assert_int_equal(vtd_drv_pasid_give(&pool, 0), VTD_DRV_NOT_MAPPED);
  assert_int_equal(vtd_drv_pasid_give(&pool, 70), VTD_DRV_NOT_MAPPED);
  OK(vtd_drv_pasid_give(&pool, 3));
  assert_int_equal(vtd_drv_pasid_take(&pool).pasid, 3);
  assert_int_equal(vtd_drv_pasid_take(&pool).pasid, 65); // it goes round
  vtd_drv_pasid_pool_end(&pool);
  assert_int_equal(m->pages_out, 0);
  vtd_drv_pasid_pool_init(&pool, &m->env.hal, UINT32_MAX);
  for (uint32_t i = 1; i <= 3 * VTD_DRV_PASID_POOL_NUMBERS; i++)
    assert_int_equal(vtd_drv_pasid_take(&pool).pasid, i);
  assert_int_equal(m->pages_out, 4);
  m->allocations_left = 0;
  pool.next = 10 * VTD_DRV_PASID_POOL_NUMBERS;
  assert_int_equal(vtd_drv_pasid_take(&pool).err, VTD_DRV_NO_MEMORY);
  vtd_drv_pasid_pool_end(&pool);
  assert_int_equal(m->pages_out, 0);
  machine_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pasids_have_spaces_of_their_own),
      cmocka_unit_test(all_requester_ids),
      cmocka_unit_test(supervisor_pages),
      cmocka_unit_test(pass_through_by_pasid),
      cmocka_unit_test(nested_tables),
      cmocka_unit_test(unmap_reaches_every_pasid),
      cmocka_unit_test(nothing_survives_what_ends_it),
      cmocka_unit_test(unbinding_invalidates_in_order),
      cmocka_unit_test(writes_are_found),
      cmocka_unit_test(missing_features),
      cmocka_unit_test(legacy_mode_says_no),
      cmocka_unit_test(no_memory_is_survived),
      cmocka_unit_test(pasid_pool),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

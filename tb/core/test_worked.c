// SPDX-License-Identifier: Apache-2.0
// Machines that are typed by hand, word by word: what the worked values of tb/regmap mean to a
// unit. Nothing here is built with the generated accessors or the table builders; registers,
// entries, descriptors, messages and fault records are the numbers that software and hardware
// exchange.
#include <string.h>

#include "core_test.h"

#define SID 0x0810

enum { RTADDR = 0x20, FRCD = 0x220, IQT = 0x88, IQA = 0x90, IQH = 0x80, IRTA = 0xB8 };
enum { GCMD_TE = 31, GCMD_SRTP = 30, GCMD_QIE = 26, GCMD_IRE = 25, GCMD_SIRTP = 24 };

#define CAP_EXAMPLE       UINT64_C(0x00D2008C226F0606)
#define CAP_PI            (UINT64_C(1) << 59)
#define ECAP_LEGACY       UINT64_C(0x0000000000F00FDB)
#define ECAP_SCALABLE     UINT64_C(0x0003ED9EA4F00FDF)
#define ROOT_TABLE        UINT64_C(0x07000000)
#define CONTEXT_TABLE     UINT64_C(0x08000000)
#define PASID_TABLE       UINT64_C(0x09000000)
#define QUEUE             UINT64_C(0x06000000)
#define INTERRUPT_TABLE   UINT64_C(0x05000000)
#define STATUS            UINT64_C(0x0B000000)
#define PAGE              UINT64_C(0x0AAA0000)
#define POSTED_DESCRIPTOR UINT64_C(0x1234567FC0)

static core_test begin(uint64_t cap, uint64_t ecap) {
  vtd_config c = vtd_config_scalable();
  c.cap = cap;
  c.ecap = ecap;
  c.haw = 48;
  assert_null(vtd_config_check(&c));
  core_test t = core_test_begin(&c);
  assert_true(vtdt_reg64(t.unit, 0x08) == cap);
  assert_true(vtdt_reg64(t.unit, 0x10) == ecap);
  return t;
}

static void put(core_test *t, uint64_t at, uint64_t word) {
  vtdt_write64(&t->guest->space, at, word);
}
static uint64_t get(core_test *t, uint64_t at) {
  return vtdt_read64(&t->guest->space, at);
}
static void enable(core_test *t, unsigned bit) {
  assert_true(vtdt_gcmd_set(t->unit, 1u << bit));
}

static vtd_result request(core_test *t, uint64_t addr, vtd_access access, uint32_t pasid) {
  vtd_request q = {.addr = addr, .bytes = 64, .sid = SID, .access = (uint8_t)access};
  q.pasid = pasid;
  q.flags = pasid != 0 ? VTD_REQ_PASID : 0;
  vtd_result r;
  vtd_translate(t->unit, &q, &r);
  return r;
}

static void expect(vtd_result r, uint64_t addr, uint16_t did) {
  assert_int_equal(r.code, 0);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.addr, addr);
  assert_int_equal(r.did, did);
}

static void expect_record(core_test *t, unsigned index, uint64_t low, uint64_t high) {
  assert_int_equal(vtdt_reg64(t->unit, FRCD + 16 * index), low);
  assert_int_equal(vtdt_reg64(t->unit, FRCD + 16 * index + 8), high);
  vtdt_reg64_write(t->unit, FRCD + 16 * index + 8, UINT64_C(1) << 63);
}

// Four levels of second-stage tables at a place: 7F000h leads to PAGE with these rights.
static void second_stage(core_test *t, uint64_t table, unsigned rights) {
  put(t, table, (table + 0x1000) | 3);
  put(t, table + 0x1000, (table + 0x2000) | 3);
  put(t, table + 0x2000, (table + 0x3000) | 3);
  put(t, table + 0x3000 + 0x7F * 8, PAGE | rights);
}

static void legacy_mode(void **state) {
  (void)state;
  core_test t = begin(CAP_EXAMPLE, ECAP_LEGACY);
  put(&t, ROOT_TABLE + 8 * 16, CONTEXT_TABLE | 1);
  const uint64_t context = CONTEXT_TABLE + 0x10 * 16;
  put(&t, context, 0x0000000001000001);
  put(&t, context + 8, 0x0000000000000702);
  second_stage(&t, 0x01000000, 1);
  vtdt_reg64_write(t.unit, RTADDR, ROOT_TABLE);
  enable(&t, GCMD_SRTP);
  enable(&t, GCMD_TE);
  expect(request(&t, 0x7F040, VTD_ACCESS_READ, 0), PAGE + 0x40, 7);
  assert_int_equal(request(&t, 0x7F040, VTD_ACCESS_WRITE, 0).code, 5);
  expect_record(&t, 0, 0x000000000007F000, 0x8000000500000810);
  // Pass-through.
  put(&t, context, 0x0000000000000009);
  ccmd(&t, UINT64_C(1) << 63 | UINT64_C(1) << 61);
  expect(request(&t, 0x7F040, VTD_ACCESS_WRITE, 0), 0x7F040, 7);
  core_test_end(&t);
}

// ---- Scalable mode

static void pasid_entry(core_test *t, uint32_t pasid, uint64_t a, uint64_t b, uint64_t c) {
  put(t, PASID_TABLE + pasid * 64, a);
  put(t, PASID_TABLE + pasid * 64 + 8, b);
  put(t, PASID_TABLE + pasid * 64 + 16, c);
}

static core_test begin_scalable(void) {
  core_test t = begin(CAP_EXAMPLE | CAP_PI, ECAP_SCALABLE);
  put(&t, ROOT_TABLE + 8 * 16, CONTEXT_TABLE | 1);
  put(&t, CONTEXT_TABLE + 0x10 * 32, 0x0000000002000E1D);
  put(&t, 0x02000000, PASID_TABLE | 1);
  pasid_entry(&t, 0, 0x0000000003000089, 0x0000000000800009, 0);
  pasid_entry(&t, 0x10, 0x0000000000000041, 0x0000000000800001, 0x0000000004000001);
  pasid_entry(&t, 0x11, 0x00000000030000C9, 0x0000000000800009, 0x0000000004000001);
  pasid_entry(&t, 0x12, 0x0000000000000109, 0x0000000000000009, 0x0000000000000001);
  second_stage(&t, 0x03000000, 3);
  put(&t, 0x03002000 + 0x20 * 8, 0x04000083); // guest 4000000h is where it is, 2 MiB
  // First stage: the page is 7F000h; all accessed and dirty.
  put(&t, 0x04000000, 0x04001027);
  put(&t, 0x04001000, 0x04002027);
  put(&t, 0x04002000, 0x04003027);
  put(&t, 0x04003000 + 0x7F * 8, 0x0007F067);
  vtdt_reg64_write(t.unit, RTADDR, 0x07000400);
  enable(&t, GCMD_SRTP);
  vtdt_reg64_write(t.unit, IQA, 0x06000801);
  enable(&t, GCMD_QIE);
  enable(&t, GCMD_TE);
  return t;
}

// A descriptor of 32 bytes at the tail: taken without an error.
static void submit(core_test *t, uint64_t a, uint64_t b) {
  const uint64_t tail = vtdt_reg64(t->unit, IQT);
  put(t, QUEUE + tail, a);
  put(t, QUEUE + tail + 8, b);
  put(t, QUEUE + tail + 16, 0);
  put(t, QUEUE + tail + 24, 0);
  vtdt_reg64_write(t->unit, IQT, tail + 32);
  assert_int_equal(vtdt_reg64(t->unit, IQH), tail + 32);
  assert_int_equal(fsts(t) & 0x70, 0);
}

static void scalable_mode(void **state) {
  (void)state;
  core_test t = begin_scalable();
  for (int again = 0; again < 2; again++) {
    expect(request(&t, 0x7F040, VTD_ACCESS_WRITE, 0), PAGE + 0x40, 9);
    expect(request(&t, 0x7F040, VTD_ACCESS_WRITE, 0x10), 0x7F040, 1);
    expect(request(&t, 0x7F040, VTD_ACCESS_WRITE, 0x11), PAGE + 0x40, 9);
    expect(request(&t, 0x7F040, VTD_ACCESS_WRITE, 0x12), 0x7F040, 9);
  }
  put(&t, 0x04003000 + 0x7F * 8, 0x0007F066); // not present
  expect(request(&t, 0x7F040, VTD_ACCESS_READ, 0x10), 0x7F040, 1);
  submit(&t, 0x0000001000010026, 0); // all of PASID 10h in domain 1
  assert_int_equal(request(&t, 0x7F040, VTD_ACCESS_READ, 0x10).code, 0x71);
  expect_record(&t, 0, 0x000000000007F000, 0xC000107180000810);
  expect(request(&t, 0x7F040, VTD_ACCESS_READ, 0x11), PAGE + 0x40, 9); // that was another one
  core_test_end(&t);
}

static void descriptors(void **state) {
  (void)state;
  core_test t = begin_scalable();
  static const uint64_t harmless[][2] = {{0x11, 0},
                                         {0x0000081000070031, 0},
                                         {0xD2, 0},
                                         {0x00050022, 0},
                                         {0x000500F2, 0x12345009},
                                         {0x4, 0},
                                         {0x0000004018000014, 0},
                                         {0x37, 0},
                                         {0x0000001000010017, 0},
                                         {0x0000001000010026, 0},
                                         {0x0000001000010036, 0x7040}};
  for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
    submit(&t, harmless[i][0], harmless[i][1]);
  submit(&t, 0x0000000200000025, STATUS);
  assert_int_equal(get(&t, STATUS), 2);
  vtdt_guest_clear_logs(t.guest);
  submit(&t, 0x55, 0); // interrupt and fence
  assert_int_equal(vtdt_reg32(t.unit, 0x9C), 1);
  submit(&t, 0x0000001008100019, 0x28);
  assert_int_equal(t.guest->response_count, 1);
  const vtd_page_group_response *p = &t.guest->responses[0];
  assert_int_equal(p->sid, SID);
  assert_true(p->pasid_valid);
  assert_int_equal(p->pasid, 0x10);
  assert_int_equal(p->prgi, 5);
  assert_int_equal(p->code, 0);
  core_test_end(&t);
}

static void device_tlb_descriptors(void **state) {
  (void)state;
  static const struct {
    uint64_t a, b, base;
    unsigned shift;
    bool pasid;
  } cases[] = {
      {0x0000081000000003, 0x0000000000107001, 0x100000, 16, false},
      {0x0000081000000003, 0x7FFFFFFFFFFFF001, 0, 64, false},
      {0x0000001008100008, 0x0000000000100000, 0x100000, 12, true},
      {0x0000001008100008, 0x7FFFFFFFFFFFF800, 0, 64, true},
  };
  core_test t = begin_scalable();
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    vtdt_guest_clear_logs(t.guest);
    submit(&t, cases[i].a, cases[i].b);
    assert_int_equal(t.guest->dev_tlb_inv_count, 1);
    const vtd_dev_tlb_inv *inv = &t.guest->dev_tlb_invs[0];
    assert_int_equal(inv->sid, SID);
    assert_int_equal(inv->base, cases[i].base);
    assert_int_equal(inv->shift, cases[i].shift);
    assert_int_equal(inv->pasid_valid, cases[i].pasid);
    assert_int_equal(inv->pasid, cases[i].pasid ? 0x10 : 0);
    vtd_dev_tlb_complete(t.unit, SID, 1u << inv->itag, 1);
  }
  submit(&t, 0x0000000300000025, STATUS); // nobody is waited for
  assert_int_equal(get(&t, STATUS), 3);
  core_test_end(&t);
}

// ---- Interrupts

static vtd_interrupt_result interrupt(core_test *t, uint64_t addr, uint32_t data, uint16_t sid) {
  vtd_interrupt_request q = {.addr = addr, .data = data, .sid = sid};
  vtd_interrupt_result r;
  vtd_interrupt(t->unit, &q, &r);
  return r;
}

static void interrupts(void **state) {
  (void)state;
  for (unsigned extended = 0; extended < 2; extended++) {
    core_test t = begin_scalable();
    put(&t, INTERRUPT_TABLE + 0x1234 * 16, extended ? 0x0000000100310001 : 0x0000010000310001);
    put(&t, INTERRUPT_TABLE + 0x1234 * 16 + 8, 0x0000000000040810);
    put(&t, INTERRUPT_TABLE + 0x8001 * 16, 0x34567FC000318001);
    put(&t, INTERRUPT_TABLE + 0x8001 * 16 + 8, 0x0000001200040810);
    vtdt_reg64_write(t.unit, IRTA, extended ? 0x0500080F : 0x0500000F);
    enable(&t, GCMD_SIRTP);
    enable(&t, GCMD_IRE);
    vtd_interrupt_result r = interrupt(&t, 0xFEE24698, 0, SID); // handle 1234h, subhandle 0
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.addr, 0xFEE01000); // to 1
    assert_int_equal(r.data & 0x7FF, 0x31);
    // Handle 8001h is posted: vector 31h of the descriptor, whose own message goes out.
    put(&t, POSTED_DESCRIPTOR + 32, UINT64_C(0x42) << 16); // notification vector 42h
    r = interrupt(&t, 0xFEE00034, 0xFFFFFFFF, SID);
    assert_int_equal(r.code, 0);
    assert_true(get(&t, POSTED_DESCRIPTOR) == UINT64_C(1) << 0x31);
    assert_true(get(&t, POSTED_DESCRIPTOR + 32) == (UINT64_C(0x42) << 16 | 1)); // ON
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.data & 0xFF, 0x42);
    // Not present: as an IOAPIC sends it whose entry is 000B000000000841h (index 8005h).
    assert_int_equal(interrupt(&t, 0xFEE000B4, 0x41, 0xF0F8).code, 0x22);
    expect_record(&t, 0, 0x8005000000000000, 0x800000220000F0F8);
    core_test_end(&t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(legacy_mode), cmocka_unit_test(scalable_mode),
      cmocka_unit_test(descriptors), cmocka_unit_test(device_tlb_descriptors),
      cmocka_unit_test(interrupts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

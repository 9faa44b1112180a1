// SPDX-License-Identifier: Apache-2.0
// The driver's page request queue: service, answers per group, wrap, overflow (chapter 4).
#include "fw_test.h"
#include "vtd_drv_page_requests.h"
#include "vtd_drv_scalable.h"

#define SID      UINT16_C(0x0018)
#define PASID    5u
#define OK(call) assert_int_equal(call, VTD_DRV_OK)

typedef struct bench {
  machine *m;
  vtd_drv unit;
  vtd_drv_domain space;
  vtd_drv_page_queue queue;
  unsigned served;
  uint64_t refuse; // page that is not there
} bench;

static vtd_drv_page_answer serve(void *arg, const vtd_drv_page_request *request) {
  bench *b = arg;
  b->served++;
  assert_int_equal(request->sid, SID);
  assert_int_equal(request->pasid, PASID);
  if (request->addr == b->refuse)
    return VTD_DRV_PAGE_INVALID;
  vtd_drv_err err = vtd_drv_map(&b->space, request->addr, request->addr | 0x1000000, 0x1000, FW_RW);
  return err == VTD_DRV_OK || err == VTD_DRV_EXISTS ? VTD_DRV_PAGE_SUCCESS : VTD_DRV_PAGE_FAILURE;
}

static void begin(bench *b) {
  const vtd_drv_page_queue_options options = {0, VTD_INTR_BASE, 0x45, serve, b};
  vtd_config config = vtd_config_scalable();
  b->served = 0;
  b->refuse = UINT64_MAX;
  b->m = fw_machine_new(&config);
  vtd_drv_options how = fw_options(b->m);
  how.scalable = true;
  OK(vtd_drv_probe(&b->unit, &b->m->env.hal, &how));
  OK(vtd_drv_start(&b->unit));
  OK(vtd_drv_translation_on(&b->unit));
  OK(vtd_drv_page_queue_start(&b->queue, &b->unit, &options));
  assert_int_equal(vtd_drv_page_queue_start(&b->queue, &b->unit, &options), VTD_DRV_STATE);
  OK(vtd_drv_domain_create_first(&b->unit, &b->space, 0));
  OK(vtd_drv_attach_blocked(&b->unit, SID,
                            VTD_DRV_ATTACH_PASID | VTD_DRV_ATTACH_DEVICE_TLB |
                                VTD_DRV_ATTACH_PAGE_REQUESTS));
  OK(vtd_drv_bind(&b->space, SID, PASID, 0));
}

static void end(bench *b) {
  OK(vtd_drv_unbind(&b->unit, &b->space, SID, PASID));
  OK(vtd_drv_detach(&b->unit, NULL, SID));
  OK(vtd_drv_domain_destroy(&b->space));
  OK(vtd_drv_page_queue_stop(&b->queue));
  assert_int_equal(vtd_drv_page_queue_service(&b->queue), VTD_DRV_STATE);
  OK(vtd_drv_shutdown(&b->unit));
  assert_int_equal(b->m->pages_out, 0);
  assert_int_equal(b->m->failed, 0);
  machine_free(b->m);
}

static vtd_page_request_result ask(bench *b, uint64_t addr, uint16_t group, bool last) {
  vtd_page_request request = {.addr = addr,
                              .pasid = PASID,
                              .sid = SID,
                              .prgi = group,
                              .pasid_valid = true,
                              .read = true,
                              .write = true,
                              .last = last};
  vtd_page_request_result result;
  vtd_request_page(b->m->unit, &request, &result);
  return result;
}

static void requests_are_served(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  begin(b);
  uint64_t messages = b->m->messages;
  for (unsigned i = 0; i < 3; i++)
    assert_int_equal(ask(b, 0x10000 + i * 0x1000, 9, i == 2).status, VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(b->m->messages, messages + 1); // one event
  OK(vtd_drv_page_queue_service(&b->queue));
  assert_int_equal(b->served, 3);
  assert_int_equal(b->m->responses, 1); // one answer for the group
  assert_int_equal(b->m->response.code, VTD_QI_PGRP_RESP_RC_SUCCESS);
  assert_int_equal(b->m->response.prgi, 9);
  assert_int_equal(b->m->response.pasid, PASID);
  assert_int_equal(b->m->response.sid, SID);
  for (unsigned i = 0; i < 3; i++)
    assert_true(vtd_drv_query(&b->space, 0x10000 + i * 0x1000).present);
  ask(b, 0x20000, 1, true); // the next one raises an event again
  assert_int_equal(b->m->messages, messages + 2);
  OK(vtd_drv_page_queue_service(&b->queue));
  assert_int_equal(b->m->responses, 2);
  end(b);
}

// One bad page spoils its group and no other, in whatever order they come.
static void one_bad_page_spoils_its_group(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  begin(b);
  b->refuse = 0x50000;
  ask(b, 0x50000, 1, false);
  ask(b, 0x51000, 2, false);
  ask(b, 0x52000, 2, true);
  OK(vtd_drv_page_queue_service(&b->queue));
  assert_int_equal(b->m->response.prgi, 2);
  assert_int_equal(b->m->response.code, VTD_QI_PGRP_RESP_RC_SUCCESS);
  ask(b, 0x53000, 1, true);
  OK(vtd_drv_page_queue_service(&b->queue));
  assert_int_equal(b->m->response.prgi, 1);
  assert_int_equal(b->m->response.code, VTD_QI_PGRP_RESP_RC_INVALID);
  ask(b, 0x54000, 1, true); // a new group with that number
  OK(vtd_drv_page_queue_service(&b->queue));
  assert_int_equal(b->m->response.code, VTD_QI_PGRP_RESP_RC_SUCCESS);
  end(b);
}

static void overflow_is_survived(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  begin(b);
  for (unsigned round = 0; round < 3; round++) {
    unsigned queued = 0, answered = 0, served = b->served;
    for (unsigned i = 0; i < 200; i++) {
      vtd_page_request_result result = ask(b, 0x100000 + i * 0x1000, (uint16_t)i, true);
      queued += result.status == VTD_PAGE_REQUEST_QUEUED;
      answered += result.status == VTD_PAGE_REQUEST_ANSWERED;
    }
    assert_int_equal(queued, 127); // one entry stays free
    assert_int_equal(answered, 73);
    OK(vtd_drv_page_queue_service(&b->queue));
    assert_int_equal(b->served, served + 127);
    assert_int_equal(b->queue.overflows, round + 1);
  }
  assert_int_equal(ask(b, 0x100000, 0, true).status, VTD_PAGE_REQUEST_QUEUED);
  OK(vtd_drv_page_queue_service(&b->queue));
  end(b);
}

static void stop_markers_get_no_answer(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  begin(b);
  vtd_page_request marker = {.pasid = PASID, .sid = SID, .pasid_valid = true, .last = true};
  vtd_page_request_result result;
  vtd_request_page(b->m->unit, &marker, &result);
  OK(vtd_drv_page_queue_service(&b->queue));
  assert_int_equal(b->served, 0);
  assert_int_equal(b->m->responses, 0);
  assert_int_equal(b->queue.requests, 1);
  end(b);
}

static void legacy_mode_has_none(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_config config = vtd_config_scalable();
  const vtd_drv_page_queue_options options = {0, VTD_INTR_BASE, 0x45, serve, b};
  vtd_drv_page_queue_options huge = options, silent = options;
  b->m = fw_start(&b->unit, &config, false);
  huge.order = 8;
  silent.serve = NULL;
  assert_int_equal(vtd_drv_page_queue_start(&b->queue, &b->unit, &options), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_page_queue_start(&b->queue, &b->unit, &huge), VTD_DRV_BAD_ARGUMENT);
  assert_int_equal(vtd_drv_page_queue_start(&b->queue, &b->unit, &silent), VTD_DRV_BAD_ARGUMENT);
  fw_stop(&b->unit, b->m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(requests_are_served),  cmocka_unit_test(one_bad_page_spoils_its_group),
      cmocka_unit_test(overflow_is_survived), cmocka_unit_test(stop_markers_get_no_answer),
      cmocka_unit_test(legacy_mode_has_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
// Page requests of devices (chapter 4): the queue, and the answers. Freestanding C11.
//
// A device attached with VTD_DRV_ATTACH_PAGE_REQUESTS asks for pages that it finds not mapped.
// Requests come in groups; the last request of a group is answered for all of it.
#ifndef VTD_DRV_PAGE_REQUESTS_H
#define VTD_DRV_PAGE_REQUESTS_H

#include "vtd_drv.h"

typedef struct vtd_drv_page_request {
  uint64_t addr;  // of the page
  uint32_t pasid; // if has_pasid
  uint16_t sid;
  uint16_t group;
  bool has_pasid, read, write, execute, privileged;
  bool last; // of its group
} vtd_drv_page_request;

typedef enum vtd_drv_page_answer {
  VTD_DRV_PAGE_SUCCESS, // look again: it is mapped
  VTD_DRV_PAGE_INVALID, // there is nothing there for you
  VTD_DRV_PAGE_FAILURE, // ask no more: the device stops its page requests
} vtd_drv_page_answer;

typedef vtd_drv_page_answer (*vtd_drv_page_fn)(void *arg, const vtd_drv_page_request *request);

#define VTD_DRV_PAGE_GROUPS 32u // open groups with a bad answer that are remembered

typedef struct vtd_drv_page_group {
  bool used;
  vtd_drv_page_request request; // one of it
  vtd_drv_page_answer answer;   // the worst so far
} vtd_drv_page_group;

// The page request queue of one unit. Caller-owned; fields are for reading.
typedef struct vtd_drv_page_queue {
  vtd_drv *unit;
  uint64_t ring; // physical address, 0: not started
  uint32_t bytes;
  uint8_t order;
  vtd_drv_page_fn serve;
  void *arg;
  uint64_t requests, responses, overflows; // free-running
  vtd_drv_page_group group[VTD_DRV_PAGE_GROUPS];
} vtd_drv_page_queue;

typedef struct vtd_drv_page_queue_options {
  uint8_t order;         // log2 of the ring's size in pages, 0 .. 7; 128 requests per page
  uint64_t message_addr; // of the event
  uint32_t message_data;
  vtd_drv_page_fn serve; // called by vtd_drv_page_queue_service(); may map and unmap
  void *arg;
} vtd_drv_page_queue_options;

// Needs a started unit in scalable mode. VTD_DRV_UNSUPPORTED (ECAP.PRS), VTD_DRV_NO_MEMORY.
vtd_drv_err vtd_drv_page_queue_start(vtd_drv_page_queue *queue, vtd_drv *unit,
                                     const vtd_drv_page_queue_options *options);

// Serves everything that is in the queue, and answers. Not from an interrupt handler: the handler
// of the event only notes that there is work. Recovers from an overflow. Returns what the
// submission of the answers returned.
vtd_drv_err vtd_drv_page_queue_service(vtd_drv_page_queue *queue);

// After the devices are detached (which drains what they asked for) and the rest is served.
vtd_drv_err vtd_drv_page_queue_stop(vtd_drv_page_queue *queue);

// An answer as a command.
void vtd_drv_batch_page_response(vtd_drv_batch *batch, const vtd_drv_page_request *request,
                                 vtd_drv_page_answer answer);

#endif // VTD_DRV_PAGE_REQUESTS_H

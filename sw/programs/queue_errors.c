// SPDX-License-Identifier: Apache-2.0
// Errors of the invalidation queue (chapters 6 and 7): the unit refuses a descriptor or a tail,
// stops with the head on the spot, and says why. A driver has to find out, put things right and go
// on without losing the commands before and after.
//
// Every kind of refusal is provoked next to good commands, and the good ones must have had their
// effect: what they were to invalidate is out of the device's reach.
#include "programs.h"
#include "rig.h"

#define IOVA UINT64_C(0x40000000)

static bool set_up(rig_scene *s) {
  const rig_scene_want want = {32, 0, 0, 4096};
  return rig_scene_open(s, &want);
}

// The page is taken out of the tables but stays in the caches: it is up to the batch to drop it.
static void prepare(rig_scene *s) {
  rig *r = s->r;
  rig_ok(r, vtd_drv_map(s->domain, IOVA, s->memory, 4096, VTD_DRV_READ | VTD_DRV_WRITE),
         "a page is mapped");
  dmae_job job = rig_job_fill(1, IOVA, 64);
  rig_dma_ok(r, dmae_run(&s->dev->dma, &job, RIG_DMA_NS), "and used");
  rig_ok(r, vtd_drv_unmap_deferred(s->domain, IOVA, 4096, NULL, NULL), "and unmapped");
}

static void check_dropped(rig_scene *s) {
  dmae_job job = rig_job_fill(2, IOVA, 64);
  rig_blocked expected = {VTD_FR_LGN_2, IOVA, VTD_DRV_ACCESS_WRITE,
                          "the good command beside it had its effect"};
  rig_provoke(s->r, s->dev, &job, &expected);
  rig_check(s->r, rig_all(s->r, s->memory, 64, 1), "the page is as it was");
  rig_ok(s->r, vtd_drv_flush_deferred(&s->r->unit), "the queue goes on");
}

typedef struct refusal {
  uint64_t words[2];
  uint8_t info;
  const char *phase;
} refusal;

static void refused(rig_scene *s, const refusal *bad, bool good_first) {
  rig *r = s->r;
  vtd_drv_batch batch;
  const uint64_t words[4] = {bad->words[0], bad->words[1], 0, 0};
  uint32_t before = r->unit.queue.error.count;
  prepare(s);
  vtd_drv_batch_begin(&batch);
  if (good_first)
    vtd_drv_batch_iotlb_domain(&batch, &r->unit, s->domain->did);
  vtd_drv_batch_raw(&batch, words);
  if (!good_first)
    vtd_drv_batch_iotlb_domain(&batch, &r->unit, s->domain->did);
  rig_check(r, vtd_drv_batch_run(&r->unit, &batch) == VTD_DRV_QUEUE_ERROR,
            "the bad descriptor is refused");
  rig_check(r, r->unit.queue.error.count == before + 1, "once");
  rig_check(r, r->unit.queue.error.info == bad->info, "for the right reason");
  rig_check(r, r->unit.queue.error.words[0] == words[0] && r->unit.queue.error.words[1] == words[1],
            "with the head on it");
  check_dropped(s);
}

static void all_refusals(rig_scene *s) {
  uint64_t type[2] = {0, 0}, type_high[2] = {0, 0}, rsvd[2] = {0, 0}, granularity[2] = {0, 0};
  uint64_t pasid[2] = {0, 0};
  vtd_qi_type_set(type, 0xE);
  vtd_qi_type_set(type_high, VTD_QI_TYPE_IOTLB);
  vtd_qi_type_hi_set(type_high, 1);
  vtd_qi_type_set(rsvd, VTD_QI_TYPE_CC);
  vtd_qi_cc_g_set(rsvd, VTD_QI_CC_G_GLOBAL);
  rsvd[1] = 1; // all of the second word is reserved in this type
  vtd_qi_type_set(granularity, VTD_QI_TYPE_IOTLB); // G = 0 is no granularity
  vtd_qi_type_set(pasid, VTD_QI_TYPE_PC);          // scalable mode only
  const refusal list[] = {
      {{type[0], type[1]}, VTD_IQERCD_IQEI_TYPE, "unknown type"},
      {{type_high[0], type_high[1]}, VTD_IQERCD_IQEI_TYPE, "high type bits"},
      {{rsvd[0], rsvd[1]}, VTD_IQERCD_IQEI_RSVD, "reserved field"},
      {{granularity[0], granularity[1]}, VTD_IQERCD_IQEI_RSVD, "reserved granularity"},
      {{pasid[0], pasid[1]}, VTD_IQERCD_IQEI_TYPE, "type of another mode"},
  };
  // The last one is no error in scalable mode.
  unsigned count = sizeof list / sizeof list[0] - s->r->unit.scalable;
  for (unsigned i = 0; i < count; i++) {
    rig_phase(s->r, list[i].phase);
    refused(s, &list[i], false);
    refused(s, &list[i], true);
  }
}

// A tail beyond the ring. Nothing is wrong with any descriptor: a good tail is all it needs.
static void bad_tail(rig_scene *s) {
  rig *r = s->r;
  const vtd_hal *hal = &r->hal;
  uint64_t base = r->env->machine->vtd_base;
  prepare(s);
  hal->write64(hal->ctx, base + VTD_IQT_REG, r->unit.queue.bytes);
  uint64_t start = hal->time_ns(hal->ctx);
  while (!(hal->read32(hal->ctx, base + VTD_FSTS_REG) & VTD_FSTS_IQE) &&
         vtd_drv_elapsed(hal, start) < RIG_DMA_NS)
    hal->relax(hal->ctx);
  rig_check(r, hal->read32(hal->ctx, base + VTD_FSTS_REG) & VTD_FSTS_IQE, "the tail is refused");
  uint64_t info = vtd_iqercd_iqei(hal->read64(hal->ctx, base + VTD_IQERCD_REG));
  rig_check(r, info == VTD_IQERCD_IQEI_TAIL, "for being out of the ring");
  hal->write64(hal->ctx, base + VTD_IQT_REG, r->unit.queue.tail);
  hal->write32(hal->ctx, base + VTD_FSTS_REG, VTD_FSTS_IQE);
  rig_ok(r, vtd_drv_flush_deferred(&r->unit), "with a good tail the queue goes on");
  dmae_job job = rig_job_fill(2, IOVA, 64);
  rig_blocked expected = {VTD_FR_LGN_2, IOVA, VTD_DRV_ACCESS_WRITE, "and does its work"};
  rig_provoke(r, s->dev, &job, &expected);
}

// Many good batches: the ring wraps around several times.
static void wrap(rig_scene *s) {
  rig *r = s->r;
  bool good = true;
  for (unsigned i = 0; i < 300 && good; i++) {
    vtd_drv_batch batch;
    vtd_drv_batch_begin(&batch);
    for (unsigned k = 0; k <= i % 7; k++)
      vtd_drv_batch_iotlb_domain(&batch, &r->unit, s->domain->did);
    good = vtd_drv_batch_run(&r->unit, &batch) == VTD_DRV_OK;
  }
  rig_check(r, good, "batches work wherever in the ring they begin");
}

bool program_queue_errors(const fw_env *env) {
  rig_scene s = {0};
  s.r = rig_begin(env, "set-up", 0);
  if (!rig_alive(s.r))
    return rig_end(s.r);
  if (!s.r->unit.use_queue) {
    rig_skip(s.r, "ECAP.QI = 0");
    return rig_end(s.r);
  }
  if (!set_up(&s))
    return rig_end(s.r);
  all_refusals(&s);
  rig_phase(s.r, "bad tail");
  bad_tail(&s);
  rig_phase(s.r, "ring wraps");
  wrap(&s);
  return rig_end(s.r);
}

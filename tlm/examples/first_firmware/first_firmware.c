// SPDX-License-Identifier: Apache-2.0
// A first firmware program: one device gets one page, uses it, and loses it again.
#include "dmae.h"
#include "fw_env.h"
#include "vtd_drv.h"

enum { RING = 0x10000, BUFFER = 0x40000000, PAGE = 4096, TIMEOUT_NS = 1000000 };

static vtd_drv unit;
static vtd_drv_domain domain;
static dmae_channel channel;

static void on_fault(void *arg, const vtd_drv_fault *fault) {
  const fw_env *env = arg;
  char line[160];
  vtd_drv_fault_line(fault, line, sizeof line);
  env->log(env->ctx, line);
  env->saw_fault(env->ctx, fault->sid, fault->reason, fault->addr,
                 fault->access == VTD_DRV_ACCESS_WRITE);
}

static bool ok(const fw_env *env, vtd_drv_err err, const char *what) {
  return env->check(env->ctx, err == VTD_DRV_OK, what);
}

static bool run(const fw_env *env) {
  const fw_dma_engine *engine = &env->machine->engine[0];
  const vtd_hal *hal = &env->hal;
  vtd_drv_options options = {.base = env->machine->vtd_base, .haw = env->machine->haw};
  bool good = true;

  env->phase(env->ctx, "set-up");
  uint64_t ring = hal->alloc_pages(hal->ctx, 1, VTD_PAGE_SHIFT);
  uint64_t buffer = hal->alloc_pages(hal->ctx, 1, VTD_PAGE_SHIFT);
  good &= ok(env, vtd_drv_probe(&unit, hal, &options), "the unit answers");
  good &= ok(env, vtd_drv_start(&unit), "the unit is ours");
  good &= ok(env, vtd_drv_domain_create(&unit, &domain, 0), "an empty address space");
  good &= ok(env, vtd_drv_map(&domain, RING, ring, PAGE, VTD_DRV_READ), "ring mapped");
  good &= ok(env, vtd_drv_map(&domain, BUFFER, buffer, PAGE, VTD_DRV_READ | VTD_DRV_WRITE),
             "buffer mapped");
  good &= ok(env, vtd_drv_attach(&domain, engine->sid[0], 0), "device attached");
  good &= ok(env, vtd_drv_faults_enable(&unit, env->machine->msi_base, 0x40, on_fault, (void *)env),
             "faults reported");
  good &= ok(env, vtd_drv_translation_on(&unit), "translation on");
  good &=
      env->check(env->ctx, dmae_open(&channel, hal, engine->base, 0, ring, RING, 16, 0) == DMAE_OK,
                 "DMA channel open");

  env->phase(env->ctx, "one page of DMA");
  dmae_job fill = {.src = 0x1122334455667788, .dst = BUFFER, .len = 64, .flags = VTD_DMAE_OP_FILL};
  uint64_t word = 0;
  good &= env->check(env->ctx, dmae_run(&channel, &fill, TIMEOUT_NS) == DMAE_OK, "DMA works");
  hal->mem_read(hal->ctx, buffer + 56, &word, sizeof word);
  good &= env->check(env->ctx, word == fill.src, "the data is where the tables say");

  env->phase(env->ctx, "page taken away");
  good &= ok(env, vtd_drv_unmap(&domain, BUFFER, PAGE), "unmap");
  env->expect_faults(env->ctx, 1);
  good &= env->check(env->ctx, dmae_run(&channel, &fill, TIMEOUT_NS) == DMAE_FAILED, "DMA fails");
  good &= env->check(env->ctx, vtd_drv_fault_handler(&unit) == 1, "one fault record");

  dmae_close(&channel);
  good &= ok(env, vtd_drv_detach(&unit, &domain, engine->sid[0]), "device detached");
  good &= ok(env, vtd_drv_domain_destroy(&domain), "address space gone");
  good &= ok(env, vtd_drv_shutdown(&unit), "unit given back");
  hal->free_pages(hal->ctx, ring, 1);
  hal->free_pages(hal->ctx, buffer, 1);
  return good;
}

const fw_program fw_programs[] = {{"first", "one device, one page, one fault", run}};
const size_t fw_program_count = 1;

// SPDX-License-Identifier: Apache-2.0
// The core without a simulator: one unit, one device, one page, one fault.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vtd/vtd.h"
#include "vtd/vtd_tables.h"

enum { MEMORY_BYTES = 1 << 20, ROOT = 0x1000, CONTEXT = 0x2000, TABLE = 0x3000, SID = 0x0018 };

static bool mem_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  (void)use;
  if (addr > MEMORY_BYTES - bytes)
    return false; // becomes a fault of the architecture
  memcpy(data, (uint8_t *)ctx + addr, bytes);
  return true;
}

static bool mem_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes, vtd_mem_use use) {
  (void)use;
  if (addr > MEMORY_BYTES - bytes)
    return false;
  memcpy((uint8_t *)ctx + addr, data, bytes);
  return true;
}

// Page 1000h leads to 80000h, for reading only, for requester 00:03.0.
static void make_tables(uint8_t *memory) {
  uint64_t root[VTD_ROOT_WORDS] = {0}, context[VTD_CTX_WORDS] = {0}, entry[1] = {0};
  vtd_root_p_set(root, 1);
  vtd_root_ctp_set(root, CONTEXT);
  vtd_ctx_p_set(context, 1);
  vtd_ctx_tt_set(context, VTD_CTX_TT_UNTRANSLATED);
  vtd_ctx_aw_set(context, VTD_CTX_AW_48);
  vtd_ctx_did_set(context, 7);
  vtd_ctx_ssptptr_set(context, TABLE);
  memcpy(memory + ROOT, root, sizeof root); // bus 0
  memcpy(memory + CONTEXT + SID * VTD_CTX_SIZE, context, sizeof context);
  for (uint64_t level = 0; level < 3; level++) { // entry 0 of each upper table: the next one
    vtd_ss_dir_r_set(entry, 1);
    vtd_ss_dir_w_set(entry, 1);
    vtd_ss_dir_addr_set(entry, TABLE + 0x1000 * (level + 1));
    memcpy(memory + TABLE + 0x1000 * level, entry, sizeof entry);
  }
  entry[0] = 0;
  vtd_ss_pte_r_set(entry, 1);
  vtd_ss_pte_addr_set(entry, 0x80000);
  memcpy(memory + TABLE + 0x3000 + sizeof entry, entry, sizeof entry);
}

static void access(vtd_t *unit, vtd_access kind, const char *name) {
  vtd_request request = {.addr = 0x1123, .bytes = 4, .sid = SID, .access = (uint8_t)kind};
  vtd_result result;
  vtd_translate(unit, &request, &result);
  if (result.status == VTD_OK)
    printf("%s 1123h: goes to %" PRIX64 "h, %u table reads\n", name, result.addr, result.reads);
  else
    printf("%s 1123h: blocked, reason %Xh: %s\n", name, result.code, vtd_fault_text(result.code));
}

int main(void) {
  static uint8_t memory[MEMORY_BYTES];
  vtd_config config = vtd_config_default();
  vtd_host host = {.ctx = memory, .mem_read = mem_read, .mem_write = mem_write};
  size_t bytes = vtd_footprint(&config);
  void *place = malloc(bytes);
  vtd_t *unit = place == NULL ? NULL : vtd_init(place, bytes, &config, &host);
  if (unit == NULL) {
    const char *problem = vtd_config_check(&config);
    fprintf(stderr, "%s\n", problem != NULL ? problem : "out of memory");
    return 2;
  }
  make_tables(memory);
  vtd_reg_write(unit, VTD_RTADDR_REG, 8, ROOT);
  vtd_reg_write(unit, VTD_GCMD_REG, 4, VTD_GCMD_SRTP);
  vtd_reg_write(unit, VTD_GCMD_REG, 4, VTD_GCMD_TE);
  access(unit, VTD_ACCESS_READ, "read ");
  access(unit, VTD_ACCESS_READ, "read ");
  access(unit, VTD_ACCESS_WRITE, "write");
  uint64_t fsts;
  vtd_reg_read(unit, VTD_FSTS_REG, 4, &fsts);
  printf("FSTS_REG: %s\n", vtd_fsts_ppf((uint32_t)fsts) ? "a fault is recorded" : "no fault");
  free(place);
  return 0;
}

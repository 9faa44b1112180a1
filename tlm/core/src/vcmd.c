// SPDX-License-Identifier: Apache-2.0
// Virtual commands (VT-d spec rev 4.1, chapter 11): a guest asks its hypervisor for PASIDs. The
// host hands them out, or else the unit does, lowest first; 0 is never one of them.
#include "internal.h"

enum { BITS = 64 };

static uint32_t pasid_count(const vtd_config *config) {
  return UINT32_C(2) << vtd_ecap_pss(config->ecap);
}

size_t vtd_vcmd_bytes(const vtd_config *config) {
  size_t bits = vtd_ecap_vcs(config->ecap) ? pasid_count(config) : 0;
  return (bits + BITS - 1) / BITS * sizeof(uint64_t);
}

void vtd_vcmd_reset(vtd_t *u) {
  if (u->pasids_in_use != NULL)
    memset(u->pasids_in_use, 0, vtd_vcmd_bytes(&u->config));
}

// 0: none is free.
static uint32_t allocate_here(vtd_t *u) {
  for (uint32_t pasid = 1; pasid < pasid_count(&u->config); pasid++) {
    uint64_t *word = &u->pasids_in_use[pasid / BITS];
    if (pasid % BITS == 0 && *word == UINT64_MAX) {
      pasid += BITS - 1;
      continue;
    }
    if ((*word >> pasid % BITS & 1) != 0)
      continue;
    *word |= UINT64_C(1) << pasid % BITS;
    return pasid;
  }
  return 0;
}

static bool free_here(vtd_t *u, uint32_t pasid) {
  uint64_t bit = UINT64_C(1) << pasid % BITS;
  if (pasid >= pasid_count(&u->config) || (u->pasids_in_use[pasid / BITS] & bit) == 0)
    return false;
  u->pasids_in_use[pasid / BITS] &= ~bit;
  return true;
}

static bool host_manages(const vtd_t *u) {
  return u->host.pasid_allocate != NULL && u->host.pasid_free != NULL;
}

static uint32_t allocate(vtd_t *u) {
  if (!host_manages(u))
    return allocate_here(u);
  uint32_t pasid = u->host.pasid_allocate(u->host.ctx);
  return pasid < pasid_count(&u->config) ? pasid : 0;
}

static bool release(vtd_t *u, uint32_t pasid) {
  return host_manages(u) ? u->host.pasid_free(u->host.ctx, pasid) : free_here(u, pasid);
}

// The response, IP = 0.
static uint64_t execute(vtd_t *u, uint64_t command) {
  switch (vtd_vcmd_cmd(command)) {
  case VTD_VCMD_CMD_NULL:
    return vtd_vcrsp_sc_set(0, VTD_VCRSP_SC_OK);
  case VTD_VCMD_CMD_ALLOC_PASID: {
    uint32_t pasid = allocate(u);
    uint64_t status = pasid != 0 ? VTD_VCRSP_SC_OK : VTD_VCRSP_SC_PASID;
    return vtd_vcrsp_pasid_set(vtd_vcrsp_sc_set(0, status), pasid);
  }
  case VTD_VCMD_CMD_FREE_PASID: {
    bool done = release(u, (uint32_t)vtd_vcmd_pasid(command));
    return vtd_vcrsp_sc_set(0, done ? VTD_VCRSP_SC_OK : VTD_VCRSP_SC_PASID);
  }
  default:
    return vtd_vcrsp_sc_set(0, VTD_VCRSP_SC_UNDEFINED);
  }
}

void vtd_vcmd_written(vtd_t *u) {
  uint64_t command = vtd_reg64(u, VTD_VCMD_REG);
  vtd_reg64_put(u, VTD_VCRSP_REG, VTD_VCRSP_IP);
  uint64_t response = execute(u, command);
  if (vtd_vcrsp_ip(vtd_reg64(u, VTD_VCRSP_REG))) // else: reset from inside a callback
    vtd_reg64_put(u, VTD_VCRSP_REG, response);
}

// SPDX-License-Identifier: Apache-2.0
// Enhanced commands (VT-d spec rev 4.1, chapter 11): ECMD_REG starts one, ECRSP_REG answers. All
// that are defined concern performance monitoring. They are over before the write is.
#include "internal.h"

// Each command that exists has a bit in ECCAP_REG_3.
static bool supported(const vtd_t *u, uint64_t capability) {
  return (vtd_reg64(u, VTD_ECCAP_3_REG) & capability) != 0;
}

// Not while the status of a global or protected-memory command is owed.
static bool others_in_flight(const vtd_t *u) {
  return u->commands.pending[VTD_CMD_TE] || u->commands.pending[VTD_CMD_SRTP] ||
         u->commands.pending[VTD_CMD_PMEN];
}

static uint64_t status_of(bool done) {
  return done ? VTD_ECRSP_SC_OK : VTD_ECRSP_SC_SPECIFIC;
}

static uint64_t execute(vtd_t *u, uint64_t command) {
  uint64_t operand = vtd_ecmd_opa(command);
  switch (vtd_ecmd_cmd(command)) {
  case VTD_ECMD_CMD_ENABLE_CNTR:
    if (!supported(u, VTD_ECCAP_3_ECNTS))
      return VTD_ECRSP_SC_UNDEFINED;
    return status_of(vtd_perf_enable(u, operand));
  case VTD_ECMD_CMD_DISABLE_CNTR:
    if (!supported(u, VTD_ECCAP_3_DCNTS))
      return VTD_ECRSP_SC_UNDEFINED;
    return status_of(vtd_perf_disable(u, operand));
  case VTD_ECMD_CMD_RESET_CFG:
    if (!supported(u, VTD_ECCAP_3_RCFGS))
      return VTD_ECRSP_SC_UNDEFINED;
    vtd_perf_reset_configuration(u);
    return VTD_ECRSP_SC_OK;
  case VTD_ECMD_CMD_RESET_CNTRS:
    if (!supported(u, VTD_ECCAP_3_RCNTS))
      return VTD_ECRSP_SC_UNDEFINED;
    vtd_perf_reset_counters(u);
    return VTD_ECRSP_SC_OK;
  case VTD_ECMD_CMD_FREEZE:
    if (!supported(u, VTD_ECCAP_3_FCNTS))
      return VTD_ECRSP_SC_UNDEFINED;
    vtd_perf_freeze(u, true);
    return VTD_ECRSP_SC_OK;
  case VTD_ECMD_CMD_UNFREEZE:
    if (!supported(u, VTD_ECCAP_3_UFCNTS))
      return VTD_ECRSP_SC_UNDEFINED;
    vtd_perf_freeze(u, false);
    return VTD_ECRSP_SC_OK;
  default:
    return VTD_ECRSP_SC_UNDEFINED;
  }
}

uint64_t vtd_ecmd_capabilities(const vtd_config *config) {
  if (!vtd_ecap_pms(config->ecap))
    return 0;
  return VTD_ECCAP_3_ECNTS | VTD_ECCAP_3_DCNTS | VTD_ECCAP_3_RCFGS | VTD_ECCAP_3_RCNTS |
         VTD_ECCAP_3_FCNTS | VTD_ECCAP_3_UFCNTS;
}

void vtd_ecmd_written(vtd_t *u) {
  uint64_t command = vtd_reg64(u, VTD_ECMD_REG);
  vtd_reg64_put(u, VTD_ECRSP_REG, VTD_ECRSP_IP);
  uint64_t status = VTD_ECRSP_SC_ABORTED;
  if (!others_in_flight(u))
    status = execute(u, command);
  if (!vtd_ecrsp_ip(vtd_reg64(u, VTD_ECRSP_REG)))
    return; // reset from inside a callback
  vtd_reg64_put(u, VTD_ECRSP_REG, vtd_ecrsp_sc_set(0, status));
}

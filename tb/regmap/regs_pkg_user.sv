// SPDX-License-Identifier: Apache-2.0
// Uses the generated package the way a design does; for lint.
module regs_pkg_user (
    input  logic [127:0] entry,
    output logic [15:0]  did,
    output logic         dev_tlb,
    output logic         rest
);
  assign did = entry[vtd_regs_pkg::VTD_CTX_DID_LSB+:vtd_regs_pkg::VTD_CTX_DID_WIDTH];
  assign dev_tlb = entry[vtd_regs_pkg::VTD_CTX_TT_LSB+:vtd_regs_pkg::VTD_CTX_TT_WIDTH] ==
      vtd_regs_pkg::VTD_CTX_TT_DEV_TLB;
  assign rest = ^entry;
endmodule

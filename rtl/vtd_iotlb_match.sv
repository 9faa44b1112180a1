// SPDX-License-Identifier: Apache-2.0
// The comparators of one stored entry: is it intact, is it the one that is asked for, does an
// invalidation take it. Combinational.
`include "vtd_iotlb_mutants.svh"

module vtd_iotlb_match #(
    parameter bit SUPER = 1'b0 // part of the super array
) (
    input  logic                  valid_i,
    input  logic [vtd_iotlb_pkg::EntryW-1:0] entry_i, // an entry_t
    input  vtd_iotlb_pkg::key_t   key_i,
    input  logic [1:0]            level_i, // of the page that is asked for; a look-up: 4 KiB
    input  vtd_iotlb_pkg::inv_t   inv_i,
    output logic                  bad_o,   // valid, but its parity is wrong
    output logic                  match_o, // valid, intact, same kind of translation, pages overlap
    output logic                  taken_o, // valid, and the invalidation concerns it
    output logic [vtd_iotlb_pkg::DataW-1:0] data_o // what it holds, a data_t
);

  vtd_iotlb_pkg::entry_t            entry;
  logic                             broken;
  logic                             same_kind;
  logic [  vtd_iotlb_pkg::VpnW-1:0] own_mask;
  logic [  vtd_iotlb_pkg::VpnW-1:0] page_diff;
  logic [  vtd_iotlb_pkg::VpnW-1:0] inv_page_mask;
  logic [  vtd_iotlb_pkg::VpnW-1:0] range_diff;
  logic [vtd_iotlb_pkg::ShiftW-1:0] inv_shift;
  logic [  vtd_iotlb_pkg::DidW-1:0] inv_did;
  logic [vtd_iotlb_pkg::PasidW-1:0] inv_pasid;
  logic [                      1:0] inv_stage;

  assign entry  = entry_i;
`ifdef VTD_PROVE
  assign broken = 1'b0; // proofs are about intact entries: long parity trees help no solver
`else
  assign broken = ^entry_i;
`endif
  assign bad_o  = valid_i && broken;

  assign same_kind =
      (entry.key.did == key_i.did || `VTD_MUT(`VTD_M_MATCH_DID)) &&
      (entry.key.pasid == key_i.pasid || `VTD_MUT(`VTD_M_MATCH_PASID)) &&
      (entry.key.pasid_valid == key_i.pasid_valid || `VTD_MUT(`VTD_M_MATCH_PASID_VALID)) &&
      (entry.key.stage == key_i.stage || `VTD_MUT(`VTD_M_MATCH_STAGE));

  // Two pages overlap if they agree above the larger one.
  assign own_mask =
      (`VTD_MUT(`VTD_M_SUPER_MASK_2M) && entry.data.level == 2'd1) ||
      (`VTD_MUT(`VTD_M_SUPER_MASK_1G) && entry.data.level == 2'd2)
      ? vtd_iotlb_pkg::level_mask(entry.data.level - 2'd1)
      : vtd_iotlb_pkg::level_mask(entry.data.level);
  assign page_diff = (entry.key.vpn ^ key_i.vpn) & own_mask & vtd_iotlb_pkg::level_mask(level_i) &
      ~{{(vtd_iotlb_pkg::VpnW - 9) {1'b0}}, {7{`VTD_MUT(`VTD_M_MATCH_VPN)}}, 2'b00};

  assign match_o = valid_i && same_kind && page_diff == '0 &&
      (!broken || (SUPER ? `VTD_MUT(`VTD_M_PARITY_SUPER) : `VTD_MUT(`VTD_M_PARITY_LOOKUP)));

  assign inv_shift = (`VTD_MUT(`VTD_M_INV_PAGE_MASK) && inv_i.shift != '0) ? inv_i.shift - 1'b1
                                                                            : inv_i.shift;
  assign inv_did = (`VTD_MUT(`VTD_M_INV_PASID_DID) && inv_i.scope == 3'd3) ||
                   (`VTD_MUT(`VTD_M_INV_PASID_PAGE_DID) && inv_i.scope == 3'd4) ? entry.key.did
                                                                                 : inv_i.did;
  assign inv_pasid = (`VTD_MUT(`VTD_M_INV_PASID) && inv_i.scope == 3'd3) ||
                     (`VTD_MUT(`VTD_M_INV_PASID_PAGE_PASID) && inv_i.scope == 3'd4)
                     ? entry.key.pasid : inv_i.pasid;
  assign inv_stage =
      (`VTD_MUT(`VTD_M_INV_PASID_SPARES) && entry.key.stage == 2'd0 && inv_i.scope == 3'd4) ? 2'd1 :
      (`VTD_MUT(`VTD_M_INV_PASID_SPARES_PASS) && entry.key.stage == 2'd3 && inv_i.scope == 3'd4) ? 2'd1 :
      (`VTD_MUT(`VTD_M_INV_PASID_PAGE_NESTED) && entry.key.stage == 2'd2 && inv_i.scope == 3'd4) ? 2'd0 :
      (`VTD_MUT(`VTD_M_INV_PAGE_NESTED) && entry.key.stage == 2'd2 && inv_i.scope == 3'd2) ? 2'd0 :
      (`VTD_MUT(`VTD_M_INV_PAGE_FIRST) && entry.key.stage == 2'd1 && inv_i.scope == 3'd2) ? 2'd0 :
      (`VTD_MUT(`VTD_M_INV_PAGE_PASS) && entry.key.stage == 2'd3 && inv_i.scope == 3'd2) ? 2'd1
      : entry.key.stage;
  assign inv_page_mask = vtd_iotlb_pkg::range_mask(inv_shift) &
      (`VTD_MUT(`VTD_M_INV_PAGE_SUPER) ? {vtd_iotlb_pkg::VpnW{1'b1}}
                                       : vtd_iotlb_pkg::level_mask(entry.data.level));
  assign range_diff = (entry.key.vpn ^ inv_i.vpn) & inv_page_mask;

  assign taken_o = valid_i &&
      vtd_iotlb_pkg::inv_concerns(inv_i.scope, inv_did, inv_pasid, entry.key.did, entry.key.pasid,
                                  inv_stage) &&
      !(`VTD_MUT(`VTD_M_INV_PASID_TYPES) && inv_i.scope == 3'd3 && entry.key.stage == 2'd3) &&
      (!vtd_iotlb_pkg::inv_by_page(inv_i.scope, inv_stage) ||
       (`VTD_MUT(`VTD_M_INV_PASID_PAGE_RANGE) && inv_i.scope == 3'd4) || range_diff == '0);

  assign data_o = entry.data;

  logic unused;
  assign unused = &{1'b0, entry.parity, key_i.pasid_valid, SUPER};

endmodule

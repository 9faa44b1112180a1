// SPDX-License-Identifier: Apache-2.0
// One miss-status register: a walk, the requests that wait for it, and what invalidations did to it.
// See vtd_iotlb_mshr.sv for the rules.
`include "vtd_iotlb_mutants.svh"

module vtd_iotlb_walk #(
    parameter int unsigned ID_W = 4,
    parameter int unsigned MAX_REWALK = 2,
    localparam int unsigned Ids = 1 << ID_W
) (
    input logic clk_i,
    input logic rst_ni,

    // The look-up of this cycle
    input vtd_iotlb_pkg::key_t key_i,
    input logic [1:0]          need_i,
    input logic [ID_W-1:0]     id_i,

    // What happens to the register
    input logic open_i,  // the look-up takes it
    input logic join_i,  // the look-up joins it
    input logic issue_i, // its walk is requested
    input logic end_i,   // its walk has ended and it is free
    input logic again_i, // its walk was killed and is wanted again
    input logic renew_i, // its walk has ended for those who came before it; it is wanted for the rest

    input logic                kill_i, // an invalidation is accepted
    input vtd_iotlb_pkg::inv_t inv_i,

    output logic                           busy_o,
    output logic                           issued_o,
    output logic                           killed_o,
    output logic                           last_o,      // there will be no repetition
    output logic                           same_o,      // the look-up can join
    output logic                           kill_now_o,  // it is killed in this cycle
    output logic                           overtaken_o, // the invalidation concerns its last walk
    output logic [vtd_iotlb_pkg::KeyW-1:0] key_o,       // a key_t
    output logic [                    1:0] need_o,
    output logic [                Ids-1:0] waiters_o,
    output logic [                Ids-1:0] late_o       // those of them who came after it was issued
);

  logic                              busy_q;
  logic                              issued_q;
  logic                              killed_q;
  logic [   vtd_iotlb_pkg::KeyW-1:0] key_q;
  logic [                       1:0] need_q;
  logic [                   Ids-1:0] waiters_q;
  logic [                   Ids-1:0] late_q;
  logic [vtd_iotlb_pkg::RewalkW-1:0] rewalks_q;

  vtd_iotlb_pkg::key_t               key;
  logic [                   Ids-1:0] newcomer;
  logic                              same_key;
  logic                              concerned;

  assign key      = key_q;
  assign newcomer = {{(Ids - 1) {1'b0}}, 1'b1} << id_i;

  assign same_key = key_q == key_i ||
                    (`VTD_MUT(`VTD_M_MERGE_KEY) && key.did == key_i.did && key.stage == key_i.stage);
  assign same_o = busy_q && same_key && (need_q == need_i || `VTD_MUT(`VTD_M_MERGE_NEED)) &&
                  (!(killed_q && last_o) || `VTD_MUT(`VTD_M_MERGE_LAST));

  assign last_o = (MAX_REWALK != 7) && !`VTD_MUT(`VTD_M_REWALK_LIMIT) &&
                  rewalks_q == vtd_iotlb_pkg::RewalkW'(MAX_REWALK);

  // Whatever the page: its superpage is not known yet.
  assign concerned = busy_q && issued_q && !`VTD_MUT(`VTD_M_KILL_IGNORED) &&
      vtd_iotlb_pkg::inv_concerns(inv_i.scope, `VTD_MUT(`VTD_M_KILL_DID) ? key.did : inv_i.did,
                                  `VTD_MUT(`VTD_M_KILL_PASID) ? key.pasid : inv_i.pasid, key.did,
                                  key.pasid, `VTD_MUT(`VTD_M_KILL_SPARES) ? 2'd1 : key.stage) &&
      (!`VTD_MUT(`VTD_M_KILL_ADDRESS) || !vtd_iotlb_pkg::inv_by_page(inv_i.scope, key.stage) ||
       ((key.vpn ^ inv_i.vpn) & vtd_iotlb_pkg::range_mask(inv_i.shift)) == '0);
  assign kill_now_o  = kill_i && concerned && !killed_q;
  assign overtaken_o = kill_i && concerned && last_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q    <= 1'b0;
      issued_q  <= 1'b0;
      killed_q  <= 1'b0;
      key_q     <= '0;
      need_q    <= '0;
      waiters_q <= '0;
      late_q    <= '0;
      rewalks_q <= '0;
    end else if (open_i) begin
      busy_q    <= 1'b1;
      issued_q  <= 1'b0;
      killed_q  <= 1'b0;
      key_q     <= key_i;
      need_q    <= need_i;
      waiters_q <= newcomer;
      late_q    <= '0;
      rewalks_q <= '0;
    end else begin
      if (join_i && !`VTD_MUT(`VTD_M_MERGE_LOST)) begin
        waiters_q <= waiters_q | newcomer;
        if (issued_q) late_q <= late_q | newcomer;
      end
      if (issue_i) issued_q <= 1'b1;
      if (kill_now_o) killed_q <= 1'b1;
      if (end_i) busy_q <= 1'b0;
      if (again_i || renew_i) begin
        issued_q <= 1'b0;
        killed_q <= 1'b0;
        late_q   <= '0;
      end
      if (renew_i) waiters_q <= late_q;
      if (again_i) begin
        rewalks_q <= (MAX_REWALK == 7) ? '0 : rewalks_q + 1'b1;
      end
    end
  end

  assign busy_o    = busy_q;
  assign issued_o  = issued_q;
  assign killed_o  = killed_q;
  assign key_o     = key_q;
  assign need_o    = need_q;
  assign waiters_o = waiters_q;
  assign late_o    = late_q;

  logic unused;
  assign unused = &{1'b0, key.pasid_valid}; // no invalidation asks for it

endmodule

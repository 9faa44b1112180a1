// SPDX-License-Identifier: Apache-2.0
// Assertions of the IOTLB, bound to it in test builds. Those named a_ are promises of the design,
// those named env_ are what it asks of its surroundings, those named c_ are situations that a good
// stimulus reaches.
//
// Verification builds only: not in the subset that synthesis tools read.
module vtd_iotlb_sva #(
    parameter int unsigned WAYS = 4,
    parameter int unsigned SUPER = 16,
    parameter int unsigned MSHR = 8,
    parameter int unsigned ID_W = 4,
    parameter int unsigned MAX_REWALK = 2,
    parameter int unsigned TAG_W = 8,
    localparam int unsigned Ids = 1 << ID_W,
    localparam int unsigned HandleW = vtd_iotlb_pkg::index_width(MSHR)
) (
    input logic clk_i,
    input logic rst_ni,

    // Pins
    input logic                           req_valid_i,
    input logic                           req_ready_o,
    input logic [               ID_W-1:0] req_id_i,
    input logic                           rsp_valid_o,
    input logic                           rsp_ready_i,
    input logic [               ID_W-1:0] rsp_id_o,
    input logic [                    2:0] rsp_status_o,
    input logic [vtd_iotlb_pkg::HpnW-1:0] rsp_hpn_o,
    input logic                           access_end_i,
    input logic [               ID_W-1:0] access_end_id_i,
    input logic                           walk_valid_o,
    input logic                           walk_ready_i,
    input logic [            HandleW-1:0] walk_handle_o,
    input logic [vtd_iotlb_pkg::VpnW-1:0] walk_vpn_o,
    input logic                           result_valid_i,
    input logic                           result_ready_o,
    input logic [            HandleW-1:0] result_handle_i,
    input logic [                    1:0] result_level_i,
    input logic                           inv_valid_i,
    input logic                           inv_ready_o,
    input logic [                    2:0] inv_scope_i,
    input logic                           inv_done_o,
    input logic [              TAG_W-1:0] inv_done_tag_o,
    input logic [              TAG_W-1:0] inv_tag_i,

    // Inside
    input logic             inv_accept,
    input logic             sweep,
    input logic             flip,
    input logic             result,
    input logic             lookup,
    input logic             hit,
    input logic             merge,
    input logic             room,
    input logic             miss,
    input logic             fill,
    input logic             again,
    input logic             killed,
    input logic             main_match,
    input logic             super_match,
    input logic             rsp_access_q,
    input logic             buffer_valid_q,
    input logic [  Ids-1:0] buffer_waiters_q,
    input logic [  Ids-1:0] end_waiters,
    input logic [ WAYS-1:0] main_row_match,
    input logic [SUPER-1:0] super_all_match,
    input logic [ MSHR-1:0] walks_busy,
    input logic [ MSHR-1:0] walks_issued,
    input logic [ MSHR-1:0] walks_killed
);

  // The package's widths are the architecture's.
  if (vtd_iotlb_pkg::DidW != vtd_regs_pkg::VTD_DID_BITS ||
      vtd_iotlb_pkg::PasidW != vtd_regs_pkg::VTD_PASID_BITS ||
      vtd_iotlb_pkg::PageShift != vtd_regs_pkg::VTD_PAGE_SHIFT ||
      vtd_iotlb_pkg::LevelBits != vtd_regs_pkg::VTD_LEVEL_BITS ||
      vtd_iotlb_pkg::HpnW != vtd_regs_pkg::VTD_HAW_MAX - vtd_regs_pkg::VTD_PAGE_SHIFT)
  begin : g_widths
    $error("vtd_iotlb_pkg and vtd_regs_pkg disagree");
  end

  // ---- One operation on the arrays per cycle

  a_one_operation :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   $onehot0({inv_accept || sweep, flip, result, lookup}));

  // ---- At most one entry answers

  a_one_way :
  assert property (@(posedge clk_i) disable iff (!rst_ni) lookup |-> $onehot0(main_row_match));
  a_one_super :
  assert property (@(posedge clk_i) disable iff (!rst_ni) lookup |-> $onehot0(super_all_match));

  // ---- Walks

  a_killed_is_issued :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   (walks_killed & walks_busy & ~walks_issued) == '0);
  a_miss_has_a_place :
  assert property (@(posedge clk_i) disable iff (!rst_ni) miss |-> (merge || room));
  a_no_fill_of_the_killed :
  assert property (@(posedge clk_i) disable iff (!rst_ni) fill |-> !killed);
  a_somebody_waits :
  assert property (@(posedge clk_i) disable iff (!rst_ni) result |-> end_waiters != '0);
  a_buffer_has_waiters :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   buffer_valid_q |-> buffer_waiters_q != '0);
  a_again_is_not_an_answer :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   (again && !buffer_valid_q) |=> !buffer_valid_q);

  // ---- Valid waits for ready, with the same payload

  a_response_stays :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   (rsp_valid_o && !rsp_ready_i) |=>
                   (rsp_valid_o && $stable(rsp_id_o) && $stable(rsp_status_o) && $stable(rsp_hpn_o)));
  a_walk_request_stays :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   (walk_valid_o && !walk_ready_i) |=>
                   (walk_valid_o && $stable(walk_handle_o) && $stable(walk_vpn_o)));

  // ---- Invalidations: one done for each, with its tag

  logic             inv_open_q;
  logic [TAG_W-1:0] inv_tag_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      inv_open_q <= 1'b0;
      inv_tag_q  <= '0;
    end else if (inv_valid_i && inv_ready_o) begin
      inv_open_q <= 1'b1;
      inv_tag_q  <= inv_tag_i;
    end else if (inv_done_o) begin
      inv_open_q <= 1'b0;
    end
  end
  a_done_of_something :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   inv_done_o |-> (inv_open_q && inv_done_tag_o == inv_tag_q));
  a_done_is_short :
  assert property (@(posedge clk_i) disable iff (!rst_ni) inv_done_o |=> !inv_done_o);
  a_quiet_sweep :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   sweep |-> (!req_ready_o && !result_ready_o));

  // ---- What the surroundings owe: an id is in use from its request to its fault or the end of its
  // access; a result belongs to an accepted walk request, once

  logic [ Ids-1:0] ids_q;
  logic [ Ids-1:0] accesses_q;
  logic [MSHR-1:0] walking_q;
  logic [ Ids-1:0] asks;
  logic [ Ids-1:0] leaves;
  logic [ Ids-1:0] begins;
  logic [ Ids-1:0] ends;
  assign asks   = Ids'(req_valid_i && req_ready_o) << req_id_i;
  assign leaves = Ids'(rsp_valid_o && rsp_ready_i) << rsp_id_o;
  assign begins = leaves & {Ids{rsp_access_q}};
  assign ends   = Ids'(access_end_i) << access_end_id_i;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ids_q      <= '0;
      accesses_q <= '0;
      walking_q  <= '0;
    end else begin
      ids_q      <= (ids_q | asks) & ~leaves;
      accesses_q <= (accesses_q | begins) & ~ends;
      walking_q  <= (walking_q | (MSHR'(walk_valid_o && walk_ready_i) << walk_handle_o)) &
                    ~(MSHR'(result) << result_handle_i);
    end
  end
  env_id_is_free :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   (asks & (ids_q | accesses_q)) == '0);
  env_result_is_expected :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   result |-> (walking_q & (MSHR'(1) << result_handle_i)) != '0);
  env_result_level :
  assert property (@(posedge clk_i) disable iff (!rst_ni)
                   result_valid_i |-> result_level_i != 2'd3);
  env_inv_scope :
  assert property (@(posedge clk_i) disable iff (!rst_ni) inv_valid_i |-> inv_scope_i <= 3'd4);
  a_answer_was_asked :
  assert property (@(posedge clk_i) disable iff (!rst_ni) (leaves & ~ids_q) == '0);

  // ---- Situations

  c_hit_under_full_miss :
  cover property (@(posedge clk_i) disable iff (!rst_ni) lookup && hit && !room);
  c_merge :
  cover property (@(posedge clk_i) disable iff (!rst_ni) miss && merge);
  c_both_arrays :
  cover property (@(posedge clk_i) disable iff (!rst_ni) lookup && main_match && super_match);
  c_inv_beats_result :
  cover property (@(posedge clk_i) disable iff (!rst_ni) inv_accept && result_valid_i);
  c_killed_result :
  cover property (@(posedge clk_i) disable iff (!rst_ni) again);
  c_repeated_to_the_end :
  cover property (@(posedge clk_i) disable iff (!rst_ni) result && killed && !again && MAX_REWALK != 7);
  c_sweep_to_the_end :
  cover property (@(posedge clk_i) disable iff (!rst_ni) !sweep && $past(sweep));
  c_two_waiters :
  cover property (@(posedge clk_i) disable iff (!rst_ni) result && !$onehot0(end_waiters));

endmodule

bind vtd_iotlb vtd_iotlb_sva #(
    .WAYS      (WAYS),
    .SUPER     (SUPER),
    .MSHR      (MSHR),
    .ID_W      (ID_W),
    .MAX_REWALK(MAX_REWALK),
    .TAG_W     (TAG_W)
) u_sva (
    .main_row_match (u_main.row_match),
    .super_all_match(u_super.match),
    .walks_busy     (u_mshr.busy),
    .walks_issued   (u_mshr.issued),
    .walks_killed   (u_mshr.killed),
    .*
);

// SPDX-License-Identifier: Apache-2.0
// The miss-status registers: one for each page walk that is wanted or under way, with the requests
// that wait for it. A register is free, wanted (its walk is not requested yet) or issued.
//
// An invalidation kills the issued walks that it concerns, whatever their page: a walk for one page
// may bring a superpage that covers another. The result of a killed walk is dropped and the walk is
// wanted again, at most MAX_REWALK times (7: as often as it takes). A walk that is killed after its
// last repetition is overtaken for good: its result will be used once, for those who wait already,
// and the invalidation waits for that.
//
// A fault may be older than a request that joined while the walk was under way, and nothing has to be
// invalidated before a page that was not present is used (chapter 6). So a fault answers those who came
// before the walk was issued, and the others get a walk of their own. Translations may be as old as
// the last invalidation, and answer all.
`include "vtd_iotlb_mutants.svh"
`ifdef VTD_PROVE
`include "vtd_iotlb_formal.svh"
`endif

module vtd_iotlb_mshr #(
    parameter int unsigned MSHR = 8,
    parameter int unsigned ID_W = 4,
    parameter int unsigned MAX_REWALK = 2,
    localparam int unsigned Ids = 1 << ID_W,
    localparam int unsigned HandleW = vtd_iotlb_pkg::index_width(MSHR)
) (
    input logic clk_i,
    input logic rst_ni,

    // A look-up that missed
    input  vtd_iotlb_pkg::key_t  key_i,
    input  logic [1:0]           need_i,
    input  logic                 alone_i,  // it must not share a walk
    input  logic [ID_W-1:0]      id_i,
    input  logic                 take_i,   // take it in; only if merge_o or room_o
    output logic                 merge_o,  // it can join a register
    output logic                 room_o,   // a register is free

    // Walk requests
    output logic                 walk_valid_o,
    input  logic                 walk_ready_i,
    output logic [HandleW-1:0]   walk_handle_o,
    output vtd_iotlb_pkg::key_t  walk_key_o,
    output logic [1:0]           walk_need_o,

    // The walk that ended
    input  logic [HandleW-1:0]   end_handle_i,
    input  logic                 end_i,      // it frees its register ...
    input  logic                 again_i,    // ... or was killed and is wanted again
    input  logic                 renew_i,    // ... or goes on for the late ones
    output vtd_iotlb_pkg::key_t  end_key_o,
    output logic [1:0]           end_need_o,
    output logic [Ids-1:0]       end_waiters_o,
    output logic [Ids-1:0]       end_late_o, // waiters who came after it was issued
    output logic                 end_killed_o,
    output logic                 end_last_o, // there will be no repetition

    // Invalidation
    input  logic                 kill_i,
    input  vtd_iotlb_pkg::inv_t  inv_i,
    output logic [MSHR-1:0]      killed_o,   // walks that are killed by it now
    output logic [MSHR-1:0]      overtaken_o // walks that it concerns and that are overtaken for good
);

  logic [               MSHR-1:0] busy;
  logic [               MSHR-1:0] issued;
  logic [               MSHR-1:0] killed;
  logic [               MSHR-1:0] last;
  logic [               MSHR-1:0] same;
  logic [vtd_iotlb_pkg::KeyW-1:0] keys   [MSHR];
  logic [                    1:0] needs  [MSHR];
  logic [                Ids-1:0] waiters[MSHR];
  logic [                Ids-1:0] late   [MSHR];

  logic [MSHR-1:0] merge_into;
  logic [MSHR-1:0] allocate;
  logic [MSHR-1:0] issue;
  logic            walk_load;

  // ---- Look-ups: join the lowest register that fits, else take the lowest free one

  always_comb begin
    merge_into = '0;
    allocate   = '0;
    for (int m = MSHR - 1; m >= 0; m--) begin
      if (same[m]) begin
        merge_into    = '0;
        merge_into[m] = 1'b1;
      end
      if (!busy[m]) begin
        allocate    = '0;
        allocate[m] = 1'b1;
      end
    end
    if (alone_i) merge_into = '0;
    if (merge_into != '0) allocate = '0;
  end
  assign merge_o = merge_into != '0;
  assign room_o  = !(&busy);

  // ---- Walk requests: the lowest wanted walk goes to a register that holds it until it is accepted

  logic                             walk_valid_q;
  logic [              HandleW-1:0] walk_handle_q;
  logic [  vtd_iotlb_pkg::KeyW-1:0] walk_key_q;
  logic [                      1:0] walk_need_q;
  logic [              HandleW-1:0] issue_handle;
  logic [  vtd_iotlb_pkg::KeyW-1:0] issue_key;
  logic [                      1:0] issue_need;
  vtd_iotlb_pkg::key_t              walk_key;

  assign walk_load = !walk_valid_q || walk_ready_i;

  always_comb begin
    issue        = '0;
    issue_handle = '0;
    issue_key    = keys[0];
    issue_need   = needs[0];
    for (int m = MSHR - 1; m >= 0; m--) begin
      if (busy[m] && !issued[m]) begin
        issue        = '0;
        issue[m]     = walk_load;
        issue_handle = HandleW'(m);
        issue_key    = keys[m];
        issue_need   = needs[m];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      walk_valid_q  <= 1'b0;
      walk_handle_q <= '0;
      walk_key_q    <= '0;
      walk_need_q   <= '0;
    end else if (walk_load) begin
      walk_valid_q  <= issue != '0;
      walk_handle_q <= issue_handle;
      walk_key_q    <= issue_key;
      walk_need_q   <= issue_need;
    end
  end

  assign walk_valid_o  = walk_valid_q;
  assign walk_handle_o = walk_handle_q;
  assign walk_need_o   = walk_need_q;
  always_comb begin
    walk_key = walk_key_q;
    if (`VTD_MUT(`VTD_M_WALK_PASID)) walk_key.pasid = '0;
    if (`VTD_MUT(`VTD_M_WALK_STAGE)) walk_key.stage[1] = 1'b0;
  end
  assign walk_key_o = walk_key;

  // ---- The walk that ended

  logic [vtd_iotlb_pkg::KeyW-1:0] end_key;

  assign end_key       = keys[end_handle_i];
  assign end_key_o     = end_key;
  assign end_need_o    = needs[end_handle_i];
  assign end_waiters_o = waiters[end_handle_i];
  assign end_late_o    = late[end_handle_i];
  assign end_killed_o  = killed[end_handle_i];
  assign end_last_o    = last[end_handle_i];

  // ---- The registers

  for (genvar m = 0; m < MSHR; m++) begin : g_mshr
    logic ended;
    assign ended = end_handle_i == HandleW'(m);

    vtd_iotlb_walk #(
        .ID_W      (ID_W),
        .MAX_REWALK(MAX_REWALK)
    ) u_walk (
        .clk_i,
        .rst_ni,
        .key_i      (key_i),
        .need_i     (need_i),
        .id_i       (id_i),
        .open_i     (take_i && allocate[m]),
        .join_i     (take_i && merge_into[m]),
        .issue_i    (issue[m]),
        .end_i      (end_i && ended),
        .again_i    (again_i && ended),
        .renew_i    (renew_i && ended),
        .kill_i     (kill_i),
        .inv_i      (inv_i),
        .busy_o     (busy[m]),
        .issued_o   (issued[m]),
        .killed_o   (killed[m]),
        .last_o     (last[m]),
        .same_o     (same[m]),
        .kill_now_o (killed_o[m]),
        .overtaken_o(overtaken_o[m]),
        .key_o      (keys[m]),
        .need_o     (needs[m]),
        .waiters_o  (waiters[m]),
        .late_o     (late[m])
    );
  end

`ifdef VTD_PROVE_MSHR
`include "vtd_iotlb_mshr_formal.svh"
`endif

endmodule

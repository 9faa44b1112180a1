// SPDX-License-Identifier: Apache-2.0
// The invalidation engine (chapter 6): takes one command at a time, sweeps the arrays row by row and
// reports done when nothing older can use the translations any more:
//   - the sweep has ended;
//   - answers that were on their way when the command came have been handed over;
//   - so have the answers of walks that it overtook for good (vtd_iotlb_mshr);
//   - with drain_rd / drain_wr: the older reads / writes that were let through have ended, those
//     answers' accesses included.
// An access begins when an answer that is no fault (and no probe's) is handed over, and ends when its
// id is given back. Younger look-ups go on while done is awaited, but not during the sweep.
`include "vtd_iotlb_mutants.svh"

module vtd_iotlb_inv #(
    parameter int unsigned SETS = 256,
    parameter int unsigned MSHR = 8,
    parameter int unsigned ID_W = 4,
    parameter int unsigned TAG_W = 8,
    localparam int unsigned Ids = 1 << ID_W,
    localparam int unsigned SetW = vtd_iotlb_pkg::index_width(SETS),
    localparam int unsigned HandleW = vtd_iotlb_pkg::index_width(MSHR)
) (
    input logic clk_i,
    input logic rst_ni,

    input  logic                inv_valid_i,
    output logic                inv_ready_o,
    input  vtd_iotlb_pkg::inv_t inv_i,
    input  logic                drain_rd_i,
    input  logic                drain_wr_i,
    input  logic [TAG_W-1:0]    tag_i,
    output logic                done_o,
    output logic [TAG_W-1:0]    done_tag_o,

    // The arrays
    output logic                accept_o,
    output logic                sweep_o,
    output logic                sweep_first_o,
    output logic                sweep_all_o,
    output logic                sweep_page_o,
    output logic [vtd_iotlb_pkg::VpnW-1:0] sweep_vpn_o,
    output logic [SetW-1:0]     sweep_set_o,
    output vtd_iotlb_pkg::inv_t sweep_inv_o,

    input  logic                scattered_i,

    // Walks
    input  logic [MSHR-1:0]     overtaken_i,
    input  logic                end_i,
    input  logic [HandleW-1:0]  end_handle_i,

    // Answers: first in a buffer (waiters of one walk), then in the response register
    input  logic                buffer_valid_i,
    input  logic                buffer_last_i,   // its last waiter moves on
    input  logic                rsp_valid_i,
    input  logic                rsp_load_i,      // the response register is loaded ...
    input  logic                rsp_from_buffer_i, // ... from the buffer
    input  logic                rsp_leave_i,     // it is handed over
    input  logic                rsp_access_i,    // and an access begins
    input  logic [ID_W-1:0]     rsp_id_i,
    input  logic [1:0]          rsp_need_i,

    input  logic                access_end_i,
    input  logic [ID_W-1:0]     access_end_id_i
);

  typedef enum logic [1:0] {
    Idle,
    Sweep,
    Wait
  } state_e;

  localparam int unsigned LastSet = SETS - 1;
  localparam int unsigned PageShiftMax = $clog2(SETS);

  logic [                        1:0] state_q;
  logic [vtd_iotlb_pkg::InvW-1:0] inv_q;
  logic [                  TAG_W-1:0] tag_q;
  logic                               drain_rd_q;
  logic                               drain_wr_q;
  logic                               by_page_q;
  logic [                   SetW-1:0] set_q;
  logic [                   SetW-1:0] last_set;

  vtd_iotlb_pkg::inv_t                inv;
  logic                               sweep_end;

  assign inv           = inv_q;
  assign inv_ready_o   = state_q == Idle;
  assign accept_o      = inv_valid_i && inv_ready_o;
  assign sweep_o       = state_q == Sweep;
  assign sweep_first_o = sweep_o && set_q == '0;
  assign sweep_all_o   = inv.scope == vtd_iotlb_pkg::ScopeGlobal;
  assign sweep_set_o   = set_q;
  assign sweep_inv_o   = inv;

  // Row by row, or, if that is less, page by page: the row that each page of the range leads to.
  assign sweep_page_o  = by_page_q;
  assign sweep_vpn_o   = inv.vpn | vtd_iotlb_pkg::VpnW'(set_q);
  always_comb begin
    last_set = SetW'(LastSet);
    if (by_page_q) last_set = ~({SetW{1'b1}} << inv.shift);
    if (`VTD_MUT(`VTD_M_INV_PAGE_ALL) && by_page_q) last_set = '0;
  end
  assign sweep_end = sweep_all_o || set_q == last_set ||
                     (`VTD_MUT(`VTD_M_INV_LAST_SET) && !by_page_q && set_q + 1'b1 == last_set);

  // ---- What is older than the command

  logic [MSHR-1:0] walks_q;      // overtaken walks
  logic            buffer_old_q; // the buffer holds an older answer
  logic            rsp_old_q;    // the response register does
  logic [ Ids-1:0] accesses_q;   // accesses to drain
  logic [ Ids-1:0] reads_q;      // every access under way that reads ...
  logic [ Ids-1:0] writes_q;     // ... that writes

  logic [MSHR-1:0] ending_walk;
  logic [ Ids-1:0] ending;
  logic [ Ids-1:0] beginning;
  logic [ Ids-1:0] reads_d;
  logic [ Ids-1:0] writes_d;
  logic            is_read;
  logic            is_write;
  logic            rsp_valid_d;
  logic            drain_rd;
  logic            drain_wr;

  assign ending_walk = {{(MSHR - 1) {1'b0}}, end_i} << end_handle_i;
  assign ending      = {{(Ids - 1) {1'b0}}, access_end_i} << access_end_id_i;
  assign beginning   = {{(Ids - 1) {1'b0}}, rsp_leave_i && rsp_access_i} << rsp_id_i;
  assign is_write    = rsp_need_i[vtd_iotlb_pkg::NeedWrite];
  // A zero-length read needs nothing.
  assign is_read     = rsp_need_i[vtd_iotlb_pkg::NeedRead] || !is_write;
  assign reads_d     = (reads_q & ~ending) | (beginning & {Ids{is_read}});
  assign writes_d    = (writes_q & ~ending) | (beginning & {Ids{is_write}});
  assign rsp_valid_d = rsp_load_i || (rsp_valid_i && !rsp_leave_i);
  assign drain_rd    = !`VTD_MUT(`VTD_M_DRAIN_READ) && (accept_o ? drain_rd_i : drain_rd_q);
  assign drain_wr    = !`VTD_MUT(`VTD_M_DRAIN_WRITE) && (accept_o ? drain_wr_i : drain_wr_q);

  assign done_o = state_q == Wait && (walks_q == '0 || `VTD_MUT(`VTD_M_DONE_WALKS)) &&
                  ((!buffer_old_q && !rsp_old_q) || `VTD_MUT(`VTD_M_DONE_ANSWERS)) &&
                  accesses_q == '0;
  assign done_tag_o = tag_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q    <= Idle;
      inv_q      <= '0;
      tag_q      <= '0;
      drain_rd_q <= 1'b0;
      drain_wr_q <= 1'b0;
      set_q      <= '0;
      by_page_q  <= 1'b0;
    end else begin
      case (state_q)
        Idle:
        if (accept_o) begin
          state_q    <= Sweep;
          inv_q      <= inv_i;
          tag_q      <= tag_i;
          drain_rd_q <= drain_rd_i;
          drain_wr_q <= drain_wr_i;
          set_q      <= '0;
          by_page_q  <= inv_i.scope == vtd_iotlb_pkg::ScopeDomainPage && !scattered_i &&
                        {1'b0, inv_i.shift} + 7'd1 <= 7'(PageShiftMax);
        end
        Sweep: begin
          set_q <= set_q + 1'b1;
          if (sweep_end) state_q <= Wait;
        end
        default: if (done_o) state_q <= Idle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      walks_q      <= '0;
      buffer_old_q <= 1'b0;
      rsp_old_q    <= 1'b0;
      accesses_q   <= '0;
      reads_q      <= '0;
      writes_q     <= '0;
    end else begin
      reads_q  <= reads_d;
      writes_q <= writes_d;
      if (accept_o) begin
        walks_q      <= overtaken_i;
        buffer_old_q <= buffer_valid_i && !buffer_last_i;
        rsp_old_q    <= rsp_valid_d;
        accesses_q   <= (reads_d & {Ids{drain_rd}}) | (writes_d & {Ids{drain_wr}});
      end else begin
        walks_q <= walks_q & ~ending_walk;
        if ((walks_q & ending_walk) != '0) buffer_old_q <= 1'b1;
        else if (buffer_last_i) buffer_old_q <= 1'b0;
        if (rsp_load_i) rsp_old_q <= rsp_from_buffer_i && buffer_old_q;
        else if (rsp_leave_i) rsp_old_q <= 1'b0;
        accesses_q <= (accesses_q & ~ending) |
            (beginning & {Ids{(rsp_old_q || (`VTD_MUT(`VTD_M_DRAIN_YOUNGER) && state_q != Idle)) &&
                              ((is_read && drain_rd) || (is_write && drain_wr))}});
      end
    end
  end

endmodule

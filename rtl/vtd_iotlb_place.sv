// SPDX-License-Identifier: Apache-2.0
// What both arrays do with the entries that they look at in one cycle, a row of the 4 KiB array or
// all of the super array: where a fill goes, the replacement tree, which entries stay valid.
// Combinational.
`include "vtd_iotlb_mutants.svh"

module vtd_iotlb_place #(
    parameter int unsigned N = 4,
    parameter bit SUPER = 1'b0, // part of the super array
    localparam int unsigned WayW = vtd_iotlb_pkg::index_width(N)
) (
    input logic [N-1:0] valid_i,
    input logic [N-1:0] plru_i,
    input logic [N-1:0] bad_i,   // of the comparators, see vtd_iotlb_match
    input logic [N-1:0] match_i,
    input logic [N-1:0] taken_i,

    input logic read_i,  // they are read for good: corrupted ones go
    input logic touch_i, // the match is used
    input logic fill_i,
    input logic sweep_i,

    output logic [WayW-1:0] way_o,     // where a fill goes
    output logic            evict_o,   // the fill replaces a valid entry of another page
    output logic            touched_o, // plru_o is to be stored
    output logic [   N-1:0] plru_o,
    output logic [   N-1:0] valid_o,
    output logic [     7:0] dropped_o  // number of corrupted entries that are dropped
);

  // ---- Where a fill goes: to the lowest entry that it repeats or overlaps, else to the lowest free
  // one, else to the victim of the tree. What a corrupted entry leaves free may be used at once.

  logic [   N-1:0] intact;
  logic [   N-1:0] same;
  logic [WayW-1:0] victim;
  logic            use_victim;

  assign intact     = valid_i & ~bad_i;
  assign same       = (!SUPER && `VTD_MUT(`VTD_M_DEDUPE)) ? {N{1'b0}} : match_i;
  assign use_victim = same == '0 && (&intact || (!SUPER && `VTD_MUT(`VTD_M_INVALID_FIRST)));

  always_comb begin
    way_o = victim;
    if (!use_victim) begin
      for (int n = N - 1; n >= 0; n--) if (same == '0 && !intact[n]) way_o = WayW'(n);
      for (int n = N - 1; n >= 0; n--) if (same[n]) way_o = WayW'(n);
    end
  end
  assign evict_o =
      fill_i && (use_victim || (!SUPER && `VTD_MUT(`VTD_M_COUNT_EVICT) && valid_i != '0));

  // ---- Replacement state

  logic [WayW-1:0] touch_way;

  always_comb begin
    touch_way = way_o;
    for (int n = N - 1; n >= 0; n--) if (!fill_i && match_i[n]) touch_way = WayW'(n);
  end
  assign touched_o =
      (fill_i && (SUPER || !`VTD_MUT(`VTD_M_PLRU_TOUCH_FILL))) ||
      (touch_i && !(SUPER ? `VTD_MUT(`VTD_M_PLRU_SUPER) : `VTD_MUT(`VTD_M_PLRU_TOUCH_HIT)));

  vtd_plru #(
      .N(N)
  ) u_plru (
      .state_i  (plru_i),
      .touch_i  (touch_way),
      .touched_o(plru_o),
      .victim_o (victim)
  );

  // ---- What stays

  logic [N-1:0] drop_bad;

  assign drop_bad = (read_i && (SUPER || !`VTD_MUT(`VTD_M_PARITY_DROP))) ? bad_i : {N{1'b0}};

  always_comb begin
    valid_o = valid_i & ~drop_bad;
    if (sweep_i) valid_o = valid_o & ~taken_i;
    if (fill_i) begin
      valid_o        = valid_o & ~same;
      valid_o[way_o] = 1'b1;
    end
  end

  always_comb begin
    dropped_o = '0;
    for (int n = 0; n < N; n++) dropped_o = dropped_o + {7'b0, drop_bad[n]};
  end

endmodule

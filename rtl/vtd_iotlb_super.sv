// SPDX-License-Identifier: Apache-2.0
// The fully associative array of 2 MiB and 1 GiB translations. Every operation of the 4 KiB array
// works on all of this one in the same cycle; a sweep needs only its first cycle here.
`include "vtd_iotlb_mutants.svh"
`ifdef VTD_PROVE
`include "vtd_iotlb_formal.svh"
`endif

module vtd_iotlb_super #(
    parameter int unsigned ENTRIES = 16,
    localparam int unsigned IdxW = vtd_iotlb_pkg::index_width(ENTRIES)
) (
    input logic clk_i,
    input logic rst_ni,

    input  vtd_iotlb_pkg::key_t   key_i,    // of the look-up or fill
    input  logic                  lookup_i, // a look-up happens: drop what is corrupted
    input  logic                  touch_i,  // it is a hit in this array
    output logic                  match_o,
    output vtd_iotlb_pkg::data_t  data_o,

    input  logic                  access_i, // a fill happens, here or in the other array
    input  logic                  fill_i,   // it happens here
    input  vtd_iotlb_pkg::data_t  fill_data_i,
    output logic                  evict_o,

    input  logic                  sweep_i,
    input  logic                  sweep_all_i,
    input  vtd_iotlb_pkg::inv_t   inv_i,

    input  logic                  flip_i,
    input  logic [      IdxW-1:0] flip_index_i,
    input  logic [           7:0] flip_bit_i,

    output logic [           7:0] dropped_o
);

  logic [vtd_iotlb_pkg::EntryW-1:0] mem_q   [ENTRIES]  /* verilator public_flat_rd */;
  logic [              ENTRIES-1:0] valid_q  /* verilator public_flat_rd */;
  logic [              ENTRIES-1:0] plru_q  /* verilator public_flat_rd */;

  logic [              ENTRIES-1:0] bad;
  logic [              ENTRIES-1:0] match;
  logic [              ENTRIES-1:0] taken;
  logic [vtd_iotlb_pkg::DataW-1:0]  datas   [ENTRIES];
  logic [                      1:0] level;

  // A look-up asks for one 4 KiB page; a fill for everything that its page overlaps.
  assign level = (fill_i && !`VTD_MUT(`VTD_M_DEDUPE_SUPER)) ? fill_data_i.level : 2'd0;

  for (genvar e = 0; e < ENTRIES; e++) begin : g_entry
    vtd_iotlb_match #(
        .SUPER(1'b1)
    ) u_match (
        .valid_i(valid_q[e]),
        .entry_i(mem_q[e]),
        .key_i  (key_i),
        .level_i(level),
        .inv_i  (inv_i),
        .bad_o  (bad[e]),
        .match_o(match[e]),
        .taken_o(taken[e]),
        .data_o (datas[e])
    );
  end

  always_comb begin
    logic [vtd_iotlb_pkg::DataW-1:0] found;
    found = '0;
    for (int e = 0; e < ENTRIES; e++) found = found | (datas[e] & {vtd_iotlb_pkg::DataW{match[e]}});
    data_o = found;
  end
  assign match_o = |match;

  // ---- Where a fill goes, what is touched, what stays

  logic [ENTRIES-1:0]    touched;
  logic [ENTRIES-1:0]    valid_d;
  logic                  touch;
  logic [   IdxW-1:0]    fill_index;
  vtd_iotlb_pkg::entry_t new_entry;

  vtd_iotlb_place #(
      .N    (ENTRIES),
      .SUPER(1'b1)
  ) u_place (
      .valid_i  (valid_q),
      .plru_i   (plru_q),
      .bad_i    (bad),
      .match_i  (match),
      .taken_i  (taken),
      .read_i   (lookup_i || access_i || (sweep_i && !sweep_all_i)),
      .touch_i  (touch_i),
      .fill_i   (fill_i),
      .sweep_i  (sweep_i && !(`VTD_MUT(`VTD_M_INV_GLOBAL) && sweep_all_i)),
      .way_o    (fill_index),
      .evict_o  (evict_o),
      .touched_o(touch),
      .plru_o   (touched),
      .valid_o  (valid_d),
      .dropped_o(dropped_o)
  );

  // ---- What is written

  always_comb begin
    new_entry.key    = key_i;
    new_entry.data   = fill_data_i;
    new_entry.parity = ^{key_i, fill_data_i};
  end

  always_ff @(posedge clk_i) begin
    if (fill_i) mem_q[fill_index] <= new_entry;
    else if (flip_i)
      mem_q[flip_index_i] <= mem_q[flip_index_i] ^
          ({{(vtd_iotlb_pkg::EntryW - 1) {1'b0}}, 1'b1} << flip_bit_i);
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= '0;
      plru_q  <= '0;
    end else begin
      valid_q <= valid_d;
      if (touch) plru_q <= touched;
    end
  end

`ifdef VTD_PROVE_SUPER
`include "vtd_iotlb_super_formal.svh"
`endif

endmodule

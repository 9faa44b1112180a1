// SPDX-License-Identifier: Apache-2.0
// The set-associative array of 4 KiB translations. One row (set) is worked on per cycle, for one of:
// a look-up, a fill, a step of an invalidation's sweep; or one bit of one entry is flipped (test of
// the parity logic). Whatever reads a row for good also drops the entries whose parity is wrong.
//
// Entry s * WAYS + w is way w of set s, the numbering of the C model.
`include "vtd_iotlb_mutants.svh"
`ifdef VTD_PROVE
`include "vtd_iotlb_formal.svh"
`endif

module vtd_iotlb_array #(
    parameter int unsigned SETS = 256,
    parameter int unsigned WAYS = 4,
    localparam int unsigned Entries = SETS * WAYS,
    localparam int unsigned SetW = vtd_iotlb_pkg::index_width(SETS),
    localparam int unsigned WayW = vtd_iotlb_pkg::index_width(WAYS),
    localparam int unsigned IdxW = vtd_iotlb_pkg::index_width(Entries)
) (
    input logic clk_i,
    input logic rst_ni,

    input  vtd_iotlb_pkg::key_t   key_i,    // of the look-up or fill
    input  logic                  lookup_i, // a look-up happens: drop what is corrupted
    input  logic                  touch_i,  // it is a hit in this array
    output logic                  match_o,
    output vtd_iotlb_pkg::data_t  data_o,

    input  logic                  fill_i,
    input  vtd_iotlb_pkg::data_t  fill_data_i,
    output logic                  evict_o,  // the fill replaces a valid entry of another page

    input  logic                  sweep_i,
    input  logic                  sweep_all_i, // with sweep_i: everything, in one cycle
    input  logic                  sweep_page_i, // with sweep_i: the row of this page, not this row
    input  logic [vtd_iotlb_pkg::VpnW-1:0] sweep_vpn_i,
    input  logic [      SetW-1:0] sweep_set_i,
    input  vtd_iotlb_pkg::inv_t   inv_i,

    input  logic                  flip_i,
    input  logic [      IdxW-1:0] flip_index_i,
    input  logic [           7:0] flip_bit_i,

    output logic                  scattered_o, // some page is not in the row of its number and domain
    output logic [           7:0] dropped_o // number of corrupted entries that are dropped
);

  logic [vtd_iotlb_pkg::EntryW-1:0] mem_q   [Entries]  /* verilator public_flat_rd */;
  logic [              Entries-1:0] valid_q  /* verilator public_flat_rd */;
  logic [              Entries-1:0] plru_q   /* verilator public_flat_rd */;
  logic                             scattered_q;

  // ---- The row

  vtd_iotlb_pkg::key_t             row_key;
  logic [vtd_iotlb_pkg::HashW-1:0] hash;
  logic [                SetW-1:0] set;
  logic [                IdxW-1:0] base;

  always_comb begin
    row_key = key_i;
    if (sweep_i) begin
      row_key.vpn   = sweep_vpn_i;
      row_key.did   = inv_i.did;
      row_key.pasid = '0;
    end
  end
  assign hash = vtd_iotlb_pkg::hash(
      `VTD_MUT(`VTD_M_HASH_VPN) ? {{(vtd_iotlb_pkg::HashVpnW - 9) {1'b0}}, row_key.vpn[8:0]}
                                : row_key.vpn[vtd_iotlb_pkg::HashVpnW-1:0],
      `VTD_MUT(`VTD_M_HASH_DID) ? {vtd_iotlb_pkg::DidW{1'b0}} : row_key.did,
      `VTD_MUT(`VTD_M_HASH_PASID) ? {vtd_iotlb_pkg::PasidW{1'b0}} : row_key.pasid);
  if (SETS == 1) begin : g_one_set
    logic unused;
    assign unused = &{1'b0, hash, sweep_set_i, sweep_page_i};
    assign set    = '0;
  end else begin : g_sets
    assign set = (sweep_i && !sweep_page_i) ? sweep_set_i : hash[SetW-1:0];
    if (SetW < vtd_iotlb_pkg::HashW) begin : g_cut
      logic unused;
      assign unused = &{1'b0, hash[vtd_iotlb_pkg::HashW-1:SetW]};
    end
  end
  logic unused_key;
  assign unused_key = &{1'b0, row_key.vpn, row_key.pasid_valid, row_key.stage};
  assign base = IdxW'(set) << $clog2(WAYS);

  logic [WAYS-1:0] row_valid;
  logic [WAYS-1:0] row_plru;
  logic [WAYS-1:0] row_bad;
  logic [WAYS-1:0] row_match;
  logic [WAYS-1:0] row_taken;
  logic [vtd_iotlb_pkg::DataW-1:0] row_data[WAYS];

  assign row_valid = valid_q[base+:WAYS];
  assign row_plru  = plru_q[base+:WAYS];

  for (genvar w = 0; w < WAYS; w++) begin : g_way
    logic [vtd_iotlb_pkg::EntryW-1:0] entry;
    assign entry = mem_q[base+IdxW'(w)];
    vtd_iotlb_match u_match (
        .valid_i(row_valid[w]),
        .entry_i(entry),
        .key_i  (key_i),
        .level_i(2'd0),
        .inv_i  (inv_i),
        .bad_o  (row_bad[w]),
        .match_o(row_match[w]),
        .taken_o(row_taken[w]),
        .data_o (row_data[w])
    );
  end

  // At most one way matches, so the data can be or-ed together.
  always_comb begin
    logic [vtd_iotlb_pkg::DataW-1:0] found;
    found = '0;
    for (int w = 0; w < WAYS; w++) found = found | (row_data[w] & {vtd_iotlb_pkg::DataW{row_match[w]}});
    data_o = found;
  end
  assign match_o = |row_match;

  // ---- Where a fill goes, what is touched, what stays

  logic                  row_write;
  logic [      WAYS-1:0] row_swept;
  logic [      WAYS-1:0] row_valid_d;
  logic [      WAYS-1:0] row_touched;
  logic                  touch;
  logic [      WayW-1:0] fill_way;
  vtd_iotlb_pkg::entry_t new_entry;
  logic [      IdxW-1:0] write_index;

  assign row_write = lookup_i || fill_i || sweep_i;
  always_comb begin
    row_swept = row_taken;
    if (`VTD_MUT(`VTD_M_INV_DOMAIN) && inv_i.scope == 3'd1) row_swept[WAYS-1] = 1'b0;
  end

  vtd_iotlb_place #(
      .N(WAYS)
  ) u_place (
      .valid_i  (row_valid),
      .plru_i   (row_plru),
      .bad_i    (row_bad),
      .match_i  (row_match),
      .taken_i  (row_swept),
      .read_i   (row_write && !(sweep_i && sweep_all_i)),
      .touch_i  (touch_i),
      .fill_i   (fill_i),
      .sweep_i  (sweep_i),
      .way_o    (fill_way),
      .evict_o  (evict_o),
      .touched_o(touch),
      .plru_o   (row_touched),
      .valid_o  (row_valid_d),
      .dropped_o(dropped_o)
  );

  // An entry with a PASID is not in the row that page and domain lead to; of first-stage and nested
  // ones a page invalidation of the domain takes all.
  logic scatters;
  assign scatters = key_i.pasid != '0 ||
                    (!`VTD_MUT(`VTD_M_SCATTER_FIRST) && key_i.stage == vtd_iotlb_pkg::StageFirst) ||
                    (!`VTD_MUT(`VTD_M_SCATTER_NESTED) && key_i.stage == vtd_iotlb_pkg::StageNested);

  // ---- What is written

  always_comb begin
    new_entry.key    = key_i;
    new_entry.data   = fill_data_i;
    new_entry.parity = ^{key_i, fill_data_i};
  end
  assign scattered_o = scattered_q && !`VTD_MUT(`VTD_M_INV_PAGE_TAGGED);
  assign write_index = base + IdxW'(fill_way);

  always_ff @(posedge clk_i) begin
    if (fill_i) mem_q[write_index] <= new_entry;
    else if (flip_i)
      mem_q[flip_index_i] <= mem_q[flip_index_i] ^
          ({{(vtd_iotlb_pkg::EntryW - 1) {1'b0}}, 1'b1} << flip_bit_i);
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q  <= '0;
      plru_q   <= '0;
      scattered_q <= 1'b0;
    end else begin
      if (sweep_i && sweep_all_i) begin
        valid_q <= '0;
      end else if (row_write) begin
        valid_q[base+:WAYS] <= row_valid_d;
      end
      if (touch) plru_q[base+:WAYS] <= row_touched;
      else if (`VTD_MUT(`VTD_M_RESET_PLRU) && sweep_i) plru_q[base+:WAYS] <= '0;
      if (fill_i && scatters) scattered_q <= 1'b1;
      else if (sweep_i && sweep_all_i) scattered_q <= 1'b0;
    end
  end

`ifdef VTD_PROVE_ARRAY
`include "vtd_iotlb_array_formal.svh"
`endif

endmodule

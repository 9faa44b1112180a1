// SPDX-License-Identifier: Apache-2.0
// Proofs about the 4 KiB array, part of vtd_iotlb_array when VTD_PROVE_ARRAY is defined. f_key is any key: what
// holds for it holds for all.

  (* anyconst *) logic [vtd_iotlb_pkg::KeyW-1:0] f_key_bits;
  vtd_iotlb_pkg::key_t f_key;
  logic f_past = 1'b0;
  assign f_key = f_key_bits;
  always_ff @(posedge clk_i) f_past <= 1'b1;

  // Surroundings: reset first, no bit flips, one operation at a time.
  always_comb begin
    if (!f_past) assume (!rst_ni);
    assume (!flip_i);
    assume (!fill_i || fill_data_i.level == 2'd0);
    assume (!sweep_all_i || inv_i.scope == 3'd0);
    assume (!(sweep_i && (fill_i || lookup_i)) && !(fill_i && lookup_i) && (!touch_i || lookup_i));
    assume (key_i.pasid_valid || key_i.pasid == '0);
    assume (f_key.pasid_valid || f_key.pasid == '0);
  end

  // What was last filled for the key.
  logic [vtd_iotlb_pkg::DataW-1:0] f_data_q;
  always_ff @(posedge clk_i) if (fill_i && key_i == f_key_bits) f_data_q <= fill_data_i;

  logic [vtd_iotlb_pkg::HashW-1:0] f_hash;
  logic [Entries-1:0]              f_holds; // entry holds the key
  assign f_hash = vtd_iotlb_pkg::hash(f_key.vpn[vtd_iotlb_pkg::HashVpnW-1:0], f_key.did, f_key.pasid);

  // What the last step of a sweep has to have taken.
  logic            f_swept_q = 1'b0;
  logic [SetW-1:0] f_set_q;
  logic            f_takes_q;
  logic            f_swept_all_q = 1'b0;
  always_ff @(posedge clk_i) begin
    f_swept_q     <= rst_ni && sweep_i;
    f_swept_all_q <= rst_ni && sweep_i && sweep_all_i;
    f_set_q       <= set;
    f_takes_q     <= `VTD_F_TAKES(inv_i, f_key, {vtd_iotlb_pkg::VpnW{1'b1}});
  end

  for (genvar e = 0; e < Entries; e++) begin : f_entry
    logic [vtd_iotlb_pkg::EntryW-1:0] bits;
    assign bits       = mem_q[e];
    assign f_holds[e] = valid_q[e] && bits[vtd_iotlb_pkg::KeyW-1:0] == f_key_bits;
    always_comb begin
      if (f_past && valid_q[e]) begin
        assert (bits[vtd_iotlb_pkg::KeyW+7+:2] == 2'd0); // level
      end
      if (f_past && f_holds[e]) begin
        // It is in the row where it is looked for, holds what was filled, and page-selective sweeps know.
        assert (SETS == 1 || f_hash[SetW-1:0] == SetW'(e / WAYS));
        assert (bits[vtd_iotlb_pkg::KeyW+:vtd_iotlb_pkg::DataW] == f_data_q);
        if (f_key.pasid != '0 || f_key.stage == 2'd1 || f_key.stage == 2'd2) assert (scattered_q);
        // A sweep has taken what it had to take.
        assert (!f_swept_all_q);
        assert (!(f_swept_q && f_takes_q && (SETS == 1 || f_set_q == SetW'(e / WAYS))));
      end
    end
  end

  always_comb begin
    if (f_past) begin
      assert ((f_holds & (f_holds - 1'b1)) == '0); // at most one
      if (rst_ni && evict_o) assert (valid_q[write_index]); // only a valid entry is evicted
      if (rst_ni && match_o && key_i == f_key_bits) assert (data_o == f_data_q);
      if (rst_ni && !sweep_i && key_i == f_key_bits) assert (match_o == (f_holds != '0));
    end
  end

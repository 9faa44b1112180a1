// SPDX-License-Identifier: Apache-2.0
// Proofs about the superpage array, part of vtd_iotlb_super when VTD_PROVE_SUPER is defined. f_key is any key.

  (* anyconst *) logic [vtd_iotlb_pkg::KeyW-1:0] f_key_bits;
  vtd_iotlb_pkg::key_t f_key;
  logic f_past = 1'b0;
  assign f_key = f_key_bits;
  always_ff @(posedge clk_i) f_past <= 1'b1;

  always_comb begin
    if (!f_past) assume (!rst_ni);
    assume (!flip_i);
    assume (!(sweep_i && (access_i || lookup_i)) && !(access_i && lookup_i));
    assume ((!touch_i || lookup_i) && (!fill_i || access_i));
    assume (fill_data_i.level != 2'd3 && (!fill_i || fill_data_i.level != 2'd0));
  end

  // Any two entries.
  (* anyconst *) logic [IdxW-1:0] f_one;
  (* anyconst *) logic [IdxW-1:0] f_two;
  vtd_iotlb_pkg::entry_t          f_entry_one;
  vtd_iotlb_pkg::entry_t          f_entry_two;
  assign f_entry_one = mem_q[f_one];
  assign f_entry_two = mem_q[f_two];

`define VTD_F_ABOVE(level) (level == 2'd2 ? {{(vtd_iotlb_pkg::VpnW - 18) {1'b1}}, 18'b0} \
                                          : {{(vtd_iotlb_pkg::VpnW - 9) {1'b1}}, 9'b0})
`define VTD_F_COVERS(entry) \
    (((entry.key.vpn ^ f_key.vpn) & `VTD_F_ABOVE(entry.data.level)) == '0 && \
     entry.key.did == f_key.did && entry.key.pasid_valid == f_key.pasid_valid && \
     entry.key.pasid == f_key.pasid && entry.key.stage == f_key.stage)

  vtd_iotlb_pkg::inv_t f_inv_q;
  logic                f_swept_q = 1'b0;
  always_ff @(posedge clk_i) begin
    f_swept_q <= rst_ni && sweep_i;
    f_inv_q   <= inv_i;
  end

  logic f_covers_one;
  logic f_covers_two;
  assign f_covers_one = valid_q[f_one] && `VTD_F_COVERS(f_entry_one);
  assign f_covers_two = valid_q[f_two] && `VTD_F_COVERS(f_entry_two);

  always_comb begin
    if (f_past && valid_q[f_one]) begin
      assert (f_entry_one.data.level == 2'd1 || f_entry_one.data.level == 2'd2);
      // A sweep has taken what it had to take.
      assert (!(f_swept_q && `VTD_F_TAKES(f_inv_q, f_entry_one.key,
                                          `VTD_F_ABOVE(f_entry_one.data.level))));
    end
    if (f_past && valid_q[f_two]) begin
      assert (f_entry_two.data.level == 2'd1 || f_entry_two.data.level == 2'd2);
    end
    if (f_past) begin
      assert (!(f_covers_one && f_covers_two) || f_one == f_two); // at most one
      if (rst_ni && f_covers_one && !fill_i && key_i == f_key_bits) begin
        assert (match_o); // it is found
      end
      if (rst_ni && evict_o) assert (valid_q[fill_index]); // only a valid entry is evicted
    end
  end

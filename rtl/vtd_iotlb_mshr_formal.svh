// SPDX-License-Identifier: Apache-2.0
// Proofs about the miss registers, part of vtd_iotlb_mshr when VTD_PROVE_MSHR is defined: the race
// between walks and invalidations. f_handle is any walk.

  (* anyconst *) logic [HandleW-1:0] f_handle;
  logic f_past = 1'b0;
  always_ff @(posedge clk_i) f_past <= 1'b1;

  logic f_ends; // the result of this walk is taken
  assign f_ends = (end_i || again_i || renew_i) && end_handle_i == f_handle;

  // The walk from the cycle on in which its request is accepted: its key, and whether an
  // invalidation has concerned it since. The tables may be read at any time from then on.
  logic                           f_begins;
  logic                           f_asked_q = 1'b0;
  logic                           f_stale_q = 1'b0;
  logic [vtd_iotlb_pkg::KeyW-1:0] f_key_q;
  vtd_iotlb_pkg::key_t            f_key;
  assign f_begins = walk_valid_o && walk_ready_i && walk_handle_o == f_handle;
  assign f_key    = f_begins ? walk_key_o : f_key_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || f_ends) begin
      f_asked_q <= 1'b0;
      f_stale_q <= 1'b0;
    end else begin
      f_key_q <= f_key;
      if (f_begins) f_asked_q <= 1'b1;
      if ((f_begins || f_asked_q) && kill_i && `VTD_F_CONCERNS(inv_i, f_key)) f_stale_q <= 1'b1;
    end
  end

  // The surroundings keep to the protocol: a result belongs to a walk that was requested, once;
  // one operation at a time; a look-up is taken if there is a place for it.
  always_comb begin
    if (!f_past) assume (!rst_ni);
    assume (f_handle < MSHR);
    assume (end_handle_i < MSHR);
    assume ($onehot0({end_i, again_i, renew_i}));
    assume (!f_ends || f_asked_q);
    assume (!kill_i || !(end_i || again_i || renew_i || take_i));
    assume (!take_i || !(end_i || again_i || renew_i));
    assume (!take_i || merge_o || room_o);
    assume (!renew_i || end_late_o != '0);
    assume (!again_i || (end_killed_o && !end_last_o));
  end

  always_comb begin
    if (f_past) begin
      if (f_asked_q)
        assert (busy[f_handle] && issued[f_handle] && keys[f_handle] == f_key_q &&
                !(walk_valid_q && walk_handle_q == f_handle));
      if (walk_valid_q && walk_handle_q == f_handle)
        assert (busy[f_handle] && issued[f_handle] && keys[f_handle] == walk_key_q);
      // What an invalidation has overtaken ends as killed, so that nothing of it is kept.
      if (f_stale_q) assert (f_asked_q && killed[f_handle]);
      if (rst_ni && f_ends && f_stale_q) assert (end_killed_o);
      if (rst_ni && f_ends) assert (end_key_o == f_key_q);
    end
  end

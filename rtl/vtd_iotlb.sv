// SPDX-License-Identifier: Apache-2.0
// The IOTLB (chapter 6): translates one request per cycle, merges misses of one page into one walk,
// keeps translating while walks are under way, and never lets a result that an invalidation has
// overtaken into its arrays. README.md in this folder has the timing of every port.
//
// In each cycle the arrays do one thing, the first of these that is wanted: accept or sweep an
// invalidation, flip a bit (test port), take the result of a walk, look up.
`include "vtd_iotlb_mutants.svh"

module vtd_iotlb #(
    parameter int unsigned SETS = 256,     // power of two, 1 .. 65536
    parameter int unsigned WAYS = 4,       // power of two, 1 .. 16
    parameter int unsigned SUPER = 16,     // 2 MiB and 1 GiB entries: power of two, 1 .. 64
    parameter int unsigned MSHR = 8,       // walks in flight, 1 .. 32
    parameter int unsigned ID_W = 4,       // requests and accesses in flight: 2^ID_W
    parameter int unsigned MAX_REWALK = 2, // 0 .. 6; 7: until the walker says that enough is enough
    parameter int unsigned TAG_W = 8,      // tag of an invalidation
    localparam int unsigned HandleW = vtd_iotlb_pkg::index_width(MSHR),
    localparam int unsigned SetW = vtd_iotlb_pkg::index_width(SETS),
    localparam int unsigned IdxW = vtd_iotlb_pkg::index_width(SETS * WAYS),
    localparam int unsigned SuperW = vtd_iotlb_pkg::index_width(SUPER)
) (
    input logic clk_i,
    input logic rst_ni, // synchronous

    // Requests. Ready depends on the request: one that finds no miss register waits, others pass.
    input  logic                                req_valid_i,
    output logic                                req_ready_o,
    input  logic [                    ID_W-1:0] req_id_i,    // free again when its access has ended
    input  logic [     vtd_iotlb_pkg::VpnW-1:0] req_vpn_i,
    input  logic [     vtd_iotlb_pkg::DidW-1:0] req_did_i,
    input  logic                                req_pasid_valid_i,
    input  logic [   vtd_iotlb_pkg::PasidW-1:0] req_pasid_i,
    input  logic [                         1:0] req_stage_i,
    input  logic [                         1:0] req_need_i,  // bit 0 read, bit 1 write
    input  logic                                req_alone_i, // a miss must get a walk of its own
    input  logic                                req_probe_i, // no side effects; a miss is an answer

    // Responses, in the order of hits and ends of walks
    output logic                                rsp_valid_o,
    input  logic                                rsp_ready_i,
    output logic [                    ID_W-1:0] rsp_id_o,
    output logic [                         2:0] rsp_status_o,
    output logic [  vtd_iotlb_pkg::ReasonW-1:0] rsp_reason_o,
    output logic [     vtd_iotlb_pkg::HpnW-1:0] rsp_hpn_o,   // of the 4 KiB page asked for
    output logic [                         1:0] rsp_level_o, // the answer holds for this page size
    output logic [                         1:0] rsp_perm_o,
    output logic [                         1:0] rsp_attr_o,
    output logic [                         2:0] rsp_mtype_o,
    output logic [     vtd_iotlb_pkg::VpnW-1:0] rsp_vpn_o,   // the request again, for a fault record
    output logic [     vtd_iotlb_pkg::DidW-1:0] rsp_did_o,
    output logic                                rsp_pasid_valid_o,
    output logic [   vtd_iotlb_pkg::PasidW-1:0] rsp_pasid_o,

    // An access that a response let through has ended
    input  logic                                access_end_i,
    input  logic [                    ID_W-1:0] access_end_id_i,

    // Walk requests
    output logic                                walk_valid_o,
    input  logic                                walk_ready_i,
    output logic [                 HandleW-1:0] walk_handle_o,
    output logic [     vtd_iotlb_pkg::VpnW-1:0] walk_vpn_o,
    output logic [     vtd_iotlb_pkg::DidW-1:0] walk_did_o,
    output logic                                walk_pasid_valid_o,
    output logic [   vtd_iotlb_pkg::PasidW-1:0] walk_pasid_o,
    output logic [                         1:0] walk_stage_o,
    output logic [                         1:0] walk_need_o,

    // Walk results, in any order
    input  logic                                result_valid_i,
    output logic                                result_ready_o,
    input  logic [                 HandleW-1:0] result_handle_i,
    input  logic                                result_fault_i,
    input  logic [  vtd_iotlb_pkg::ReasonW-1:0] result_reason_i,
    input  logic                                result_nocache_i, // use it, but do not keep it
    input  logic [     vtd_iotlb_pkg::HpnW-1:0] result_hpn_i,
    input  logic [                         1:0] result_level_i,
    input  logic [                         1:0] result_perm_i,
    input  logic [                         1:0] result_attr_i,
    input  logic [                         2:0] result_mtype_i,

    // Invalidations
    input  logic                                inv_valid_i,
    output logic                                inv_ready_o,
    input  logic [                         2:0] inv_scope_i,
    input  logic [     vtd_iotlb_pkg::DidW-1:0] inv_did_i,
    input  logic [   vtd_iotlb_pkg::PasidW-1:0] inv_pasid_i,
    input  logic [     vtd_iotlb_pkg::VpnW-1:0] inv_vpn_i,
    input  logic [   vtd_iotlb_pkg::ShiftW-1:0] inv_shift_i,  // the range has 2^shift pages, 0 .. 52
    input  logic                                inv_drain_rd_i,
    input  logic                                inv_drain_wr_i,
    input  logic [                   TAG_W-1:0] inv_tag_i,
    output logic                                inv_done_o,   // for one cycle
    output logic [                   TAG_W-1:0] inv_done_tag_o,
    output logic                                inv_swept_o,  // no command is being accepted or swept

    // Test port: flips one stored bit
    input  logic                                flip_valid_i,
    output logic                                flip_ready_o,
    input  logic                                flip_super_i, // in the super array
    input  logic [                    IdxW-1:0] flip_index_i,
    input  logic [                         7:0] flip_bit_i,

    // Free-running counters
    output logic [                        31:0] count_hit_o,
    output logic [                        31:0] count_miss_o,   // look-ups that took a miss register
    output logic [                        31:0] count_merge_o,  // look-ups that joined one
    output logic [                        31:0] count_evict_o,  // valid entries that a fill replaced
    output logic [                        31:0] count_kill_o,   // walks killed
    output logic [                        31:0] count_rewalk_o, // walks repeated
    output logic [                        31:0] count_stall_o,  // cycles in which a request waited
    output logic [                        31:0] count_parity_o, // corrupted entries dropped
    output logic                                parity_error_o  // ... in the last cycle
);

  localparam int unsigned Ids = 1 << ID_W;

  // ---- What happens in this cycle

  vtd_iotlb_pkg::inv_t inv;
  logic                inv_accept;
  logic                sweep;
  logic                sweep_first;
  logic                sweep_all;
  logic                sweep_page;
  logic [vtd_iotlb_pkg::VpnW-1:0] sweep_vpn;
  logic [    SetW-1:0] sweep_set;
  logic                scattered;
  vtd_iotlb_pkg::inv_t sweep_inv;
  logic                arrays_free;
  logic                flip;
  logic                result;       // the result of a walk is taken
  logic                lookup;       // a request is taken
  logic                buffer_valid_q;
  logic                rsp_valid_q;
  logic                rsp_free;     // the response register can be loaded

  assign inv.scope    = inv_scope_i;
  assign inv.did      = inv_did_i;
  assign inv.pasid    = inv_pasid_i;
  assign inv.vpn      = inv_vpn_i;
  assign inv.shift    = inv_shift_i;

  assign flip_ready_o = !inv_accept && !sweep;
  assign flip         = flip_valid_i && flip_ready_o;
  assign arrays_free  = !sweep && !flip && (!inv_accept || `VTD_MUT(`VTD_M_PRIORITY));
  assign result_ready_o = arrays_free && !buffer_valid_q;
  assign result       = result_valid_i && result_ready_o;
  assign rsp_free     = !rsp_valid_q || rsp_ready_i;
  assign inv_swept_o  = !inv_accept && !sweep;

  // ---- Keys

  vtd_iotlb_pkg::key_t  req_key;
  vtd_iotlb_pkg::key_t  end_key;
  vtd_iotlb_pkg::key_t  key;
  vtd_iotlb_pkg::data_t fill_data;

  assign req_key.vpn         = req_vpn_i;
  assign req_key.did         = req_did_i;
  assign req_key.pasid_valid = req_pasid_valid_i;
  assign req_key.pasid       = req_pasid_i & {vtd_iotlb_pkg::PasidW{req_pasid_valid_i ||
                                              `VTD_MUT(`VTD_M_PASID_UNUSED)}};
  assign req_key.stage       = req_stage_i;
  assign key                 = result ? end_key : req_key;
  assign fill_data.hpn       = result_hpn_i;
  assign fill_data.level     = result_level_i;
  assign fill_data.perm      = result_perm_i;
  assign fill_data.attr      = result_attr_i;
  assign fill_data.mtype     = result_mtype_i;

  // ---- The end of a walk: repeat it, or answer, with or without a fill

  logic           killed;
  logic           last;
  logic           again;
  logic           renew;
  logic           fill;
  logic [1:0]     end_need;
  logic [Ids-1:0] end_waiters;
  logic [Ids-1:0] end_late;
  logic [Ids-1:0] answered;
  logic           uncached;

  assign again    = result && killed && !last && !result_fault_i;
  assign renew    = result && result_fault_i && end_late != '0 && !`VTD_MUT(`VTD_M_FAULT_LATE);
  assign answered = renew ? end_waiters & ~end_late : end_waiters;
  assign uncached = result_nocache_i || (killed && !`VTD_MUT(`VTD_M_REWALK_CACHED));
  assign fill     = result && !again && !uncached &&
                    (!result_fault_i || `VTD_MUT(`VTD_M_FAULT_CACHED));

  // ---- Look-up

  logic                 main_match;
  vtd_iotlb_pkg::data_t main_data;
  logic                 super_match;
  vtd_iotlb_pkg::data_t super_data;
  logic                 use_main;
  vtd_iotlb_pkg::data_t found;
  logic                 hit;
  logic                 merge;
  logic                 room;
  logic                 miss;

  assign use_main = main_match && !(`VTD_MUT(`VTD_M_MAIN_FIRST) && super_match);
  assign found    = use_main ? main_data : super_data;
  assign hit      = (main_match || super_match) &&
                    ((req_need_i & ~found.perm) == 2'b00 || `VTD_MUT(`VTD_M_PERMISSION));
  assign req_ready_o = arrays_free && !result && !buffer_valid_q && rsp_free &&
                       ((hit && !(`VTD_MUT(`VTD_M_HIT_UNDER_MISS) && !room)) || req_probe_i ||
                        merge || room);
  assign lookup   = req_valid_i && req_ready_o;
  assign miss     = lookup && !hit && !req_probe_i;

  logic         real_lookup; // one that leaves traces
  logic         evict_main;
  logic         evict_super;
  logic [7:0]  dropped_main;
  logic [7:0]  dropped_super;

  assign real_lookup = lookup && (!req_probe_i || `VTD_MUT(`VTD_M_PROBE_TOUCH));

  vtd_iotlb_array #(
      .SETS(SETS),
      .WAYS(WAYS)
  ) u_main (
      .clk_i,
      .rst_ni,
      .key_i       (key),
      .lookup_i    (real_lookup),
      .touch_i     (real_lookup && hit && use_main),
      .match_o     (main_match),
      .data_o      (main_data),
      .fill_i      (fill && result_level_i == 2'd0),
      .fill_data_i (fill_data),
      .evict_o     (evict_main),
      .sweep_i     (sweep),
      .sweep_all_i (sweep_all),
      .sweep_page_i(sweep_page),
      .sweep_vpn_i (sweep_vpn),
      .sweep_set_i (sweep_set),
      .inv_i       (sweep_inv),
      .flip_i      (flip && !flip_super_i),
      .flip_index_i(flip_index_i),
      .flip_bit_i  (flip_bit_i),
      .scattered_o    (scattered),
      .dropped_o   (dropped_main)
  );

  vtd_iotlb_super #(
      .ENTRIES(SUPER)
  ) u_super (
      .clk_i,
      .rst_ni,
      .key_i       (key),
      .lookup_i    (real_lookup),
      .touch_i     (real_lookup && hit && !use_main),
      .match_o     (super_match),
      .data_o      (super_data),
      .access_i    (fill),
      .fill_i      (fill && result_level_i != 2'd0),
      .fill_data_i (fill_data),
      .evict_o     (evict_super),
      .sweep_i     (sweep_first),
      .sweep_all_i (sweep_all),
      .inv_i       (sweep_inv),
      .flip_i      (flip && flip_super_i),
      .flip_index_i(flip_index_i[SuperW-1:0]),
      .flip_bit_i  (flip_bit_i),
      .dropped_o   (dropped_super)
  );

  // ---- Walks

  vtd_iotlb_pkg::key_t walk_key;
  logic [MSHR-1:0]     killed_now;
  logic [MSHR-1:0]     overtaken;

  vtd_iotlb_mshr #(
      .MSHR      (MSHR),
      .ID_W      (ID_W),
      .MAX_REWALK(MAX_REWALK)
  ) u_mshr (
      .clk_i,
      .rst_ni,
      .key_i        (req_key),
      .need_i       (req_need_i),
      .alone_i      (req_alone_i),
      .id_i         (req_id_i),
      .take_i       (miss),
      .merge_o      (merge),
      .room_o       (room),
      .walk_valid_o,
      .walk_ready_i,
      .walk_handle_o,
      .walk_key_o   (walk_key),
      .walk_need_o,
      .end_handle_i (result_handle_i),
      .end_i        (result && !again && !renew),
      .again_i      (again),
      .renew_i      (renew),
      .end_key_o    (end_key),
      .end_need_o   (end_need),
      .end_waiters_o(end_waiters),
      .end_late_o   (end_late),
      .end_killed_o (killed),
      .end_last_o   (last),
      .kill_i       (inv_accept),
      .inv_i        (inv),
      .killed_o     (killed_now),
      .overtaken_o  (overtaken)
  );

  assign walk_vpn_o         = walk_key.vpn;
  assign walk_did_o         = walk_key.did;
  assign walk_pasid_valid_o = walk_key.pasid_valid;
  assign walk_pasid_o       = walk_key.pasid;
  assign walk_stage_o       = walk_key.stage;

  // ---- Answers: a walk's go to a buffer, from there one per cycle, lowest id first, to the response
  // register, which hits reach directly

  vtd_iotlb_pkg::answer_t walk_answer;
  vtd_iotlb_pkg::answer_t hit_answer;
  logic [vtd_iotlb_pkg::AnswerW-1:0]     buffer_q;
  logic [1:0]             buffer_need_q;
  logic [Ids-1:0]         buffer_waiters_q;
  logic [ID_W-1:0]        buffer_id;
  logic [Ids-1:0]         buffer_onehot;
  logic                   buffer_move;
  logic                   buffer_last;
  logic [vtd_iotlb_pkg::AnswerW-1:0]     rsp_q;
  logic [ID_W-1:0]        rsp_id_q;
  logic [1:0]             rsp_need_q;
  logic                   rsp_access_q;
  vtd_iotlb_pkg::answer_t rsp;
  logic                   rsp_load;
  logic                   rsp_leave;
  logic                   buffer_fault_q;

  assign walk_answer.status = result_fault_i ? vtd_iotlb_pkg::StatusFault :
                              uncached ? vtd_iotlb_pkg::StatusUncached
                                       : vtd_iotlb_pkg::StatusWalked;
  assign walk_answer.reason = (result_fault_i && !`VTD_MUT(`VTD_M_FAULT_REASON)) ? result_reason_i
                              : '0;
  assign walk_answer.data.hpn = vtd_iotlb_pkg::frame(
      result_hpn_i, end_key.vpn[2*vtd_iotlb_pkg::LevelBits-1:0], result_level_i);
  assign walk_answer.data.level = result_level_i;
  assign walk_answer.data.perm  = result_perm_i;
  assign walk_answer.data.attr  = result_attr_i;
  assign walk_answer.data.mtype = result_mtype_i;
  assign walk_answer.key        = end_key;

  assign hit_answer.status = hit ? vtd_iotlb_pkg::StatusHit : vtd_iotlb_pkg::StatusMiss;
  assign hit_answer.reason = '0;
  assign hit_answer.data.hpn = `VTD_MUT(`VTD_M_SUPER_OFFSET) ? found.hpn
                               : vtd_iotlb_pkg::frame(
      found.hpn, req_key.vpn[2*vtd_iotlb_pkg::LevelBits-1:0], found.level);
  assign hit_answer.data.level = found.level;
  assign hit_answer.data.perm  = found.perm;
  assign hit_answer.data.attr  = `VTD_MUT(`VTD_M_ATTRIBUTE) ? {found.attr[0], found.attr[1]}
                                                            : found.attr;
  assign hit_answer.data.mtype = `VTD_MUT(`VTD_M_MTYPE) ? {1'b0, found.mtype[1:0]} : found.mtype;
  assign hit_answer.key        = req_key;

  always_comb begin
    buffer_id     = '0;
    buffer_onehot = '0;
    for (int i = Ids - 1; i >= 0; i--) begin
      if (buffer_waiters_q[i]) begin
        buffer_id        = ID_W'(i);
        buffer_onehot    = '0;
        buffer_onehot[i] = 1'b1;
      end
    end
  end
  assign buffer_move   = buffer_valid_q && rsp_free;
  assign buffer_last   = buffer_move && (buffer_waiters_q & ~buffer_onehot) == '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      buffer_valid_q   <= 1'b0;
      buffer_q         <= '0;
      buffer_need_q    <= '0;
      buffer_fault_q   <= 1'b0;
      buffer_waiters_q <= '0;
    end else if (result && !again) begin
      buffer_valid_q   <= 1'b1;
      buffer_q         <= walk_answer;
      buffer_need_q    <= end_need;
      buffer_fault_q   <= result_fault_i;
      buffer_waiters_q <= answered;
    end else if (buffer_move) begin
      buffer_valid_q   <= !buffer_last;
      buffer_waiters_q <= buffer_waiters_q & ~buffer_onehot;
    end
  end

  assign rsp_load  = buffer_move || (lookup && (hit || req_probe_i));
  assign rsp_leave = rsp_valid_q && rsp_ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rsp_valid_q  <= 1'b0;
      rsp_q        <= '0;
      rsp_id_q     <= '0;
      rsp_need_q   <= '0;
      rsp_access_q <= 1'b0;
    end else if (rsp_load) begin
      rsp_valid_q  <= 1'b1;
      rsp_q        <= buffer_move ? buffer_q : hit_answer;
      rsp_id_q     <= buffer_move ? buffer_id : req_id_i;
      rsp_need_q   <= buffer_move ? buffer_need_q : req_need_i;
      rsp_access_q <= buffer_move ? !buffer_fault_q : !req_probe_i;
    end else if (rsp_leave) begin
      rsp_valid_q <= 1'b0;
    end
  end

  assign rsp               = rsp_q;
  assign rsp_valid_o       = rsp_valid_q;
  assign rsp_id_o          = rsp_id_q;
  assign rsp_status_o      = rsp.status;
  assign rsp_reason_o      = rsp.reason;
  assign rsp_hpn_o         = rsp.data.hpn;
  assign rsp_level_o       = rsp.data.level;
  assign rsp_perm_o        = rsp.data.perm;
  assign rsp_attr_o        = rsp.data.attr;
  assign rsp_mtype_o       = rsp.data.mtype;
  assign rsp_vpn_o         = rsp.key.vpn;
  assign rsp_did_o         = rsp.key.did;
  assign rsp_pasid_valid_o = rsp.key.pasid_valid || `VTD_MUT(`VTD_M_RSP_PASID_VALID);
  assign rsp_pasid_o       = rsp.key.pasid;

  // ---- Invalidations

  vtd_iotlb_inv #(
      .SETS (SETS),
      .MSHR (MSHR),
      .ID_W (ID_W),
      .TAG_W(TAG_W)
  ) u_inv (
      .clk_i,
      .rst_ni,
      .inv_valid_i,
      .inv_ready_o,
      .inv_i            (inv),
      .drain_rd_i       (inv_drain_rd_i),
      .drain_wr_i       (inv_drain_wr_i),
      .tag_i            (inv_tag_i),
      .done_o           (inv_done_o),
      .done_tag_o       (inv_done_tag_o),
      .accept_o         (inv_accept),
      .sweep_o          (sweep),
      .sweep_first_o    (sweep_first),
      .sweep_all_o      (sweep_all),
      .sweep_page_o     (sweep_page),
      .sweep_vpn_o      (sweep_vpn),
      .sweep_set_o      (sweep_set),
      .sweep_inv_o      (sweep_inv),
      .scattered_i         (scattered),
      .overtaken_i      (overtaken),
      .end_i            (result && !again),
      .end_handle_i     (result_handle_i),
      .buffer_valid_i   (buffer_valid_q),
      .buffer_last_i    (buffer_last),
      .rsp_valid_i      (rsp_valid_q),
      .rsp_load_i       (rsp_load),
      .rsp_from_buffer_i(buffer_move),
      .rsp_leave_i      (rsp_leave),
      .rsp_access_i     (rsp_access_q),
      .rsp_id_i         (rsp_id_q),
      .rsp_need_i       (rsp_need_q),
      .access_end_i,
      .access_end_id_i
  );

  // ---- Counters

  logic [31:0] hits_q;
  logic [31:0] misses_q;
  logic [31:0] merges_q;
  logic [31:0] evictions_q;
  logic [31:0] kills_q;
  logic [31:0] rewalks_q;
  logic [31:0] stalls_q;
  logic [31:0] parities_q;
  logic        parity_error_q;
  logic [31:0] kills_now;
  logic [31:0] dropped;
  logic        merged;

  always_comb begin
    kills_now = '0;
    for (int m = 0; m < MSHR; m++) kills_now = kills_now + {31'b0, killed_now[m]};
  end
  assign dropped = {24'b0, dropped_main} + {24'b0, dropped_super};
  assign merged  = miss && merge && !`VTD_MUT(`VTD_M_COUNT_MERGE);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      hits_q         <= '0;
      misses_q       <= '0;
      merges_q       <= '0;
      evictions_q    <= '0;
      kills_q        <= '0;
      rewalks_q      <= '0;
      stalls_q       <= '0;
      parities_q     <= '0;
      parity_error_q <= 1'b0;
    end else begin
      hits_q         <= hits_q + {31'b0, lookup && hit && !req_probe_i};
      misses_q       <= misses_q + {31'b0, miss && !merged};
      merges_q       <= merges_q + {31'b0, merged};
      evictions_q    <= evictions_q + {31'b0, evict_main || evict_super};
      kills_q        <= kills_q + kills_now;
      rewalks_q      <= rewalks_q + {31'b0, again || renew};
      stalls_q       <= stalls_q + {31'b0, req_valid_i && !req_ready_o};
      parities_q     <= parities_q + dropped;
      parity_error_q <= dropped != '0;
    end
  end

  assign count_hit_o    = hits_q;
  assign count_miss_o   = misses_q;
  assign count_merge_o  = merges_q;
  assign count_evict_o  = evictions_q;
  assign count_kill_o   = kills_q;
  assign count_rewalk_o = rewalks_q;
  assign count_stall_o  = stalls_q;
  assign count_parity_o = parities_q;
  assign parity_error_o = parity_error_q;

endmodule

// SPDX-License-Identifier: Apache-2.0
// Types and functions that the parts of the IOTLB share. The C model uses the same hash, the same
// match rules and the same order, so that both agree entry by entry.
//
// Names are written with their package (vtd_iotlb_pkg::key_t): synthesis tools differ in what they
// make of imports. For the same reason memories hold plain vectors, viewed through these structs.
package vtd_iotlb_pkg;

  // The architecture's widths. yosys 0.23 knows no reference from one package to another, so
  // vtd_iotlb_sva.sv compares them with vtd_regs_pkg.
  localparam int unsigned PageShift = 12;
  localparam int unsigned VpnW = 64 - PageShift; // address bits above the page
  localparam int unsigned HpnW = 52 - PageShift;
  localparam int unsigned DidW = 16;
  localparam int unsigned PasidW = 20;
  localparam int unsigned LevelBits = 9;
  localparam int unsigned HashW = 16;  // sets: at most 2^16
  localparam int unsigned HashVpnW = 18 + HashW; // page number bits that the hash looks at
  localparam int unsigned ShiftW = 6;  // log2 of an invalidation range in pages: 0 .. VpnW
  localparam int unsigned ReasonW = 8; // fault reason
  localparam int unsigned RewalkW = 3; // repetitions of a walk

  // Where a translation comes from. Nested: both stages.
  typedef enum logic [1:0] {
    StageSecond = 2'd0,
    StageFirst  = 2'd1,
    StageNested = 2'd2,
    StagePass   = 2'd3
  } stage_e;

  // Page size as log512 of 4 KiB pages; of a nested entry the smaller of both stages.
  typedef enum logic [1:0] {
    Level4K = 2'd0,
    Level2M = 2'd1,
    Level1G = 2'd2
  } level_e;

  // What an invalidation takes (chapter 6).
  typedef enum logic [2:0] {
    ScopeGlobal     = 3'd0, // everything
    ScopeDomain     = 3'd1, // all of a domain
    ScopeDomainPage = 3'd2, // domain and address range; first-stage and nested: all of the domain
    ScopePasid      = 3'd3, // domain and PASID
    ScopePasidPage  = 3'd4  // domain, PASID and address range; spares second-stage, pass-through
  } scope_e;

  // How a request was answered.
  typedef enum logic [2:0] {
    StatusHit      = 3'd0, // from the arrays
    StatusWalked   = 3'd1, // by a walk; the result was cached
    StatusUncached = 3'd2, // by a walk whose result was not cached
    StatusFault    = 3'd3, // the walk ended in a fault: reason
    StatusMiss     = 3'd4  // a probe found nothing
  } status_e;

  localparam int unsigned NeedRead = 0;  // bit of need and perm
  localparam int unsigned NeedWrite = 1;

  // What is looked up. pasid is 0 where pasid_valid is 0.
  typedef struct packed {
    logic [VpnW-1:0]   vpn;
    logic [DidW-1:0]   did;
    logic              pasid_valid;
    logic [PasidW-1:0] pasid;
    logic [1:0]        stage;
  } key_t;
  localparam int unsigned KeyW = VpnW + DidW + 1 + PasidW + 2;

  // What is found.
  typedef struct packed {
    logic [HpnW-1:0] hpn;   // host page number, aligned to the page's size
    logic [1:0]      level;
    logic [1:0]      perm;  // bit 0 read, bit 1 write
    logic [1:0]      attr;  // bit 0 snoop, bit 1 no dirty bit remains to be set
    logic [2:0]      mtype; // memory type: kept and given back, never looked at
  } data_t;
  localparam int unsigned DataW = HpnW + 9;

  // What an array stores; even parity over the whole.
  typedef struct packed {
    logic  parity;
    data_t data;
    key_t  key;
  } entry_t;
  localparam int unsigned EntryW = KeyW + DataW + 1;

  // An invalidation. The range covers 2^shift pages and vpn is aligned to it.
  typedef struct packed {
    logic [2:0]        scope;
    logic [DidW-1:0]   did;
    logic [PasidW-1:0] pasid;
    logic [VpnW-1:0]   vpn;
    logic [ShiftW-1:0] shift;
  } inv_t;
  localparam int unsigned InvW = 3 + DidW + PasidW + VpnW + ShiftW;

  // An answer.
  typedef struct packed {
    logic [2:0]         status;
    logic [ReasonW-1:0] reason;
    data_t              data;  // hpn: of the 4 KiB page that was asked for
    key_t               key;
  } answer_t;
  localparam int unsigned AnswerW = 3 + ReasonW + DataW + KeyW;

  // Width of an index into n things; an index into one thing still has a bit.
  function automatic int unsigned index_width(input int unsigned n);
    index_width = (n > 1) ? $clog2(n) : 1;
  endfunction

  // Set index before it is cut to the number of sets.
  function automatic logic [HashW-1:0] hash(input logic [HashVpnW-1:0] vpn,
                                            input logic [DidW-1:0] did,
                                            input logic [PasidW-1:0] pasid);
    logic [HashW-1:0] fold_vpn;
    logic [HashW-1:0] fold_did;
    logic [HashW-1:0] fold_pasid;
    fold_vpn   = vpn[0+:HashW] ^ vpn[9+:HashW] ^ vpn[18+:HashW];
    fold_did   = did[0+:HashW] ^ {9'b0, did[15:9]};
    fold_pasid = pasid[0+:HashW] ^ {5'b0, pasid[19:9]};
    hash       = fold_vpn ^ fold_did ^ fold_pasid;
  endfunction

  // The bits of a page number that tell two pages of this size apart.
  function automatic logic [VpnW-1:0] level_mask(input logic [1:0] level);
    case (level)
      2'd1:    level_mask = {{(VpnW - LevelBits) {1'b1}}, {LevelBits{1'b0}}};
      2'd2:    level_mask = {{(VpnW - 2 * LevelBits) {1'b1}}, {(2 * LevelBits) {1'b0}}};
      default: level_mask = {VpnW{1'b1}};
    endcase
  endfunction

  // Host page number of a 4 KiB page: the page of this size at hpn gives the upper bits, the request
  // those within the page.
  function automatic logic [HpnW-1:0] frame(input logic [HpnW-1:0] hpn,
                                            input logic [2*LevelBits-1:0] vpn,
                                            input logic [1:0] level);
    case (level)
      2'd1:    frame = {hpn[HpnW-1:LevelBits], vpn[LevelBits-1:0]};
      2'd2:    frame = {hpn[HpnW-1:2*LevelBits], vpn};
      default: frame = hpn;
    endcase
  endfunction

  // The bits of a page number that tell two invalidation ranges of this size apart.
  function automatic logic [VpnW-1:0] range_mask(input logic [ShiftW-1:0] shift);
    range_mask = {VpnW{1'b1}} << shift;
  endfunction

  // Does the invalidation concern this kind of translation, wherever its page is?
  function automatic logic inv_concerns(input logic [2:0] scope, input logic [DidW-1:0] inv_did,
                                        input logic [PasidW-1:0] inv_pasid,
                                        input logic [DidW-1:0] did,
                                        input logic [PasidW-1:0] pasid, input logic [1:0] stage);
    logic same_did;
    logic same_pasid;
    logic first_or_nested;
    same_did        = did == inv_did;
    same_pasid      = pasid == inv_pasid;
    first_or_nested = stage == 2'd1 || stage == 2'd2;
    case (scope)
      3'd0:    inv_concerns = 1'b1;
      3'd1:    inv_concerns = same_did;
      3'd2:    inv_concerns = same_did;
      3'd3:    inv_concerns = same_did && same_pasid;
      3'd4:    inv_concerns = same_did && same_pasid && first_or_nested;
      default: inv_concerns = 1'b1; // not a scope: rather too much than too little
    endcase
  endfunction

  // Does it take such a translation only if the page lies in the range? A second-stage change
  // reaches first-stage and nested translations at input addresses that nobody knows.
  function automatic logic inv_by_page(input logic [2:0] scope, input logic [1:0] stage);
    case (scope)
      3'd2:    inv_by_page = stage == 2'd0 || stage == 2'd3;
      3'd4:    inv_by_page = 1'b1;
      default: inv_by_page = 1'b0;
    endcase
  endfunction

endpackage

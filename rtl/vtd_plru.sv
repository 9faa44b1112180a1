// SPDX-License-Identifier: Apache-2.0
// Tree-PLRU of N ways (a power of two), without state of its own. Node i of the heap (1 .. N-1) is
// bit i of the state; a 0 sends the search for a victim to the left, the lower ways. Bit 0 is unused.
`include "vtd_iotlb_mutants.svh"

module vtd_plru #(
    parameter int unsigned N = 4,
    localparam int unsigned WayW = vtd_iotlb_pkg::index_width(N)
) (
    input  logic [   N-1:0] state_i,
    input  logic [WayW-1:0] touch_i,   // way that is used
    output logic [   N-1:0] touched_o, // state after that use: its path points away from it
    output logic [WayW-1:0] victim_o
);

  if (N == 1) begin : g_one
    logic unused;
    assign unused    = touch_i[0];
    assign touched_o = state_i;
    assign victim_o  = 1'b0;
  end else begin : g_tree
    localparam int unsigned Depth = $clog2(N);

    // The index of the node on level d of a path is 1 followed by the way's d upper bits.
    always_comb begin
      logic [Depth-1:0] node;
      touched_o = state_i;
      node      = Depth'(1);
      for (int d = 0; d < Depth; d++) begin
        touched_o[node] = ~touch_i[Depth-1-d];
        node                       = (node << 1) | Depth'(touch_i[Depth-1-d]);
      end
    end

    always_comb begin
      logic [Depth-1:0] node;
      logic             right;
      victim_o = '0;
      node     = Depth'(1);
      for (int d = 0; d < Depth; d++) begin
        right               = state_i[node] ^ (`VTD_MUT(`VTD_M_PLRU_VICTIM) && d == 0);
        victim_o[Depth-1-d] = right;
        node                = (node << 1) | Depth'(right);
      end
    end
  end

endmodule

// SPDX-License-Identifier: Apache-2.0
// Included in the parts of the IOTLB for proofs only (rtl/prove): what an invalidation takes,
// written down a second time from the architecture (chapter 6), and not shared with the design.
`ifndef VTD_IOTLB_FORMAL_SVH
`define VTD_IOTLB_FORMAL_SVH

// Of a translation with this tag, whose page has these bits above its size.
`define VTD_F_TAKES(i, k, page_mask) \
    ((i.scope == 3'd0) || \
     (i.did == k.did && \
      ((i.scope == 3'd1) || \
       (i.scope == 3'd2 && (k.stage == 2'd1 || k.stage == 2'd2 || `VTD_F_IN_RANGE(i, k, page_mask))) || \
       (i.scope == 3'd3 && i.pasid == k.pasid) || \
       (i.scope == 3'd4 && i.pasid == k.pasid && (k.stage == 2'd1 || k.stage == 2'd2) && \
        `VTD_F_IN_RANGE(i, k, page_mask)))))

`define VTD_F_IN_RANGE(i, k, page_mask) \
    ((((i.vpn ^ k.vpn) & page_mask) >> i.shift) == '0)

// The same whatever the page.
`define VTD_F_CONCERNS(i, k) \
    ((i.scope == 3'd0) || \
     (i.did == k.did && \
      ((i.scope == 3'd1) || (i.scope == 3'd2) || (i.scope == 3'd3 && i.pasid == k.pasid) || \
       (i.scope == 3'd4 && i.pasid == k.pasid && (k.stage == 2'd1 || k.stage == 2'd2)))))

`endif

// SPDX-License-Identifier: Apache-2.0
// Deliberate faults, one for each rule of the IOTLB. With VTD_MUTANTS defined (test builds only) the
// number in vtd_mutant_pkg::mutant chooses one; a scoreboard that does not notice it is too weak.
// Without it `VTD_MUT is the constant 0 and nothing of this is in the netlist.
//
// The test program takes its list from these lines: name, number, the rule that the fault breaks.
`ifndef VTD_IOTLB_MUTANTS_SVH
`define VTD_IOTLB_MUTANTS_SVH

// Proofs (rtl/prove) choose one with VTD_MUTANT.
`ifdef VTD_MUTANT
`define VTD_MUT(n) (`VTD_MUTANT == n)
`elsif VTD_MUTANTS
`define VTD_MUT(n) (vtd_mutant_pkg::mutant == n)
`else
`define VTD_MUT(n) 1'b0
`endif

`define VTD_M_HASH_DID 1 // the set index depends on the domain
`define VTD_M_HASH_VPN 2 // the set index folds in the upper page bits
`define VTD_M_MATCH_DID 3 // an entry matches its own domain only
`define VTD_M_MATCH_PASID 4 // an entry matches its own PASID only
`define VTD_M_MATCH_PASID_VALID 5 // no PASID is not PASID 0
`define VTD_M_MATCH_STAGE 6 // an entry matches its own translation type only
`define VTD_M_MATCH_VPN 7 // an entry matches its own page only
`define VTD_M_SUPER_MASK_2M 8 // a 2 MiB entry covers 512 pages
`define VTD_M_SUPER_MASK_1G 9 // a 1 GiB entry covers 2^18 pages
`define VTD_M_SUPER_OFFSET 10 // the page within a superpage takes its low bits from the request
`define VTD_M_MAIN_FIRST 11 // the 4 KiB array wins over the super array
`define VTD_M_PERMISSION 12 // an entry that does not allow the access is a miss
`define VTD_M_PLRU_TOUCH_HIT 13 // a hit touches the replacement state
`define VTD_M_PLRU_TOUCH_FILL 14 // a fill touches the replacement state
`define VTD_M_PLRU_VICTIM 15 // the victim is the one that the tree points at
`define VTD_M_PLRU_SUPER 16 // the super array's replacement state is touched on a hit
`define VTD_M_DEDUPE 17 // a fill takes the place of the entry that it repeats
`define VTD_M_DEDUPE_SUPER 18 // a superpage fill drops every entry that it overlaps
`define VTD_M_INVALID_FIRST 19 // an invalid way is used before a valid one is evicted
`define VTD_M_KILL_IGNORED 20 // the result of a killed walk is dropped
`define VTD_M_KILL_ADDRESS 21 // the kill match ignores the address
`define VTD_M_KILL_DID 22 // walks of other domains live on
`define VTD_M_REWALK_LIMIT 23 // a walk is repeated at most MAX_REWALK times
`define VTD_M_REWALK_CACHED 24 // the result of the last repetition is not cached
`define VTD_M_MERGE_NEED 25 // misses merge only for the same kind of access
`define VTD_M_MERGE_KEY 26 // misses merge only for the same page
`define VTD_M_MERGE_LOST 27 // every merged request is answered
`define VTD_M_MERGE_LAST 28 // nobody merges into a walk whose result is already overtaken for good
`define VTD_M_INV_GLOBAL 29 // a global invalidation takes the super array too
`define VTD_M_INV_DOMAIN 30 // a domain invalidation visits every way
`define VTD_M_INV_LAST_SET 31 // the sweep visits every set
`define VTD_M_INV_PAGE_MASK 32 // the address mask of an invalidation counts in full
`define VTD_M_INV_PAGE_SUPER 33 // a page invalidation takes the superpage around it
`define VTD_M_INV_PAGE_NESTED 34 // a domain-page invalidation takes all nested entries of the domain
`define VTD_M_INV_PASID_SPARES 35 // a PASID-page invalidation spares second-stage entries
`define VTD_M_INV_PASID 36 // a PASID invalidation leaves other PASIDs alone
`define VTD_M_DONE_ANSWERS 37 // done comes after the older answers have left
`define VTD_M_DONE_WALKS 38 // done comes after overtaken walks that will be used have left
`define VTD_M_DRAIN_READ 39 // a read drain waits for older reads
`define VTD_M_DRAIN_WRITE 40 // a write drain waits for older writes
`define VTD_M_DRAIN_YOUNGER 41 // a drain does not wait for younger accesses
`define VTD_M_PARITY_LOOKUP 42 // a corrupted entry is a miss
`define VTD_M_PARITY_DROP 43 // a corrupted entry is dropped
`define VTD_M_PARITY_SUPER 44 // a corrupted superpage entry is a miss
`define VTD_M_HIT_UNDER_MISS 45 // hits go on while all miss registers are taken
`define VTD_M_PRIORITY 46 // an invalidation goes before a fill
`define VTD_M_FAULT_CACHED 47 // a fault is never cached
`define VTD_M_FAULT_REASON 48 // the fault's reason reaches the requester
`define VTD_M_PROBE_TOUCH 49 // a probe leaves no trace
`define VTD_M_COUNT_MERGE 50 // merges are counted as merges
`define VTD_M_COUNT_EVICT 51 // only the loss of a valid entry is an eviction
`define VTD_M_WALK_PASID 52 // the walk request carries the requester's PASID
`define VTD_M_RESET_PLRU 53 // an invalidation leaves the replacement state alone
`define VTD_M_ATTRIBUTE 54 // attributes come back as they were filled
`define VTD_M_INV_PAGE_TAGGED 55 // a page is looked for in its own row only if it can be nowhere else
`define VTD_M_INV_PAGE_ALL 56 // a page invalidation visits the row of each of its pages
`define VTD_M_FAULT_LATE 57 // a fault does not answer requests that came after its walk was issued
`define VTD_M_HASH_PASID 58 // the set index depends on the PASID
`define VTD_M_PASID_UNUSED 59 // what the PASID pins say without a PASID does not count
`define VTD_M_INV_PAGE_FIRST 60 // a domain-page invalidation takes all first-stage entries of the domain
`define VTD_M_INV_PAGE_PASS 61 // a domain-page invalidation takes pass-through entries by their page
`define VTD_M_INV_PASID_SPARES_PASS 62 // a PASID-page invalidation spares pass-through entries
`define VTD_M_INV_PASID_PAGE_NESTED 63 // a PASID-page invalidation takes nested entries
`define VTD_M_INV_PASID_PAGE_RANGE 64 // a PASID-page invalidation leaves other pages alone
`define VTD_M_INV_PASID_PAGE_PASID 65 // a PASID-page invalidation leaves other PASIDs alone
`define VTD_M_INV_PASID_PAGE_DID 66 // a PASID-page invalidation leaves other domains alone
`define VTD_M_INV_PASID_DID 67 // a PASID invalidation leaves other domains alone
`define VTD_M_INV_PASID_TYPES 68 // a PASID invalidation takes entries of every type
`define VTD_M_KILL_PASID 69 // walks of other PASIDs live on
`define VTD_M_KILL_SPARES 70 // a PASID-page invalidation lets second-stage and pass-through walks live
`define VTD_M_SCATTER_FIRST 71 // first-stage entries may be in any row of the domain's pages
`define VTD_M_SCATTER_NESTED 72 // nested entries may be in any row of the domain's pages
`define VTD_M_WALK_STAGE 73 // the walk request carries the translation type
`define VTD_M_RSP_PASID_VALID 74 // the answer tells no PASID from PASID 0
`define VTD_M_MTYPE 75 // the memory type comes back as it was filled

`endif

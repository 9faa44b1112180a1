// SPDX-License-Identifier: Apache-2.0
// The fault that is switched on in a test build with VTD_MUTANTS (0: none); see
// vtd_iotlb_mutants.svh.
package vtd_mutant_pkg;
  int unsigned mutant  /* verilator public_flat_rw */;
endpackage

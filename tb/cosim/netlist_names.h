// SPDX-License-Identifier: Apache-2.0
// Included before rtl_entry.h for a flattened netlist: the arrays have the same contents there, but
// Verilator spells a dot within a name in another way than one between instances.
#ifndef VTD_TB_NETLIST_NAMES_H
#define VTD_TB_NETLIST_NAMES_H

#define vtd_iotlb__DOT__u_main__DOT__valid_q  vtd_iotlb__DOT__u_main__02evalid_q
#define vtd_iotlb__DOT__u_main__DOT__mem_q    vtd_iotlb__DOT__u_main__02emem_q
#define vtd_iotlb__DOT__u_super__DOT__valid_q vtd_iotlb__DOT__u_super__02evalid_q
#define vtd_iotlb__DOT__u_super__DOT__mem_q   vtd_iotlb__DOT__u_super__02emem_q

#endif // VTD_TB_NETLIST_NAMES_H

// SPDX-License-Identifier: Apache-2.0
// The platforms that the tests run on. All are elaborated together, which also shows that units do
// not disturb each other.
#ifndef VTD_TB_TLM_BEDS_H
#define VTD_TB_TLM_BEDS_H

#include "harness.h"

namespace tb {

struct all_beds {
  bed<64> plain{"plain"};
  bed<32> narrow{"narrow"};
  // Every table read is a transaction.
  bed<64> walking{"walking", [](vtd::iommu_config &c) {
                    c.direct_walks = false;
                    c.lookup_latency = ns(3);
                  }};
  bed<64> timed{"timed", [](vtd::iommu_config &c) {
                  c.lookup_latency = ns(3);
                  c.read_latency = ns(5);
                  c.register_latency = ns(7);
                }};
  bed<64> split{"split", [](vtd::iommu_config &c) {
                  c.separate_walk_socket = true;
                  c.direct_walks = false;
                }};
  bed<64> no_dmi{"no_dmi", [](vtd::iommu_config &c) { c.dmi = false; }};
  bed<64> small{"small", [](vtd::iommu_config &c) {
                  c.dmi_merge = 1;
                  c.dmi_grants = 4;
                }};
  bed<64> queued{"queued", [](vtd::iommu_config &c) {
                   c.queue_latency = ns(100);
                   c.direct_walks = false;
                 }};
  bed<64> scalable{"scalable", [](vtd::iommu_config &c) { c.core = vtd_config_scalable(); }};
  bed<64> ats{"ats", [](vtd::iommu_config &c) {
                c.core = vtd_config_scalable();
                c.ats_message_latency = ns(50);
                c.device_tlb_timeout = ns(10000);
              }};
  // Registers that the capabilities place elsewhere.
  bed<64> moved{"moved", [](vtd::iommu_config &c) {
                  c.core.cap = vtd_cap_fro_set(c.core.cap, 0x400 / 16);
                  c.core.ecap = vtd_ecap_iro_set(c.core.ecap, 0x300 / 16);
                }};
  // Approximately timed: several of everything, one of everything, and the loosely-timed unit that
  // both are compared with.
  bed<64> at_wide{"at_wide", [](vtd::iommu_config &c) { approximately_timed(c, 12, 6, 3); }};
  bed<64> at_narrow{"at_narrow", [](vtd::iommu_config &c) { approximately_timed(c, 1, 1, 1); }};
  bed<64> at_blocking{"at_blocking", [](vtd::iommu_config &c) {
                        approximately_timed(c, 8, 4, 2);
                        c.at.blocking_memory = true;
                      }};
  bed<64> at_reference{"at_reference",
                       [](vtd::iommu_config &c) { approximately_timed(c, 0, 1, 1); }};
  bed<64> at_scalable{"at_scalable", [](vtd::iommu_config &c) {
                        c.core = scalable_core();
                        approximately_timed(c, 12, 6, 3);
                      }};
  bed<64> at_scalable_reference{"at_scalable_reference", [](vtd::iommu_config &c) {
                                  c.core = scalable_core();
                                  approximately_timed(c, 0, 1, 1);
                                }};

  // Without counters: there is no room for their registers beside so many fault records.
  static vtd_config scalable_core() {
    vtd_config core = vtd_config_scalable();
    core.ecap = vtd_ecap_pms_set(core.ecap, 0);
    return core;
  }
  static void approximately_timed(vtd::iommu_config &c, unsigned outstanding, unsigned misses,
                                  unsigned walkers) {
    c.at.outstanding = outstanding;
    c.at.misses = misses;
    c.at.walkers = walkers;
    c.at.accept_latency = ns(1);
    c.at.lookup_interval = ns(2);
    c.lookup_latency = ns(3);
    c.read_latency = ns(5);
    c.core.cap = vtd_cap_fro_set(vtd_cap_nfr_set(c.core.cap, 63), 0x800 / 16);
    c.core.iotlb = {4, 2, 2, 8}; // small: misses and evictions
  }
};

all_beds &beds();

// The two bus widths, for TYPED_TEST.
struct wide {
  static bed<64> &platform() { return beds().plain; }
};
struct narrow {
  static bed<32> &platform() { return beds().narrow; }
};
using widths = ::testing::Types<wide, narrow>;

template <typename Width> class any_width : public ::testing::Test {
protected:
  any_width() : b(Width::platform()) { b.fresh(); }
  std::remove_reference_t<decltype(Width::platform())> &b;
};

} // namespace tb

#endif // VTD_TB_TLM_BEDS_H

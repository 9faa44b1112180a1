// SPDX-License-Identifier: Apache-2.0
// Random units: capability registers and cache sizes.
#include "generate.h"

namespace vtd::oracle {

namespace {

void random_cap(Random &r, vtd_config &c) {
  static const uint8_t haws[] = {32, 36, 39, 40, 46, 48, 52};
  c.haw = r.chance(30) ? 48 : r.of(haws);
  const unsigned mgaws[] = {c.haw, 39, 48, 56, 57};
  unsigned mgaw = r.of(mgaws);
  if (mgaw < c.haw)
    mgaw = c.haw;
  c.cap = vtd_cap_mgaw_set(c.cap, mgaw - 1);
  static const unsigned sagaw[] = {VTD_CAP_SAGAW_39,
                                   VTD_CAP_SAGAW_48,
                                   VTD_CAP_SAGAW_57,
                                   VTD_CAP_SAGAW_39 | VTD_CAP_SAGAW_48,
                                   VTD_CAP_SAGAW_48 | VTD_CAP_SAGAW_57,
                                   VTD_CAP_SAGAW_39 | VTD_CAP_SAGAW_48 | VTD_CAP_SAGAW_57};
  c.cap = vtd_cap_sagaw_set(c.cap, r.of(sagaw));
  static const unsigned sizes[] = {0, VTD_CAP_SSLPS_2M, VTD_CAP_SSLPS_2M | VTD_CAP_SSLPS_1G,
                                   VTD_CAP_SSLPS_2M | VTD_CAP_SSLPS_1G};
  c.cap = vtd_cap_sslps_set(c.cap, r.of(sizes));
  c.cap = vtd_cap_nd_set(c.cap, r.below(7));
  c.cap = vtd_cap_zlr_set(c.cap, r.chance(50));
  c.cap = vtd_cap_cm_set(c.cap, r.chance(20));
  c.cap = vtd_cap_psi_set(c.cap, r.chance(85));
  static const unsigned mamv[] = {0, 9, 18, 18};
  c.cap = vtd_cap_mamv_set(c.cap, r.of(mamv));
  static const unsigned records[] = {0, 1, 3, 7};
  c.cap = vtd_cap_nfr_set(c.cap, r.of(records));
  c.cap = vtd_cap_esrtps_set(c.cap, r.chance(50));
  c.cap = vtd_cap_esirtps_set(c.cap, r.chance(50));
}

void random_caches(Random &r, vtd_config &c) {
  c.iotlb.sets = 1u << r.below(6);
  c.iotlb.ways = 1u << r.below(4);
  c.iotlb.super_entries = 1u << r.below(5);
  c.iotlb.walks = 1u << r.below(4);
  c.context_entries = 16u << r.below(4);
  c.psc_entries = r.chance(25) ? 0 : 1u << r.below(9);
  c.iec_entries = r.chance(25) ? 0 : 1u << r.below(6);
}

void random_ecap(Random &r, vtd_config &c) {
  c.ecap = vtd_ecap_sc_set(c.ecap, r.chance(60));
  c.ecap = vtd_ecap_pt_set(c.ecap, r.chance(75));
  const bool dt = r.chance(75);
  c.ecap = vtd_ecap_dt_set(c.ecap, dt);
  c.ecap = vtd_ecap_nwfs_set(c.ecap, dt && r.chance(50));
  c.ecap = vtd_ecap_adms_set(c.ecap, r.chance(30));
  if (r.chance(20)) { // no interrupt remapping
    c.ecap = vtd_ecap_ir_set(c.ecap, 0);
    c.ecap = vtd_ecap_eim_set(c.ecap, 0);
    c.ecap = vtd_ecap_mhmv_set(c.ecap, 0);
  } else {
    c.ecap = vtd_ecap_eim_set(c.ecap, r.chance(60));
    c.ecap = vtd_ecap_mhmv_set(c.ecap, r.below(16));
    c.cap = vtd_cap_pi_set(c.cap, r.chance(60));
  }
}

void scalable_features(Random &r, vtd_config &c) {
  c.ver = vtd_ver_max_set(0, r.chance(50) ? 6 : 1);
  c.cap = vtd_cap_rwbf_set(c.cap, 0);
  c.ecap = vtd_ecap_smts_set(c.ecap, 1);
  const bool second = r.chance(90);
  const bool first = !second || r.chance(90);
  if (!second && vtd_ver_max(c.ver) >= 6)
    c.cap = vtd_cap_sagaw_set(c.cap, 0);
  c.ecap = vtd_ecap_ssts_set(c.ecap, second);
  c.ecap = vtd_ecap_fsts_set(c.ecap, first);
  c.ecap = vtd_ecap_nest_set(c.ecap, first && second && r.chance(90));
  c.cap = vtd_cap_fs1gp_set(c.cap, first && r.chance(70));
  c.cap = vtd_cap_fs5lp_set(c.cap, first && r.chance(50));
  const bool pasid = r.chance(85);
  c.ecap = vtd_ecap_pasid_set(c.ecap, pasid);
  static const unsigned widths[] = {7, 12, 15, 19};
  c.ecap = vtd_ecap_pss_set(c.ecap, r.of(widths));
  const bool supervisor = r.chance(75);
  c.ecap = vtd_ecap_srs_set(c.ecap, supervisor);
  c.ecap = vtd_ecap_rprivs_set(c.ecap, supervisor && r.chance(60));
  c.ecap = vtd_ecap_rps_set(c.ecap, r.chance(75));
  const bool snooped = r.chance(93);
  c.ecap = vtd_ecap_smpwcs_set(c.ecap, snooped);
  c.ecap = vtd_ecap_ssads_set(c.ecap, snooped && second && r.chance(75));
  c.ecap = vtd_ecap_eafs_set(c.ecap, snooped && first && r.chance(60));
  const bool pages = vtd_ecap_dt(c.ecap) && r.chance(50);
  c.ecap = vtd_ecap_prs_set(c.ecap, pages);
  c.ecap = vtd_ecap_sms_set(c.ecap, pages && r.chance(50));
  c.ecap = vtd_ecap_pds_set(c.ecap, vtd_ecap_dt(c.ecap) && r.chance(50));
  c.ecap = vtd_ecap_mts_set(c.ecap, r.chance(40));
}

} // namespace

UnitChoice random_unit(Random &r, Mode mode) {
  UnitChoice choice;
  for (unsigned attempt = 0; attempt < 40; attempt++) {
    vtd_config c = vtd_config_default();
    random_cap(r, c);
    random_ecap(r, c);
    random_caches(r, c);
    static const unsigned versions[] = {1, 1, 2, 3, 5};
    c.ver = vtd_ver_max_set(0, r.of(versions));
    c.fault_collapse = r.chance(25);
    // Legacy tables are possible in a unit that has scalable mode, too.
    if (mode == Mode::scalable || r.chance(20))
      scalable_features(r, c);
    if (r.chance(30)) {
      c.cap = vtd_cap_plmr_set(c.cap, 0);
      c.cap = vtd_cap_phmr_set(c.cap, 0);
    }
    const char *why = vtd_config_check(&c);
    if (why == nullptr) {
      choice.config = c;
      return choice;
    }
    choice.why = why;
  }
  return choice;
}

} // namespace vtd::oracle

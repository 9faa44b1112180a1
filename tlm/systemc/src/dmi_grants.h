// SPDX-License-Identifier: Apache-2.0
// Direct memory pointers that one DMA port has handed out, so that exactly those can be taken back.
#ifndef VTD_SYSTEMC_DMI_GRANTS_H
#define VTD_SYSTEMC_DMI_GRANTS_H

#include <cstddef>
#include <cstdint>
#include <vector>

#include <systemc>

#include "vtd/vtd.h"

namespace vtd::detail {

struct dmi_grant {
  uint64_t first; // input addresses, both ends belong to it
  uint64_t last;
  uint64_t out; // output address of `first`
  unsigned char *pointer;
  uint8_t perm;     // VTD_PERM_*
  bool pasid_valid; // of the request
  bool first_stage; // a first stage took part
  uint16_t did;
  uint16_t sid;
  uint32_t pasid; // that the translation is tagged with: the request's or RID_PASID
  sc_core::sc_time read_latency;
  sc_core::sc_time write_latency;

  uint64_t out_last() const { return out + (last - first); }
};

// Grants of one port, sorted by address and free of overlap.
class dmi_grants {
public:
  // The grant that `addr` lies in, or NULL.
  const dmi_grant *find(uint64_t addr) const;
  // Moves the grants for which `touched(grant)` holds to the end of `out`.
  template <typename Predicate> void extract(Predicate touched, std::vector<dmi_grant> &out);
  // Adds one. Those it overlaps go to `out`, but for those that it replaces (same mapping, inside
  // it); and one that makes room, if there are `limit` already.
  void insert(const dmi_grant &grant, size_t limit, std::vector<dmi_grant> &out);
  bool empty() const { return grants_.empty(); }
  size_t size() const { return grants_.size(); }

private:
  std::vector<dmi_grant> grants_;
  size_t next_victim_ = 0;
};

template <typename Predicate>
void dmi_grants::extract(Predicate touched, std::vector<dmi_grant> &out) {
  size_t kept = 0;
  for (size_t i = 0; i < grants_.size(); ++i) {
    if (touched(grants_[i]))
      out.push_back(grants_[i]);
    else if (kept++ != i)
      grants_[kept - 1] = grants_[i];
  }
  grants_.resize(kept);
}

} // namespace vtd::detail

#endif // VTD_SYSTEMC_DMI_GRANTS_H

// SPDX-License-Identifier: Apache-2.0
// Book-keeping of direct memory pointers.
#include "dmi_grants.h"

#include <algorithm>

namespace vtd::detail {

namespace {

bool ends_before(const dmi_grant &grant, uint64_t addr) {
  return grant.last < addr;
}

// `wide` gives its owner all that `narrow` gives.
bool replaces(const dmi_grant &wide, const dmi_grant &narrow) {
  return wide.first <= narrow.first && narrow.last <= wide.last &&
         wide.pointer + (narrow.first - wide.first) == narrow.pointer &&
         wide.out + (narrow.first - wide.first) == narrow.out && (narrow.perm & ~wide.perm) == 0 &&
         wide.did == narrow.did && wide.sid == narrow.sid &&
         wide.pasid_valid == narrow.pasid_valid && wide.first_stage == narrow.first_stage &&
         wide.pasid == narrow.pasid;
}

} // namespace

const dmi_grant *dmi_grants::find(uint64_t addr) const {
  const auto at = std::lower_bound(grants_.begin(), grants_.end(), addr, ends_before);
  return at != grants_.end() && at->first <= addr ? &*at : nullptr;
}

void dmi_grants::insert(const dmi_grant &grant, size_t limit, std::vector<dmi_grant> &out) {
  auto begin = std::lower_bound(grants_.begin(), grants_.end(), grant.first, ends_before);
  auto end = begin;
  for (; end != grants_.end() && end->first <= grant.last; ++end) {
    if (!replaces(grant, *end))
      out.push_back(*end);
  }
  begin = grants_.erase(begin, end);
  if (grants_.size() >= limit) {
    next_victim_ = (next_victim_ + 1) % grants_.size();
    const auto victim = grants_.begin() + static_cast<std::ptrdiff_t>(next_victim_);
    out.push_back(*victim);
    grants_.erase(victim);
    begin = std::lower_bound(grants_.begin(), grants_.end(), grant.first, ends_before);
  }
  grants_.insert(begin, grant);
}

} // namespace vtd::detail

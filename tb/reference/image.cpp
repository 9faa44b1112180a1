// SPDX-License-Identifier: Apache-2.0
// Memory of a case, the naive fault log, and the totals of a run.
#include <algorithm>

#include "machine.h"

namespace vtd::oracle {

namespace {
constexpr uint64_t page_bytes = UINT64_C(1) << VTD_PAGE_SHIFT;
}

Image::Image(const Case &c) {
  const auto add = [this](uint64_t addr, bool writable) {
    auto data = std::make_unique<std::array<uint64_t, 512>>();
    data->fill(0);
    pages_.push_back({addr, writable, std::move(data)});
  };
  for (const auto &[addr, writable] : c.pages)
    add(addr, writable);
  if (c.queue_page != 0) { // the queue, and a page for its status
    add(c.queue_page, true);
    add(c.queue_page + page_bytes, true);
  }
  std::sort(pages_.begin(), pages_.end(),
            [](const Page &a, const Page &b) { return a.addr < b.addr; });
  for (const auto &[addr, value] : c.words)
    poke(addr, value);
}

const Image::Page *Image::find(uint64_t addr) const {
  const uint64_t page = addr & ~(page_bytes - 1);
  const auto at = std::lower_bound(pages_.begin(), pages_.end(), page,
                                   [](const Page &p, uint64_t a) { return p.addr < a; });
  return at != pages_.end() && at->addr == page ? &*at : nullptr;
}

uint64_t *Image::place(uint64_t addr) const {
  const Page *page = find(addr);
  return page == nullptr ? nullptr : &(*page->data)[(addr & (page_bytes - 1)) / 8];
}

std::optional<uint64_t> Image::word(uint64_t addr) const {
  const uint64_t *p = place(addr);
  return p == nullptr ? std::nullopt : std::optional<uint64_t>(*p);
}

bool Image::writable(uint64_t addr) const {
  const Page *page = find(addr);
  return page != nullptr && page->writable;
}

bool Image::poke(uint64_t addr, uint64_t value) {
  uint64_t *p = place(addr & ~UINT64_C(7));
  if (p == nullptr)
    return false;
  *p = value;
  return true;
}

// ---- Fault log

bool FaultLog::any() const {
  return std::any_of(records_.begin(), records_.end(), [](const Record &r) { return r.pending; });
}

bool FaultLog::write(uint16_t sid, Record record) {
  if (overflow_)
    return false;
  if (collapse_)
    for (const Record &r : records_)
      if (r.pending && uint16_t(r.hi & VTD_FRCD_HI_SID_MASK) == sid)
        return false;
  if (records_[next_].pending) {
    overflow_ = true;
    return false;
  }
  if (!any()) {
    first_ = next_;
    events_++;
  }
  record.pending = true;
  records_[next_] = record;
  next_ = (next_ + 1) % unsigned(records_.size());
  return true;
}

void FaultLog::clear(uint64_t which) {
  for (size_t i = 0; i < records_.size() && i < 64; i++)
    if ((which >> i) & 1) {
      records_[i].pending = false;
      records_[i].hi &= ~VTD_FRCD_HI_F_MASK;
    }
  if (!any())
    overflow_ = false;
}

void Totals::add(const Totals &o) {
  images += o.images;
  operations += o.operations;
  checks += o.checks;
  translations += o.translations;
  interrupts += o.interrupts;
  probes += o.probes;
  page_requests += o.page_requests;
  for (size_t i = 0; i < page_fates.size(); i++)
    page_fates[i] += o.page_fates[i];
  for (size_t i = 0; i < memory_types.size(); i++)
    memory_types[i] += o.memory_types[i];
  branches += o.branches;
  most_branches = std::max(most_branches, o.most_branches);
  undecided += o.undecided;
  open += o.open;
  iotlb_hits += o.iotlb_hits;
  psc_hits += o.psc_hits;
  stale += o.stale;
  for (size_t i = 0; i < conditions.size(); i++) {
    conditions[i] += o.conditions[i];
    recoverable[i] += o.recoverable[i];
  }
  for (size_t i = 0; i < outcomes.size(); i++)
    outcomes[i] += o.outcomes[i];
}

} // namespace vtd::oracle

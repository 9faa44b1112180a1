// SPDX-License-Identifier: Apache-2.0
#include "iotlb_coverage.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace vtd::tb {

namespace {

using names = std::vector<std::string>;

// Every name of one with every name of the other.
names cross_names(const names &first, const names &second) {
  names all;
  for (const std::string &a : first)
    for (const std::string &b : second)
      all.push_back(b.empty() ? a : a + ", " + b);
  return all;
}

} // namespace

// The coverage plan. An unreachable cell says why.
coverage::coverage() {
  const names scopes = {"global", "domain", "domain page", "PASID", "PASID page"};
  const names stages = {"second", "first", "nested", "pass"};
  const names pasids = {"", "PASID"};
  const names walks = {"no walk", "some walks", "all walks"};
  const names pages = {"4K", "2M", "1G"};
  const names ranges = {"one page", "some pages", "superpages", "everything"};
  const names sizes = cross_names(pages, pasids);
  const names kinds = cross_names(stages, pasids);

  plan("look-up finds",
       {"4K", "2M", "1G", "merge", "nothing", "4K without permission", "super without permission"},
       walks,
       {{"merge", "no walk"},     // there is nothing to join
        {"nothing", "all walks"}, // it waits
        {"4K without permission", "all walks"},
        {"super without permission", "all walks"}});
  plan("probe finds", {"4K", "2M", "1G", "nothing"}, walks);
  plan("request waits because of",
       {"invalidation", "flip", "result", "waiters answered", "response not taken",
        "no walk register"},
       {""});
  plan("merge into a walk that is", {"wanted", "issued", "killed"}, {""});
  plan("result", {"4K", "2M", "1G", "fault", "not to cache"}, {"live", "killed", "overtaken"});
  plan("fault answers", {"all waiters", "early waiters only"}, {""});
  plan("fill of", pages, {"free way", "same page", "victim", "several overlapping"},
       {{"4K", "several overlapping"},   // pages of one size
        {"2M", "several overlapping"}}); // overlap either one entry of any size, or smaller ones
  plan("invalidation meets walk", scopes,
       {"none", "wanted", "unconcerned", "killed", "killed, page in range",
        "killed, page elsewhere", "killed before", "last repetition"},
       {{"global", "unconcerned"},           // it concerns all
        {"global", "killed, page in range"}, // no page
        {"global", "killed, page elsewhere"},
        {"domain", "killed, page in range"},
        {"domain", "killed, page elsewhere"},
        {"PASID", "killed, page in range"},
        {"PASID", "killed, page elsewhere"},
        {"PASID page", "killed"}}); // always by page
  plan("look-up hits", stages, sizes);
  plan("fill of kind", stages, sizes);
  plan("invalidation kills walk", scopes, kinds,
       {{"PASID page", "second"}, // spared
        {"PASID page", "second, PASID"},
        {"PASID page", "pass"},
        {"PASID page", "pass, PASID"}});
  plan("invalidation takes entry", cross_names(scopes, stages), sizes,
       {{"PASID page, second", ""}, {"PASID page, pass", ""}}); // spared
  plan("invalidation spares entry", cross_names(scopes, stages), sizes,
       {{"global, second", ""},
        {"global, first", ""},
        {"global, nested", ""},
        {"global, pass", ""}});
  plan("address range takes", ranges, pages);
  plan("address range spares", ranges, pages,
       {{"everything", "4K"}, {"everything", "2M"}, {"everything", "1G"}});
  plan("domain page sweep", {"rows of the pages", "all rows"}, {""});
  plan("done waits for", {"nothing", "response", "waiters", "overtaken walk", "accesses"},
       {"no drain", "drain reads", "drain writes", "drain both"}, {{"accesses", "no drain"}});
  plan("corrupted entry found by", {"look-up", "fill", "sweep"}, {"main", "super"});
}

void coverage::plan(const char *name, names rows, names columns,
                    const std::vector<std::pair<std::string, std::string>> &unreachable) {
  cross c;
  c.name = name;
  c.rows = std::move(rows);
  c.columns = std::move(columns);
  c.counts.resize(c.rows.size() * c.columns.size());
  c.unreachable.resize(c.counts.size());
  for (size_t r = 0; r < c.rows.size(); r++)
    for (size_t n = 0; n < c.columns.size(); n++)
      for (const auto &cell : unreachable)
        if (cell.first == c.rows[r] && (cell.second.empty() || cell.second == c.columns[n]))
          c.unreachable[r * c.columns.size() + n] = true;
  crosses_.push_back(std::move(c));
}

coverage::cross *coverage::find(const char *name) {
  for (cross &c : crosses_)
    if (std::strcmp(c.name, name) == 0)
      return &c;
  return nullptr;
}

void coverage::hit(const char *name, const char *row, const char *column) {
  if (cross *c = find(name)) {
    for (size_t r = 0; r < c->rows.size(); r++) {
      if (c->rows[r] != row)
        continue;
      for (size_t n = 0; n < c->columns.size(); n++) {
        if (c->columns[n] == column) {
          c->counts[r * c->columns.size() + n]++;
          return;
        }
      }
    }
  }
  std::string what = std::string("not in the plan: ") + name + ": " + row + " / " + column;
  if (std::find(unknown_.begin(), unknown_.end(), what) == unknown_.end())
    unknown_.push_back(what);
}

void coverage::add(const coverage &other) {
  for (size_t c = 0; c < crosses_.size(); c++)
    for (size_t n = 0; n < crosses_[c].counts.size(); n++)
      crosses_[c].counts[n] += other.crosses_[c].counts[n];
  unknown_.insert(unknown_.end(), other.unknown_.begin(), other.unknown_.end());
}

std::string coverage::table() const {
  std::string out;
  char text[128];
  for (const cross &c : crosses_) {
    std::snprintf(text, sizeof text, "%-26s", c.name);
    out += text;
    for (const std::string &column : c.columns) {
      std::snprintf(text, sizeof text, " %22s", column.c_str());
      out += text;
    }
    out += "\n";
    for (size_t r = 0; r < c.rows.size(); r++) {
      std::snprintf(text, sizeof text, "  %-24s", c.rows[r].c_str());
      out += text;
      for (size_t n = 0; n < c.columns.size(); n++) {
        size_t cell = r * c.columns.size() + n;
        if (c.unreachable[cell] && c.counts[cell] == 0)
          std::snprintf(text, sizeof text, " %22s", "-");
        else
          std::snprintf(text, sizeof text, " %22llu",
                        static_cast<unsigned long long>(c.counts[cell]));
        out += text;
      }
      out += "\n";
    }
  }
  return out;
}

std::vector<std::string> coverage::holes() const {
  std::vector<std::string> holes = unknown_;
  for (const cross &c : crosses_) {
    for (size_t cell = 0; cell < c.counts.size(); cell++) {
      if ((c.counts[cell] == 0) == c.unreachable[cell])
        continue;
      std::string name = std::string(c.name) + ": " + c.rows[cell / c.columns.size()] + " / " +
                         c.columns[cell % c.columns.size()];
      holes.push_back(c.unreachable[cell] ? "planned as unreachable: " + name : name);
    }
  }
  return holes;
}

uint32_t coverage::cells() const {
  uint32_t n = 0;
  for (const cross &c : crosses_)
    n += static_cast<uint32_t>(std::count(c.unreachable.begin(), c.unreachable.end(), false));
  return n;
}

uint32_t coverage::reached() const {
  uint32_t n = 0;
  for (const cross &c : crosses_)
    for (size_t cell = 0; cell < c.counts.size(); cell++)
      n += !c.unreachable[cell] && c.counts[cell] != 0;
  return n;
}

} // namespace vtd::tb

// SPDX-License-Identifier: Apache-2.0
// An image told in words: the unit, the operations, and for every request the walk through the
// tables as they are at that moment.
#include <cinttypes>
#include <ostream>

#include "format.h"
#include "history.h"

namespace vtd::judge {

using oracle::format;

namespace {

std::vector<std::string> walk_of(const oracle::Unit &unit, const ImageMemory &memory,
                                 const Op &op) {
  if (op.kind == Kind::interrupt) {
    oracle::Interrupt i;
    i.addr = op.addr;
    i.data = uint32_t(op.value);
    i.sid = op.requester;
    return explain(unit, memory, i);
  }
  oracle::Request q;
  q.addr = op.addr;
  q.sid = op.requester;
  q.kind = op.write ? oracle::Kind::write : oracle::Kind::read;
  return explain(unit, memory, q);
}

} // namespace

void print(std::ostream &out, const Image &image) {
  out << format("image %" PRIu64 " of lane %s, unit %s\n", image.seed, image.lane.c_str(),
                name_of(image.profile).c_str());
  out << format("  CAP %016" PRIx64 ", ECAP %016" PRIx64 "\n", cap_of(image.profile),
                ecap_of(image.profile));
  out << format("  root table register %" PRIx64, image.rtaddr);
  if (image.remapping)
    out << format(", interrupt table register %" PRIx64 "%s", image.irta,
                  image.compatibility ? ", compatibility format allowed" : "");
  if (image.queue)
    out << format(", queue register %" PRIx64, image.iqa);
  out << format("\n  %zu words of tables\n", image.words.size());
  const oracle::Unit unit = reference_unit(image);
  ImageMemory memory(image);
  for (size_t i = 0; i < image.ops.size(); i++) {
    const Op &op = image.ops[i];
    out << format("%3zu  ", i) << words_of(op) << "\n";
    if (op.kind == Kind::poke)
      memory.poke(op.addr, op.value);
    if (op.kind != Kind::dma && op.kind != Kind::interrupt)
      continue;
    for (const std::string &step : walk_of(unit, memory, op))
      out << "       " << step << "\n";
  }
}

} // namespace vtd::judge

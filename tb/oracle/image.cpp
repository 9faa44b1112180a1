// SPDX-License-Identifier: Apache-2.0
// Images as text: for files, and one operation in words.
#include "image.h"

#include <cinttypes>
#include <istream>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <tuple>

#include "format.h"
#include "vtd/vtd_regs.h"

namespace vtd::judge {

using oracle::format;

namespace {

auto tie_of(const Profile &p) {
  return std::tie(p.address_bits, p.scalable, p.caching_mode, p.device_tlb, p.snoop_control);
}

constexpr const char *kind_names[] = {"dma",   "poke",      "peek",  "context", "iotlb",
                                      "queue", "interrupt", "write", "read"};
static_assert(sizeof kind_names / sizeof kind_names[0] == size_t(Kind::count), "all named");

using Facts = std::map<std::string, std::string>;

// "key=value key=value ..."
Facts facts_of(std::istringstream &line) {
  Facts facts;
  std::string item;
  while (line >> item) {
    const size_t eq = item.find('=');
    if (eq == std::string::npos)
      throw std::runtime_error("expected key=value, found " + item);
    facts[item.substr(0, eq)] = item.substr(eq + 1);
  }
  return facts;
}

uint64_t number(const Facts &facts, const std::string &key) {
  const auto at = facts.find(key);
  if (at == facts.end())
    return 0;
  size_t end = 0;
  uint64_t value = 0;
  try {
    value = std::stoull(at->second, &end, 16);
  } catch (const std::exception &) {
    end = 0;
  }
  if (end == 0 || end != at->second.size())
    throw std::runtime_error(key + " needs a hexadecimal number, not " + at->second);
  return value;
}

void save_op(std::ostream &out, const Op &op) {
  out << "op " << kind_names[size_t(op.kind)];
  const auto field = [&](const char *name, uint64_t value) {
    if (value != 0)
      out << format(" %s=%" PRIx64, name, value);
  };
  if (op.kind == Kind::dma || op.kind == Kind::interrupt)
    field("requester", op.requester);
  field("write", op.write);
  if (op.kind == Kind::write || op.kind == Kind::read || op.kind == Kind::queue)
    field("bytes", op.bytes);
  field("addr", op.addr);
  field("value", op.value);
  for (unsigned i = 0; i < 4; i++)
    field(("d" + std::to_string(i)).c_str(), op.descriptor[i]);
  out << "\n";
}

Op load_op(std::istringstream &line) {
  std::string name;
  line >> name;
  unsigned kind = 0;
  while (kind < unsigned(Kind::count) && name != kind_names[kind])
    kind++;
  if (kind == unsigned(Kind::count))
    throw std::runtime_error("unknown operation " + name);
  const Facts f = facts_of(line);
  Op op;
  op.kind = Kind(kind);
  op.requester = uint16_t(number(f, "requester"));
  op.write = number(f, "write") != 0;
  op.bytes = uint8_t(number(f, "bytes"));
  op.addr = number(f, "addr");
  op.value = number(f, "value");
  for (unsigned i = 0; i < 4; i++)
    op.descriptor[i] = number(f, "d" + std::to_string(i));
  return op;
}

void load_line(Image &image, const std::string &text) {
  std::istringstream line(text);
  std::string what;
  line >> what;
  if (what == "op") {
    image.ops.push_back(load_op(line));
    return;
  }
  const Facts f = facts_of(line);
  if (what == "image") {
    image.seed = number(f, "seed");
    image.lane = f.count("lane") ? f.at("lane") : "";
    image.profile = profile_of(f.count("profile") ? f.at("profile") : "");
  } else if (what == "start") {
    image.rtaddr = number(f, "rtaddr");
    image.remapping = number(f, "remapping") != 0;
    image.irta = number(f, "irta");
    image.compatibility = number(f, "compatibility") != 0;
    image.queue = number(f, "queue") != 0;
    image.iqa = number(f, "iqa");
  } else if (what == "word") {
    const uint64_t at = number(f, "at");
    if (at % 8 != 0 || at >= ram_bytes)
      throw std::runtime_error("a word must be 8-byte aligned and within the 64 MiB of memory");
    image.words[at] = number(f, "value");
  } else {
    throw std::runtime_error("unknown line " + what);
  }
}

} // namespace

bool Profile::operator<(const Profile &other) const {
  return tie_of(*this) < tie_of(other);
}

bool Profile::operator==(const Profile &other) const {
  return tie_of(*this) == tie_of(other);
}

// The unit that stock QEMU has, because every judge must be able to be built like it: one fault
// record at 220h, 16-bit domain ids, superpages of both sizes.
uint64_t cap_of(const Profile &p) {
  uint64_t cap = vtd_cap_nd_set(0, 6);
  cap = vtd_cap_cm_set(cap, p.caching_mode);
  const uint64_t wide = p.address_bits >= 48 ? VTD_CAP_SAGAW_48 : 0;
  cap = vtd_cap_sagaw_set(cap, VTD_CAP_SAGAW_39 | wide);
  cap = vtd_cap_mgaw_set(cap, p.address_bits - 1u);
  cap = vtd_cap_fro_set(cap, 0x220 / 16);
  cap = vtd_cap_sslps_set(cap, VTD_CAP_SSLPS_2M | VTD_CAP_SSLPS_1G);
  cap = vtd_cap_psi_set(cap, 1);
  cap = vtd_cap_mamv_set(cap, 18);
  return vtd_cap_drd_set(vtd_cap_dwd_set(cap, 1), 1);
}

uint64_t ecap_of(const Profile &p) {
  uint64_t ecap = vtd_ecap_qi_set(0, 1);
  ecap = vtd_ecap_dt_set(ecap, p.device_tlb);
  ecap = vtd_ecap_ir_set(ecap, 1);
  ecap = vtd_ecap_pt_set(ecap, 1);
  ecap = vtd_ecap_sc_set(ecap, p.snoop_control);
  ecap = vtd_ecap_iro_set(ecap, 0xF0 / 16);
  ecap = vtd_ecap_mhmv_set(ecap, 15);
  if (p.scalable)
    ecap = vtd_ecap_smts_set(vtd_ecap_srs_set(vtd_ecap_ssts_set(ecap, 1), 1), 1);
  return ecap;
}

std::string name_of(const Profile &p) {
  return std::to_string(p.address_bits) + (p.scalable ? "-scalable" : "") +
         (p.caching_mode ? "-caching" : "") + (p.device_tlb ? "-dt" : "") +
         (p.snoop_control ? "-sc" : "");
}

Profile profile_of(const std::string &name) {
  for (unsigned i = 0; i < 32; i++) {
    Profile p;
    p.address_bits = i & 16 ? 48 : 39;
    p.scalable = (i & 8) != 0;
    p.caching_mode = (i & 4) != 0;
    p.device_tlb = (i & 2) != 0;
    p.snoop_control = (i & 1) != 0;
    if (name_of(p) == name)
      return p;
  }
  throw std::runtime_error("unknown profile \"" + name + "\"; 39 or 48, then any of -scalable, " +
                           "-caching, -dt, -sc in this order");
}

void complete(Image &image) {
  for (const Op &op : image.ops)
    if (op.kind == Kind::peek)
      image.words.emplace(op.addr, 0);
}

void save(std::ostream &out, const Image &image) {
  out << "vtd-image 1\n";
  out << format("image seed=%" PRIx64 " lane=%s profile=%s cap=%" PRIx64 " ecap=%" PRIx64 "\n",
                image.seed, image.lane.c_str(), name_of(image.profile).c_str(),
                cap_of(image.profile), ecap_of(image.profile));
  out << format("start rtaddr=%" PRIx64 " remapping=%x irta=%" PRIx64
                " compatibility=%x queue=%x iqa=%" PRIx64 "\n",
                image.rtaddr, unsigned(image.remapping), image.irta, unsigned(image.compatibility),
                unsigned(image.queue), image.iqa);
  for (const auto &[addr, value] : image.words)
    out << format("word at=%" PRIx64 " value=%" PRIx64 "\n", addr, value);
  for (const Op &op : image.ops)
    save_op(out, op);
  out << "end\n";
}

Image load(std::istream &in) {
  Image image;
  std::string text;
  if (!std::getline(in, text) || text != "vtd-image 1")
    throw std::runtime_error("line 1: this is no image (its first line is \"vtd-image 1\")");
  for (unsigned number = 2; std::getline(in, text); number++) {
    if (text == "end") {
      complete(image);
      return image;
    }
    if (text.empty() || text[0] == '#')
      continue;
    try {
      load_line(image, text);
    } catch (const std::exception &e) {
      throw std::runtime_error("line " + std::to_string(number) + ": " + e.what());
    }
  }
  throw std::runtime_error("the last line, \"end\", is missing: the file is cut off");
}

std::string words_of(const Op &op) {
  const std::string who =
      format("%02x:%02x.%u", op.requester >> 8, (op.requester >> 3) & 31, op.requester & 7);
  switch (op.kind) {
  case Kind::dma:
    return format("requester %s %s %" PRIx64, who.c_str(), op.write ? "writes" : "reads", op.addr);
  case Kind::poke:
    return format("software sets the word at %" PRIx64 " to %" PRIx64, op.addr, op.value);
  case Kind::peek:
    return format("software looks at the word at %" PRIx64, op.addr);
  case Kind::context:
    return format("CCMD_REG is written with %016" PRIx64, op.value);
  case Kind::iotlb:
    return format("IVA_REG is written with %" PRIx64 ", IOTLB_REG with %016" PRIx64, op.addr,
                  op.value);
  case Kind::queue:
    return format("descriptor %016" PRIx64 " %016" PRIx64 "%s is queued", op.descriptor[1],
                  op.descriptor[0], op.bytes == 32 ? " (256 bits)" : "");
  case Kind::interrupt:
    return format("requester %s sends the message %" PRIx64 " = %04" PRIx64, who.c_str(), op.addr,
                  op.value);
  case Kind::write:
    return format("register %03" PRIx64 "h is written with %" PRIx64 " (%u bytes)", op.addr,
                  op.value, op.bytes);
  case Kind::read:
    return format("register %03" PRIx64 "h is read (%u bytes)", op.addr, op.bytes);
  case Kind::count:
    break;
  }
  return "nothing";
}

} // namespace vtd::judge

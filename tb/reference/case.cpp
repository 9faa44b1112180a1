// SPDX-License-Identifier: Apache-2.0
// Cases as text: for files, and in words for people.
#include "case.h"

#include <cinttypes>
#include <cstdio>
#include <istream>
#include <ostream>
#include <sstream>
#include <stdexcept>

#include "format.h"

namespace vtd::oracle {

namespace {

constexpr const char *op_names[] = {
    "request",      "page_request", "interrupt",   "poke",       "context",        "iotlb",
    "interrupts",   "pasid",        "pasid_iotlb", "root",       "interrupt_root", "enable",
    "clear_faults", "page_head",    "page_status", "page_event", "page_response",  "range"};
static_assert(sizeof op_names / sizeof op_names[0] == size_t(Op::Kind::count), "all named");

// "key=hex key=hex ..." -> map
std::map<std::string, uint64_t> pairs(std::istringstream &line) {
  std::map<std::string, uint64_t> values;
  std::string item;
  while (line >> item) {
    const size_t eq = item.find('=');
    if (eq == std::string::npos)
      throw std::runtime_error("expected key=value, found " + item);
    values[item.substr(0, eq)] = std::stoull(item.substr(eq + 1), nullptr, 16);
  }
  return values;
}

unsigned flags_of(const PageRequest &p) {
  return unsigned(p.has_pasid) | unsigned(p.priv) << 1 | unsigned(p.exec) << 2 |
         unsigned(p.read) << 3 | unsigned(p.write) << 4 | unsigned(p.last) << 5;
}

} // namespace

void save(std::ostream &out, const Case &c) {
  const vtd_config &u = c.config;
  out << "vtd-case 1\n";
  out << format("unit cap=%" PRIx64 " ecap=%" PRIx64
                " ver=%x haw=%x pmr=%x collapse=%x sets=%x ways=%x super=%x walks=%x contexts=%x "
                "psc=%x iec=%x\n",
                u.cap, u.ecap, u.ver, u.haw, u.pmr_align_log2, unsigned(u.fault_collapse),
                u.iotlb.sets, u.iotlb.ways, u.iotlb.super_entries, u.iotlb.walks, u.context_entries,
                u.psc_entries, u.iec_entries);
  out << format("start queue=%x direct=%x queue_page=%" PRIx64 " rtaddr=%" PRIx64 " irta=%" PRIx64
                " enable=%x protection=%x low_base=%" PRIx64 " low_limit=%" PRIx64
                " high_base=%" PRIx64 " high_limit=%" PRIx64 "\n",
                unsigned(c.queue), unsigned(c.direct), c.queue_page, c.rtaddr, c.irta, c.enable,
                unsigned(c.protection), c.low_base, c.low_limit, c.high_base, c.high_limit);
  if (c.page_queue != 0)
    out << format("page_queue at=%" PRIx64 " head=%x tail=%x masked=%x\n", c.page_queue,
                  c.page_head, c.page_tail, unsigned(c.page_masked));
  for (const auto &[offset, value] : c.ranges)
    out << format("range at=%x value=%" PRIx64 "\n", offset, value);
  for (const auto &[addr, writable] : c.pages)
    out << format("page at=%" PRIx64 " writable=%x\n", addr, unsigned(writable));
  for (const auto &[addr, value] : c.words)
    out << format("word at=%" PRIx64 " value=%" PRIx64 "\n", addr, value);
  for (const Op &op : c.ops) {
    out << "op " << op_names[size_t(op.kind)];
    if (op.kind == Op::Kind::request)
      out << format(" addr=%" PRIx64 " bytes=%x sid=%x kind=%x type=%x pasid=%x flags=%x probe=%x",
                    op.q.addr, op.q.bytes, op.q.sid, unsigned(op.q.kind), unsigned(op.q.type),
                    op.q.pasid,
                    unsigned(op.q.has_pasid) | unsigned(op.q.priv) << 1 | unsigned(op.q.exec) << 2 |
                        unsigned(op.q.no_write) << 3,
                    unsigned(op.probe));
    else if (op.kind == Op::Kind::page_request || op.kind == Op::Kind::page_response)
      out << format(" addr=%" PRIx64 " sid=%x pasid=%x group=%x flags=%x g=%x probe=%x", op.p.addr,
                    op.p.sid, op.p.pasid, op.p.group, flags_of(op.p), op.g, unsigned(op.probe));
    else if (op.kind == Op::Kind::interrupt)
      out << format(" addr=%" PRIx64 " data=%x sid=%x", op.i.addr, op.i.data, op.i.sid);
    else
      out << format(" addr=%" PRIx64 " value=%" PRIx64
                    " g=%x am=%x fm=%x pasid=%x index=%x did=%x sid=%x ih=%x",
                    op.addr, op.value, op.g, op.am, op.fm, op.pasid, op.index, op.did, op.sid,
                    unsigned(op.ih));
    out << "\n";
  }
}

namespace {

Op load_op(std::istringstream &line) {
  Op op;
  std::string name;
  line >> name;
  unsigned kind = 0;
  while (kind < unsigned(Op::Kind::count) && name != op_names[kind])
    kind++;
  if (kind == unsigned(Op::Kind::count))
    throw std::runtime_error("unknown operation " + name);
  op.kind = Op::Kind(kind);
  auto v = pairs(line);
  op.probe = v["probe"] != 0;
  op.g = uint32_t(v["g"]);
  if (op.kind == Op::Kind::page_request || op.kind == Op::Kind::page_response) {
    op.p.addr = v["addr"];
    op.p.sid = uint16_t(v["sid"]);
    op.p.pasid = uint32_t(v["pasid"]);
    op.p.group = uint16_t(v["group"]);
    op.p.has_pasid = (v["flags"] & 1) != 0;
    op.p.priv = (v["flags"] & 2) != 0;
    op.p.exec = (v["flags"] & 4) != 0;
    op.p.read = (v["flags"] & 8) != 0;
    op.p.write = (v["flags"] & 16) != 0;
    op.p.last = (v["flags"] & 32) != 0;
    return op;
  }
  if (op.kind == Op::Kind::request) {
    op.q.addr = v["addr"];
    op.q.bytes = uint32_t(v["bytes"]);
    op.q.sid = uint16_t(v["sid"]);
    op.q.kind = Kind(v["kind"] & 3);
    op.q.type = Type(v["type"] & 3);
    op.q.pasid = uint32_t(v["pasid"]);
    op.q.has_pasid = (v["flags"] & 1) != 0;
    op.q.priv = (v["flags"] & 2) != 0;
    op.q.exec = (v["flags"] & 4) != 0;
    op.q.no_write = (v["flags"] & 8) != 0;
    return op;
  }
  op.i.addr = op.addr = v["addr"];
  op.i.data = uint32_t(v["data"]);
  op.i.sid = op.sid = uint16_t(v["sid"]);
  op.value = v["value"];
  op.am = uint32_t(v["am"]);
  op.fm = uint32_t(v["fm"]);
  op.pasid = uint32_t(v["pasid"]);
  op.index = uint32_t(v["index"]);
  op.did = uint16_t(v["did"]);
  op.ih = v["ih"] != 0;
  return op;
}

void load_line(Case &c, const std::string &text) {
  std::istringstream line(text);
  std::string what;
  line >> what;
  if (what == "op") {
    c.ops.push_back(load_op(line));
    return;
  }
  auto v = pairs(line);
  if (what == "unit") {
    c.config = vtd_config_default();
    c.config.cap = v["cap"];
    c.config.ecap = v["ecap"];
    c.config.ver = uint32_t(v["ver"]);
    c.config.haw = uint8_t(v["haw"]);
    c.config.pmr_align_log2 = uint8_t(v["pmr"]);
    c.config.fault_collapse = v["collapse"] != 0;
    c.config.iotlb = {uint32_t(v["sets"]), uint32_t(v["ways"]), uint32_t(v["super"]),
                      uint32_t(v["walks"])};
    c.config.context_entries = uint32_t(v["contexts"]);
    c.config.psc_entries = uint32_t(v["psc"]);
    c.config.iec_entries = uint32_t(v["iec"]);
  } else if (what == "start") {
    c.queue = v["queue"] != 0;
    c.direct = v["direct"] != 0;
    c.queue_page = v["queue_page"];
    c.rtaddr = v["rtaddr"];
    c.irta = v["irta"];
    c.enable = uint32_t(v["enable"]);
    c.protection = v["protection"] != 0;
    c.low_base = v["low_base"];
    c.low_limit = v["low_limit"];
    c.high_base = v["high_base"];
    c.high_limit = v["high_limit"];
  } else if (what == "page_queue") {
    c.page_queue = v["at"];
    c.page_head = uint32_t(v["head"]);
    c.page_tail = uint32_t(v["tail"]);
    c.page_masked = v["masked"] != 0;
  } else if (what == "range") {
    c.ranges[uint32_t(v["at"])] = v["value"];
  } else if (what == "page") {
    c.pages[v["at"]] = v["writable"] != 0;
  } else if (what == "word") {
    c.words[v["at"]] = v["value"];
  } else {
    throw std::runtime_error("unknown line " + what);
  }
}

} // namespace

Case load(std::istream &in) {
  Case c;
  c.config = vtd_config_default();
  std::string text;
  if (!std::getline(in, text) || text != "vtd-case 1")
    throw std::runtime_error("line 1: this is no saved case (its first line is \"vtd-case 1\")");
  for (unsigned number = 2; std::getline(in, text); number++) {
    if (text.empty() || text[0] == '#')
      continue;
    try {
      load_line(c, text);
    } catch (const std::exception &e) {
      throw std::runtime_error("line " + std::to_string(number) + ": " + e.what());
    }
  }
  return c;
}

// ---- In words

std::string words_of(const Request &q) {
  static const char *const verbs[] = {"reads", "writes", "updates atomically", "reads no byte of"};
  static const char *const types[] = {"", " (translation request)", " (translated)",
                                      " (illegal address type)"};
  std::string text =
      format("requester %02x:%02x.%u %s %" PRIx64 " (%u bytes)%s", q.sid >> 8, (q.sid >> 3) & 31,
             q.sid & 7, verbs[size_t(q.kind)], q.addr, q.bytes, types[size_t(q.type)]);
  if (q.has_pasid)
    text += format(" PASID %x%s%s", q.pasid, q.priv ? " privileged" : "", q.exec ? " execute" : "");
  if (q.no_write)
    text += " no-write";
  return text;
}

std::string words_of(const PageRequest &p) {
  std::string text =
      format("requester %02x:%02x.%u asks for page %" PRIx64 "%s%s, group %u%s", p.sid >> 8,
             (p.sid >> 3) & 31, p.sid & 7, p.addr, p.read ? " to read" : "",
             p.write ? " to write" : "", p.group, p.last ? ", the last of it" : "");
  if (p.has_pasid)
    text +=
        format(", PASID %x%s%s", p.pasid, p.priv ? " privileged" : "", p.exec ? " execute" : "");
  return text;
}

std::string words_of(const Op &op) {
  static const char *const scopes[] = {"?", "all", "domain", "device"};
  switch (op.kind) {
  case Op::Kind::request:
    return words_of(op.q) + (op.probe ? " as a probe" : "");
  case Op::Kind::page_request:
    return words_of(op.p) + (op.probe ? " as a probe" : "");
  case Op::Kind::interrupt:
    return format("requester %02x:%02x.%u sends the interrupt %" PRIx64 " = %x", op.i.sid >> 8,
                  (op.i.sid >> 3) & 31, op.i.sid & 7, op.i.addr, op.i.data);
  case Op::Kind::poke:
    return format("software writes %016" PRIx64 " to %" PRIx64, op.value, op.addr);
  case Op::Kind::context:
    return format("context-cache invalidation: %s, domain %u, source %04x, mask %u",
                  scopes[op.g & 3], op.did, op.sid, op.fm);
  case Op::Kind::iotlb:
    return format("IOTLB invalidation: %s, domain %u, address %" PRIx64 ", AM %u, IH %u",
                  op.g == VTD_QI_IOTLB_G_PAGE ? "pages" : scopes[op.g & 3], op.did, op.addr, op.am,
                  unsigned(op.ih));
  case Op::Kind::interrupts:
    return format("interrupt-entry invalidation: %s, index %u, IM %u", op.g ? "index" : "all",
                  op.index, op.am);
  case Op::Kind::pasid:
    return format("PASID-cache invalidation: G %u, domain %u, PASID %x", op.g, op.did, op.pasid);
  case Op::Kind::pasid_iotlb:
    return format("PASID IOTLB invalidation: G %u, domain %u, PASID %x, address %" PRIx64
                  ", AM %u, IH %u",
                  op.g, op.did, op.pasid, op.addr, op.am, unsigned(op.ih));
  case Op::Kind::root:
    return format("root table set to %" PRIx64, op.value);
  case Op::Kind::interrupt_root:
    return format("interrupt table set to %" PRIx64, op.value);
  case Op::Kind::enable:
    return format("translation %s, interrupt remapping %s, compatibility interrupts %s",
                  op.value & 1 ? "on" : "off", op.value & 2 ? "on" : "off",
                  op.value & 4 ? "on" : "off");
  case Op::Kind::clear_faults:
    return format("software clears fault records %" PRIx64, op.value);
  case Op::Kind::page_head:
    return format("software moves the page queue's head to %" PRIx64, op.value);
  case Op::Kind::page_status:
    return format("software clears%s%s", op.value & VTD_PRS_PPR ? " PPR" : "",
                  op.value & VTD_PRS_PRO ? " PRO" : "");
  case Op::Kind::page_event:
    return format("page request event %s", op.value & 1 ? "masked" : "unmasked");
  case Op::Kind::page_response:
    return format("page group response %u to requester %04x, group %u, PASID %x (%u)", op.g,
                  op.p.sid, op.p.group, op.p.pasid, unsigned(op.p.has_pasid));
  case Op::Kind::range:
    return format("software writes %016" PRIx64 " to range register %" PRIx64, op.value, op.addr);
  case Op::Kind::count:
    break;
  }
  return "?";
}

std::string words_of(const vtd_config &u) {
  return format(
      "VER %u.%u, HAW %u, MGAW %u, SAGAW %x, SSLPS %x, ND %u, ZLR %u, CM %u, PSI %u, "
      "MAMV %u, records %u; ECAP %" PRIx64 " (DT %u PT %u SC %u IR %u EIM %u NWFS %u "
      "SMTS %u FSTS %u SSTS %u NEST %u PRS %u MTS %u); IOTLB %ux%u+%u, contexts %u, PSC %u, IEC %u",
      unsigned(vtd_ver_max(u.ver)), unsigned(vtd_ver_min(u.ver)), u.haw,
      unsigned(vtd_cap_mgaw(u.cap)) + 1, unsigned(vtd_cap_sagaw(u.cap)),
      unsigned(vtd_cap_sslps(u.cap)), unsigned(vtd_cap_nd(u.cap)), unsigned(vtd_cap_zlr(u.cap)),
      unsigned(vtd_cap_cm(u.cap)), unsigned(vtd_cap_psi(u.cap)), unsigned(vtd_cap_mamv(u.cap)),
      unsigned(vtd_cap_nfr(u.cap)) + 1, u.ecap, unsigned(vtd_ecap_dt(u.ecap)),
      unsigned(vtd_ecap_pt(u.ecap)), unsigned(vtd_ecap_sc(u.ecap)), unsigned(vtd_ecap_ir(u.ecap)),
      unsigned(vtd_ecap_eim(u.ecap)), unsigned(vtd_ecap_nwfs(u.ecap)),
      unsigned(vtd_ecap_smts(u.ecap)), unsigned(vtd_ecap_fsts(u.ecap)),
      unsigned(vtd_ecap_ssts(u.ecap)), unsigned(vtd_ecap_nest(u.ecap)),
      unsigned(vtd_ecap_prs(u.ecap)), unsigned(vtd_ecap_mts(u.ecap)), u.iotlb.sets, u.iotlb.ways,
      u.iotlb.super_entries, u.context_entries, u.psc_entries, u.iec_entries);
}

} // namespace vtd::oracle

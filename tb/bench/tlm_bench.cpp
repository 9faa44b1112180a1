// SPDX-License-Identifier: Apache-2.0
// Speed of the TLM module beside a plain pass-through module and beside memcpy, in one run.
//
//   tlm_bench [--json] [--only NAME] [--iterations N] [--repeats N] [--list]
//
// Prints nanoseconds of processor time per operation, median of the repeats (default 5); the cases
// of one repeat run one after the other, so that a slow moment of the machine hits neighbours
// alike. For instruction counts run one case under callgrind with two iteration counts and divide
// the differences (scripts/bench does that).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "processor_time.h"
#include "sm_tables.h"
#include "tables.h"
#include "vtd/iommu.h"

namespace {

constexpr uint64_t mib = 1 << 20;
constexpr uint64_t memory_bytes = 256 * mib; // tables in the first 64 MiB, data behind
constexpr uint64_t data_first = 64 * mib;
constexpr uint64_t small_base = 0x40000000;
constexpr uint64_t random_base = 0x8000000000;
constexpr uint64_t hit_pages = 64;
constexpr uint64_t miss_pages = 16384; // far more than the IOTLB holds
constexpr uint64_t random_pages = 1 << 20;
constexpr uint16_t sid = 0x0100;
constexpr uint32_t pasid = 0x10;

[[noreturn]] void die(const std::string &what) {
  std::fprintf(stderr, "tlm_bench: %s\n", what.c_str());
  std::exit(2);
}

// Memory as people write it: convenience socket, bounds check, memcpy.
struct memory : sc_core::sc_module {
  tlm_utils::simple_target_socket<memory, 64> socket{"socket"};

  explicit memory(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {
    socket.register_b_transport(this, &memory::b_transport);
    socket.register_get_direct_mem_ptr(this, &memory::get_direct_mem_ptr);
    socket.register_transport_dbg(this, &memory::transport_dbg);
    void *at =
        mmap(nullptr, memory_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
      die("out of memory");
    data = static_cast<uint8_t *>(at);
  }
  void b_transport(tlm::tlm_generic_payload &t, sc_core::sc_time &) {
    if (t.get_address() > memory_bytes - t.get_data_length()) {
      t.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
      return;
    }
    if (t.is_read())
      std::memcpy(t.get_data_ptr(), data + t.get_address(), t.get_data_length());
    else
      std::memcpy(data + t.get_address(), t.get_data_ptr(), t.get_data_length());
    t.set_dmi_allowed(true);
    t.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  unsigned transport_dbg(tlm::tlm_generic_payload &t) {
    sc_core::sc_time unused;
    b_transport(t, unused);
    return t.is_response_ok() ? t.get_data_length() : 0;
  }
  bool get_direct_mem_ptr(tlm::tlm_generic_payload &, tlm::tlm_dmi &dmi) {
    dmi.set_dmi_ptr(data);
    dmi.set_start_address(0);
    dmi.set_end_address(memory_bytes - 1);
    dmi.allow_read_write();
    return true;
  }
  uint8_t *data;
};

// The yardstick: a module that passes everything on, with the address changed.
struct hop : sc_core::sc_module {
  tlm_utils::simple_target_socket<hop, 64> in{"in"};
  tlm_utils::simple_initiator_socket<hop, 64> out{"out"};

  explicit hop(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {
    in.register_b_transport(this, &hop::b_transport);
    in.register_get_direct_mem_ptr(this, &hop::get_direct_mem_ptr);
  }
  void b_transport(tlm::tlm_generic_payload &t, sc_core::sc_time &delay) {
    const uint64_t addr = t.get_address();
    t.set_address(addr - small_base + data_first);
    out->b_transport(t, delay);
    t.set_address(addr);
  }
  bool get_direct_mem_ptr(tlm::tlm_generic_payload &t, tlm::tlm_dmi &dmi) {
    const uint64_t addr = t.get_address();
    t.set_address(addr - small_base + data_first);
    const bool granted = out->get_direct_mem_ptr(t, dmi);
    t.set_address(addr);
    return granted;
  }
};

struct initiator : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<initiator, 64> socket{"socket"};
  explicit initiator(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {}
};

struct plain_platform {
  initiator dev{"plain_dev"};
  hop through{"plain_hop"};
  memory ram{"plain_ram"};
  plain_platform() {
    dev.socket.bind(through.in);
    through.out.bind(ram.socket);
  }
};

// How a unit translates: VTD_PASID_PGTT_*, 0 in legacy mode.
using kind = uint8_t;

vtd::iommu_config unit_config(kind pgtt, bool direct, bool caches) {
  vtd::iommu_config c;
  if (pgtt != 0)
    c.core = vtd_config_scalable();
  c.port_identity = {vtd::identity(sid)};
  c.direct_walks = direct;
  if (!caches) // every miss reads all four levels
    c.core.psc_entries = 0;
  return c;
}

struct unit_platform {
  initiator dev, cpu;
  vtd::iommu<64> unit;
  memory ram;
  vtdt_space space{};
  uint64_t table = 0;
  kind pgtt;

  unit_platform(const std::string &name, bool direct, bool caches, kind how = 0)
      : dev((name + "_dev").c_str()), cpu((name + "_cpu").c_str()),
        unit((name + "_unit").c_str(), unit_config(how, direct, caches)),
        ram((name + "_ram").c_str()), pgtt(how) {
    dev.socket.bind(unit.dma[0]);
    cpu.socket.bind(unit.regs);
    unit.mem.bind(ram.socket);
  }

  void reg(uint32_t offset, uint64_t value, uint32_t bytes) {
    tlm::tlm_generic_payload t;
    sc_core::sc_time delay;
    t.set_write();
    t.set_address(offset);
    t.set_data_ptr(reinterpret_cast<uint8_t *>(&value));
    t.set_data_length(bytes);
    t.set_streaming_width(bytes);
    cpu.socket->b_transport(t, delay);
    if (t.is_response_error())
      die("a register write failed");
  }

  // Fills page tables from the first entry on, without going down from the top for each page.
  void map_pages(uint64_t base, uint64_t pages) {
    for (uint64_t i = 0; i < pages; ++i) {
      uint64_t at = vtdt_entry_addr(&space, table, 4, base + (i << VTD_PAGE_SHIFT), 1);
      if (at == 0)
        die("out of table pages");
      do {
        const uint64_t out = data_first + (i % miss_pages << VTD_PAGE_SHIFT);
        vtdt_write64(&space, at, out | VTD_SS_PTE_R | VTD_SS_PTE_W);
        at += sizeof(uint64_t);
      } while (at % VTD_TABLE_SIZE != 0 && ++i < pages);
    }
  }

  void start() {
    space.ctx = this;
    space.read64 = [](void *ctx, uint64_t addr) {
      uint64_t value;
      std::memcpy(&value, static_cast<unit_platform *>(ctx)->ram.data + addr, sizeof value);
      return value;
    };
    space.write64 = [](void *ctx, uint64_t addr, uint64_t value) {
      std::memcpy(static_cast<unit_platform *>(ctx)->ram.data + addr, &value, sizeof value);
    };
    space.next = mib;
    space.end = data_first;
    const uint64_t root = vtdt_root_new(&space);
    table = vtdt_pages(&space, 1);
    map_pages(small_base, miss_pages);
    if (pgtt != 0)
      scalable_entries(root);
    else
      legacy_entry(root);
    const uint64_t ttm = pgtt != 0 ? VTD_RTADDR_TTM_SCALABLE : VTD_RTADDR_TTM_LEGACY;
    reg(VTD_RTADDR_REG, vtd_rtaddr_ttm_set(root, ttm), 8);
    reg(VTD_GCMD_REG, VTD_GCMD_SRTP, 4);
    reg(VTD_GCMD_REG, VTD_GCMD_TE, 4);
  }

  void legacy_entry(uint64_t root) {
    vtdt_context context = {};
    context.tt = VTD_CTX_TT_UNTRANSLATED;
    context.aw = VTD_CTX_AW_48;
    context.did = 7;
    context.ssptptr = table;
    vtdt_context_set(&space, root, sid, &context);
  }

  // The same for requests without PASID and with one. Nested, the first stage leads to the
  // addresses that the second stage maps, and that maps memory to itself for the tables.
  void scalable_entries(uint64_t root) {
    const uint64_t first = vtdt_pages(&space, 1);
    vtdt_sm_context context = {};
    context.paside = true;
    context.directory = vtdt_pasid_directory_new(&space, 0);
    vtdt_sm_context_set(&space, root, sid, &context);
    for (uint64_t at = 0; at < miss_pages << VTD_PAGE_SHIFT; at += VTD_TABLE_SIZE) {
      const uint64_t out = (pgtt == VTD_PASID_PGTT_NESTED ? small_base : data_first) + at;
      if (!vtdt_fs_map(&space, first, 4, small_base + at, out, VTD_PAGE_SHIFT,
                       VTDT_FS_W | VTDT_FS_USER | VTDT_FS_DIRTY))
        die("out of table pages");
    }
    if (pgtt == VTD_PASID_PGTT_NESTED && !vtdt_map_range(&space, table, 4, 0, 0, data_first,
                                                         VTD_PAGE_SHIFT, VTD_PERM_R | VTD_PERM_W))
      die("out of table pages");
    vtdt_pasid entry = {};
    entry.pgtt = pgtt;
    entry.aw = VTD_PASID_AW_48;
    entry.did = 7;
    entry.pwsnp = true;
    entry.ssptptr = table;
    entry.fsptptr = first;
    vtdt_pasid_set(&space, context.directory, 0, &entry);
    vtdt_pasid_set(&space, context.directory, pasid, &entry);
  }
};

struct platform {
  plain_platform plain;
  unit_platform fast{"fast", true, true};
  unit_platform second{"second", true, true};
  unit_platform full{"full", true, false};
  unit_platform walking{"walking", false, false};
  unit_platform sm_second{"sm_second", true, true, VTD_PASID_PGTT_SS};
  unit_platform sm_first{"sm_first", true, true, VTD_PASID_PGTT_FS};
  unit_platform sm_nested{"sm_nested", true, true, VTD_PASID_PGTT_NESTED};
};

// A payload that is used over and over, as initiators should.
struct access {
  tlm::tlm_generic_payload t;
  sc_core::sc_time delay;
  uint8_t buffer[4096] = {};

  explicit access(uint32_t bytes) {
    t.set_read();
    t.set_data_ptr(buffer);
    t.set_data_length(bytes);
    t.set_streaming_width(bytes);
  }
  uint64_t run(initiator &dev, uint64_t addr) {
    t.set_address(addr);
    t.set_dmi_allowed(false);
    t.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    dev.socket->b_transport(t, delay);
    return t.is_response_error();
  }
};

// Of page i. Not always the first line: they would all fall into one set of the processor's cache.
uint64_t place(uint64_t base, uint64_t i, size_t bytes) {
  return base + (i << VTD_PAGE_SHIFT) + (bytes == 64 ? i % 64 * 64 : 0);
}

uint64_t accesses(initiator &dev, uint32_t bytes, uint64_t pages, uint64_t n) {
  access a(bytes);
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; ++i)
    bad += a.run(dev, place(small_base, i % pages, bytes));
  return bad;
}

uint64_t identified(initiator &dev, const vtd::identity &id, uint64_t n) {
  vtd::dma_extension extension{id};
  access a(64);
  a.t.set_extension(&extension);
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; ++i)
    bad += a.run(dev, place(small_base, i % hit_pages, 64));
  a.t.clear_extension(&extension);
  return bad;
}

vtd::identity with_pasid() {
  vtd::identity id(sid);
  id.pasid_valid = true;
  id.pasid = pasid;
  return id;
}

uint64_t at_random(unit_platform &p, uint64_t n) {
  uint64_t state = 0x9E3779B97F4A7C15u, bad = 0;
  access a(64);
  for (uint64_t i = 0; i < n; ++i) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    const uint64_t page = state * 0x2545F4914F6CDD1Du % random_pages;
    bad += a.run(p.dev, place(random_base, page, 64));
  }
  return bad;
}

uint64_t two_units(platform &p, uint64_t n) {
  access a(64);
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; ++i)
    bad += a.run(i % 2 ? p.fast.dev : p.second.dev, small_base + (i % hit_pages << VTD_PAGE_SHIFT));
  return bad;
}

uint64_t pointers(initiator &dev, const std::function<void()> &before, uint64_t n) {
  tlm::tlm_generic_payload t;
  t.set_read();
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; ++i) {
    if (before)
      before();
    tlm::tlm_dmi dmi;
    t.set_address(small_base + (i % hit_pages << VTD_PAGE_SHIFT));
    bad += !dev.socket->get_direct_mem_ptr(t, dmi);
  }
  return bad;
}

// Straight from memory, and by a direct pointer with the checks that an initiator makes. The
// compiler shall not know what it calls.
void *(*volatile copy)(void *, const void *, size_t) = std::memcpy;
// One place for all: the time of a copy depends on where source and destination are.
alignas(4096) uint8_t copied[4096 + 2048];
uint8_t *const destination = copied + 2048;

uint64_t raw_copies(platform &p, size_t bytes, uint64_t n) {
  const uint64_t pages = 16;
  for (uint64_t i = 0; i < n; ++i)
    copy(destination, p.fast.ram.data + place(data_first, i % pages, bytes), bytes);
  return 0;
}

// What an initiator keeps of a grant, so that an access costs two comparisons and a sum. DMA
// addresses end far below 2^64, so that no sum wraps; a revocation sets `end` to 0.
struct direct_window {
  uint64_t start;
  uint64_t end;   // the first address behind
  uintptr_t host; // of address 0

  const void *find(uint64_t addr, uint64_t size) const {
    return addr >= start && addr + size <= end ? reinterpret_cast<void *>(host + addr) : nullptr;
  }
};

uint64_t direct_copies(platform &p, size_t bytes, uint64_t n) {
  const uint64_t pages = 16; // within one grant
  tlm::tlm_generic_payload t;
  tlm::tlm_dmi dmi;
  t.set_read();
  t.set_address(small_base);
  if (!p.fast.dev.socket->get_direct_mem_ptr(t, dmi) || !dmi.is_read_allowed())
    return n;
  const uint64_t start = dmi.get_start_address();
  direct_window window = {start, dmi.get_end_address() + 1,
                          reinterpret_cast<uintptr_t>(dmi.get_dmi_ptr()) - start};
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; ++i) {
    asm volatile("" : "+m"(window)); // a revocation could have changed it
    if (const void *source = window.find(place(small_base, i % pages, bytes), bytes))
      copy(destination, source, bytes);
    else
      bad++;
  }
  return bad;
}

struct bench_case {
  const char *name;
  const char *doc;
  const char *baseline; // the case that the ratio refers to, or nullptr
  uint64_t iterations;
  std::function<uint64_t(platform &, uint64_t)> run; // returns how many operations went wrong
};

const std::vector<bench_case> cases = {
    {"hop_64", "64 B through one plain module", nullptr, 2000000,
     [](platform &p, uint64_t n) { return accesses(p.plain.dev, 64, hit_pages, n); }},
    {"hit_64", "64 B through the unit, IOTLB hit", "hop_64", 2000000,
     [](platform &p, uint64_t n) { return accesses(p.fast.dev, 64, hit_pages, n); }},
    {"hit_64_identity", "the same with an extension", "hop_64", 2000000,
     [](platform &p, uint64_t n) { return identified(p.fast.dev, vtd::identity(sid), n); }},
    {"two_units", "64 B through two units in turn", "hop_64", 2000000, two_units},
    {"hop_4k", "4 KiB through one plain module", nullptr, 500000,
     [](platform &p, uint64_t n) { return accesses(p.plain.dev, 4096, hit_pages, n); }},
    {"hit_4k", "4 KiB through the unit, IOTLB hit", "hop_4k", 500000,
     [](platform &p, uint64_t n) { return accesses(p.fast.dev, 4096, hit_pages, n); }},
    {"miss", "64 B, IOTLB miss, shortened walk", "hit_64", 1000000,
     [](platform &p, uint64_t n) { return accesses(p.fast.dev, 64, miss_pages, n); }},
    {"miss_direct", "64 B, IOTLB miss, 4 reads by pointer", "hit_64", 1000000,
     [](platform &p, uint64_t n) { return accesses(p.full.dev, 64, miss_pages, n); }},
    {"miss_transport", "64 B, IOTLB miss, 4 reads by b_transport", "hit_64", 1000000,
     [](platform &p, uint64_t n) { return accesses(p.walking.dev, 64, miss_pages, n); }},
    {"sm_hit_second", "scalable mode, 64 B, hit, second stage", "hop_64", 2000000,
     [](platform &p, uint64_t n) { return accesses(p.sm_second.dev, 64, hit_pages, n); }},
    {"sm_hit_first", "scalable mode, 64 B, hit, first stage", "hop_64", 2000000,
     [](platform &p, uint64_t n) { return accesses(p.sm_first.dev, 64, hit_pages, n); }},
    {"sm_hit_nested", "scalable mode, 64 B, hit, nested", "hop_64", 2000000,
     [](platform &p, uint64_t n) { return accesses(p.sm_nested.dev, 64, hit_pages, n); }},
    {"sm_hit_pasid", "scalable mode, 64 B, hit, first stage with PASID", "hop_64", 2000000,
     [](platform &p, uint64_t n) { return identified(p.sm_first.dev, with_pasid(), n); }},
    {"sm_hit_nested_pasid", "scalable mode, 64 B, hit, nested with PASID", "hop_64", 2000000,
     [](platform &p, uint64_t n) { return identified(p.sm_nested.dev, with_pasid(), n); }},
    {"sm_miss_second", "scalable mode, 64 B, miss, second stage", "sm_hit_second", 1000000,
     [](platform &p, uint64_t n) { return accesses(p.sm_second.dev, 64, miss_pages, n); }},
    {"sm_miss_first", "scalable mode, 64 B, miss, first stage", "sm_hit_first", 1000000,
     [](platform &p, uint64_t n) { return accesses(p.sm_first.dev, 64, miss_pages, n); }},
    {"sm_miss_nested", "scalable mode, 64 B, miss, nested", "sm_hit_nested", 1000000,
     [](platform &p, uint64_t n) { return accesses(p.sm_nested.dev, 64, miss_pages, n); }},
    {"random_1m", "64 B, 1 M pages at random", "hit_64", 1000000,
     [](platform &p, uint64_t n) { return at_random(p.fast, n); }},
    {"memcpy_64", "memcpy of 64 B", nullptr, 10000000,
     [](platform &p, uint64_t n) { return raw_copies(p, 64, n); }},
    {"dmi_64", "64 B by a direct pointer", "memcpy_64", 10000000,
     [](platform &p, uint64_t n) { return direct_copies(p, 64, n); }},
    {"memcpy_4k", "memcpy of 4 KiB", nullptr, 1000000,
     [](platform &p, uint64_t n) { return raw_copies(p, 4096, n); }},
    {"dmi_4k", "4 KiB by a direct pointer", "memcpy_4k", 1000000,
     [](platform &p, uint64_t n) { return direct_copies(p, 4096, n); }},
    {"hop_dmi", "get_direct_mem_ptr through one plain module", nullptr, 2000000,
     [](platform &p, uint64_t n) { return pointers(p.plain.dev, nullptr, n); }},
    {"get_dmi", "get_direct_mem_ptr through the unit", "hop_dmi", 2000000,
     [](platform &p, uint64_t n) { return pointers(p.fast.dev, nullptr, n); }},
    {"get_dmi_fresh", "the same, nothing granted yet, up to 32 pages", "hop_dmi", 50000,
     [](platform &p, uint64_t n) {
       return pointers(
           p.fast.dev, [&p] { p.fast.unit.revoke_dmi(); }, n);
     }},
};

struct options {
  bool json = false;
  std::string only;
  uint64_t iterations = 0; // 0: the case's own
  unsigned repeats = 5;
};

uint64_t number(const std::string &text, uint64_t max) {
  char *end = nullptr;
  const unsigned long long value = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || text[0] == '-' || *end || value == 0 || value > max)
    die("'" + text + "' is not a number from 1 to " + std::to_string(max));
  return value;
}

options parse(int argc, char **argv) {
  options o;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "--json") {
      o.json = true;
    } else if (name == "--list") {
      for (const bench_case &c : cases)
        std::printf("%-18s %s\n", c.name, c.doc);
      std::exit(0);
    } else if (name == "--only") {
      if (std::none_of(cases.begin(), cases.end(),
                       [&](const bench_case &c) { return c.name == value; }))
        die("--only needs the name of a case; --list shows them");
      o.only = value, ++i;
    } else if (name == "--iterations") {
      o.iterations = number(value, 1000000000000), ++i;
    } else if (name == "--repeats") {
      o.repeats = static_cast<unsigned>(number(value, 99)), ++i;
    } else {
      die("options: --json --list --only NAME --iterations N --repeats N");
    }
  }
  if (!o.only.empty() && o.iterations != 0)
    o.repeats = 1; // exactly that many operations, for instruction counts
  return o;
}

double measure(const bench_case &c, platform &p, uint64_t n) {
  const double start = processor_ns();
  if (c.run(p, n) != 0)
    die(std::string("an operation of ") + c.name + " had a wrong result");
  return (processor_ns() - start) / static_cast<double>(n);
}

void report(const options &o, const std::vector<double> &ns) {
  if (o.json)
    std::printf("{\"unit\": \"ns\", \"cases\": [");
  const char *separator = "";
  for (size_t i = 0; i < cases.size(); ++i) {
    const bench_case &c = cases[i];
    if (ns[i] == 0)
      continue;
    double base = 0;
    for (size_t k = 0; c.baseline && k < cases.size(); ++k)
      base = std::strcmp(cases[k].name, c.baseline) == 0 ? ns[k] : base;
    if (o.json) {
      std::printf("%s\n  {\"name\": \"%s\", \"doc\": \"%s\", \"ns\": %.3f", separator, c.name,
                  c.doc, ns[i]);
      if (base != 0)
        std::printf(", \"baseline\": \"%s\", \"ratio\": %.3f", c.baseline, ns[i] / base);
      std::printf("}");
      separator = ",";
    } else if (base != 0) {
      std::printf("%-18s %9.2f ns  %6.2f x %-10s  %s\n", c.name, ns[i], ns[i] / base, c.baseline,
                  c.doc);
    } else {
      std::printf("%-18s %9.2f ns  %21s %s\n", c.name, ns[i], "", c.doc);
    }
  }
  if (o.json)
    std::printf("\n]}\n");
}

} // namespace

int sc_main(int argc, char **argv) {
  const options o = parse(argc, argv);
  auto p = std::make_unique<platform>();
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  for (unit_platform *u :
       {&p->fast, &p->second, &p->full, &p->walking, &p->sm_second, &p->sm_first, &p->sm_nested})
    u->start();
  p->fast.map_pages(random_base, random_pages);

  // Every page is touched once before it is timed: what the host's kernel does then is not meant.
  for (const bench_case &c : cases) {
    if (o.only.empty() && c.iterations > miss_pages)
      measure(c, *p, miss_pages);
  }

  std::vector<std::vector<double>> samples(cases.size());
  for (unsigned r = 0; r < o.repeats; ++r) {
    for (size_t i = 0; i < cases.size(); ++i) {
      if (o.only.empty() || o.only == cases[i].name)
        samples[i].push_back(
            measure(cases[i], *p, o.iterations ? o.iterations : cases[i].iterations));
    }
  }
  std::vector<double> ns(cases.size(), 0);
  for (size_t i = 0; i < cases.size(); ++i) {
    std::sort(samples[i].begin(), samples[i].end());
    if (!samples[i].empty())
      ns[i] = samples[i][samples[i].size() / 2];
  }
  report(o, ns);
  return 0;
}

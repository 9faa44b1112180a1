// SPDX-License-Identifier: Apache-2.0
// Mistakes of an integrator, one per run: elaboration_check <case>. Each must end in one sc_report
// error that says what is wrong and what to do; prints it. Status 0 if the report was as it should
// be.
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <memory>

#include "harness.h"

using namespace tb;

namespace {

using config = vtd::iommu_config;

// A minimal platform; what is left out is the mistake.
struct platform {
  vtd::iommu<64> unit;
  std::unique_ptr<memory<64>> ram, other;
  initiator<64> dev{"dev"}, cpu{"cpu"};

  explicit platform(const config &c, bool bind_mem = true, bool bind_walk = false)
      : unit("unit", c) {
    dev.socket.bind(unit.dma[0]);
    cpu.socket.bind(unit.regs);
    if (bind_mem) {
      ram = std::make_unique<memory<64>>("ram", 1 << 20);
      unit.mem.bind(ram->socket);
    }
    if (bind_walk) {
      other = std::make_unique<memory<64>>("other", 1 << 20);
      unit.walk.bind(other->socket);
    }
  }
};

struct mistake {
  std::function<void()> make;
  const char *id;      // of the report
  const char *message; // part of it
};

void build(const std::function<void(config &)> &change) {
  config c;
  change(c);
  platform p(c);
}

const std::map<std::string, mistake> mistakes = {
    {"core",
     {[] { build([](config &c) { c.core.haw = 99; }); }, "/vtd/iommu/config",
      "the host address width must be 32 to 52 bits"}},
    {"ports",
     {[] { build([](config &c) { c.dma_ports = 0; }); }, "/vtd/iommu/config",
      "dma_ports is 0; it must be 1 .. 4096"}},
    {"identities",
     {[] { build([](config &c) { c.port_identity.resize(3); }); }, "/vtd/iommu/config",
      "raise dma_ports or remove identities"}},
    {"segment",
     {[] {
        build([](config &c) {
          c.port_identity.resize(1);
          c.port_identity[0].segment = 4;
        });
      },
      "/vtd/iommu/config", "they must be the same"}},
    {"clock",
     {[] { build([](config &c) { c.core.perf.clock = true; }); }, "/vtd/iommu/config",
      "clock_period is 0"}},
    {"pasid",
     {[] {
        build([](config &c) {
          c.port_identity.resize(1);
          c.port_identity[0].pasid_valid = true;
          c.port_identity[0].pasid = 1 << 20;
        });
      },
      "/vtd/iommu/config", "more than 20 bits"}},
    {"merge",
     {[] { build([](config &c) { c.dmi_merge = 0; }); }, "/vtd/iommu/config",
      "dmi = false turns DMI off"}},
    {"grants",
     {[] { build([](config &c) { c.dmi_grants = 0; }); }, "/vtd/iommu/config",
      "dmi = false turns DMI off"}},
    {"translations",
     {[] { build([](config &c) { c.ats_translations = 17; }); }, "/vtd/iommu/config",
      "it must be 1 .. 16"}},
    {"at-outstanding",
     {[] { build([](config &c) { c.at.outstanding = 1025; }); }, "/vtd/iommu/config",
      "at.outstanding is 1025; it must be 1 .. 1024, or 0 for no nb_transport"}},
    {"at-misses",
     {[] {
        build([](config &c) {
          c.at.outstanding = 16;
          c.at.misses = 9;
        });
      },
      "/vtd/iommu/config", "at.misses is 9; it must be 1 .. core.iotlb.walks (8)"}},
    {"at-walkers",
     {[] {
        build([](config &c) {
          c.at.outstanding = 16;
          c.at.misses = 4;
          c.at.walkers = 5;
        });
      },
      "/vtd/iommu/config", "at.walkers is 5; it must be 1 .. at.misses (4)"}},
    {"walk-unbound",
     {[] {
        config c;
        c.separate_walk_socket = true;
        platform p(c);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
      },
      "/vtd/iommu/binding", "bind it, or clear separate_walk_socket"}},
    {"walk-unexpected",
     {[] {
        platform p(config(), true, true);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
      },
      "/vtd/iommu/binding", "set it, or leave `walk` unbound"}},
    {"mem-unbound",
     {[] {
        platform p(config(), false);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
      },
      "complete binding failed", "unit.mem"}},
};

// nb_transport is a mistake at run time.
int non_blocking() {
  platform p{config()};
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  tlm_generic_payload t;
  uint32_t data = 0;
  p.dev.set(t, tlm::TLM_READ_COMMAND, 0, &data, 4);
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_time delay;
  for (auto *socket : {&p.dev.socket, &p.cpu.socket}) {
    try {
      (*socket)->nb_transport_fw(t, phase, delay);
      return 1;
    } catch (const sc_core::sc_report &report) {
      std::printf("%s: %s\n", report.get_msg_type(), report.get_msg());
      if (std::strcmp(report.get_msg_type(), "/vtd/iommu/nb_transport") != 0 ||
          !std::strstr(report.get_msg(), "use b_transport"))
        return 1;
    }
  }
  return 0;
}

// The statistics come at the end of simulation, if asked for.
int statistics() {
  config c;
  c.report_statistics = true;
  platform p(c);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  p.dev.write64(0x100, 1);
  sc_core::sc_report_handler::set_actions("/vtd/iommu/statistics", sc_core::SC_DISPLAY);
  sc_core::sc_stop();
  return sc_core::sc_report_handler::get_count("/vtd/iommu/statistics") == 1 ? 0 : 1;
}

int check(const mistake &m) {
  try {
    m.make();
  } catch (const sc_core::sc_report &report) {
    std::printf("%s: %s\n", report.get_msg_type(), report.get_msg());
    const bool id = std::strstr(report.get_msg_type(), m.id) != nullptr;
    const bool text = std::strstr(report.get_msg(), m.message) != nullptr;
    return id && text ? 0 : 1;
  }
  std::printf("nothing was reported\n");
  return 1;
}

} // namespace

int sc_main(int argc, char **argv) {
  const std::string name = argc == 2 ? argv[1] : "";
  if (name == "non-blocking")
    return non_blocking();
  if (name == "statistics")
    return statistics();
  const auto found = mistakes.find(name);
  if (found != mistakes.end())
    return check(found->second);
  std::fprintf(stderr, "elaboration_check: name one of: non-blocking statistics");
  for (const auto &[known, unused] : mistakes)
    std::fprintf(stderr, " %s", known.c_str());
  std::fprintf(stderr, "\n");
  return 2;
}

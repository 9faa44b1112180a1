// SPDX-License-Identifier: Apache-2.0
// Devices and a bus of other people around the unit: a sideband as vcml has it goes in and out
// through the adapters. The extension is declared here, because the example must build without
// that library; with it, write vcml::sbiext in its place.
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "vtd/adapters/vcml_sbi.h"

struct sbiext : tlm::tlm_extension<sbiext> {
  bool is_debug = false;
  uint64_t atype = 0, cpuid = 0, privilege = 0, asid = ~uint64_t{0};
  tlm::tlm_extension_base *clone() const override { return new sbiext(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override {
    *this = static_cast<const sbiext &>(other);
  }
};

using rules = vtd::adapters::sbi_rules<sbiext>;

// Downstream: 64 KiB that say who writes.
struct memory : sc_core::sc_module {
  tlm_utils::simple_target_socket<memory, 64> socket{"socket"};
  unsigned char data[0x10000] = {};

  explicit memory(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {
    socket.register_b_transport(this, &memory::b_transport);
  }
  void b_transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &) {
    const uint64_t addr = payload.get_address();
    const unsigned bytes = payload.get_data_length();
    if (addr >= sizeof data || bytes > sizeof data - addr)
      return payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    if (payload.is_write()) {
      const auto *sbi = payload.get_extension<sbiext>();
      std::printf("  memory: cpuid %" PRIu64 " writes %" PRIX64 "h\n", sbi->cpuid, addr);
      std::memcpy(data + addr, payload.get_data_ptr(), bytes);
    } else {
      std::memcpy(payload.get_data_ptr(), data + addr, bytes);
    }
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
};

struct bench : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<bench, 64> foreign{"foreign"}, native{"native"}, cpu{"cpu"};
  vtd::iommu<> unit{"unit", config()};
  vtd::adapters::outbound<rules> out{"out"};
  memory ram{"ram"};

  SC_HAS_PROCESS(bench);
  explicit bench(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {
    foreign.bind(unit.dma[0]);
    native.bind(unit.dma[1]);
    cpu.bind(unit.regs);
    unit.mem.bind(out.in); // what has no sideband of theirs gets one
    out.out.bind(ram.socket);
    unit.set_identity_resolver(vtd::adapters::resolver(rules()));
    SC_THREAD(run);
  }

  static vtd::iommu_config config() {
    vtd::iommu_config c;
    c.dma_ports = 2;
    return c;
  }

  template <typename Socket, typename Extension = sbiext>
  bool write(Socket &socket, uint64_t addr, uint64_t value, unsigned bytes,
             Extension *extension = nullptr) {
    tlm::tlm_generic_payload payload;
    sc_core::sc_time delay;
    payload.set_write();
    payload.set_address(addr);
    payload.set_data_ptr(reinterpret_cast<unsigned char *>(&value));
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
    if (extension != nullptr)
      payload.set_extension(extension);
    socket->b_transport(payload, delay);
    if (extension != nullptr)
      payload.clear_extension(extension);
    return payload.is_response_ok();
  }

  // Requester 00:03.1 may use host addresses, the others may do nothing.
  void run() {
    uint64_t root[VTD_ROOT_WORDS] = {}, context[VTD_CTX_WORDS] = {};
    vtd_root_p_set(root, 1);
    vtd_root_ctp_set(root, 0x2000);
    vtd_ctx_p_set(context, 1);
    vtd_ctx_tt_set(context, VTD_CTX_TT_PASS_THROUGH);
    vtd_ctx_aw_set(context, VTD_CTX_AW_48);
    std::memcpy(ram.data + 0x1000, root, sizeof root);
    std::memcpy(ram.data + 0x2000 + 0x19 * VTD_CTX_SIZE, context, sizeof context);
    write(cpu, VTD_RTADDR_REG, 0x1000, 8);
    write(cpu, VTD_GCMD_REG, VTD_GCMD_SRTP, 4);
    write(cpu, VTD_GCMD_REG, VTD_GCMD_TE, 4);
    sbiext sbi;
    for (sbi.cpuid = 0x18; sbi.cpuid < 0x1A; ++sbi.cpuid) {
      std::printf("a foreign device with cpuid %" PRIu64 "\n", sbi.cpuid);
      const bool ok = write(foreign, 0x8000, 42, 8, &sbi);
      std::printf("  %s\n", ok ? "written" : "blocked");
    }
    vtd::dma_extension dma(vtd::identity(0x19));
    std::printf("a device that knows vtd::dma_extension\n");
    write(native, 0x9000, 43, 8, &dma);
    sc_core::sc_stop();
  }
};

int sc_main(int, char **) {
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  bench top("top");
  sc_core::sc_start();
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// A first platform: a device behind the unit, one page mapped for it, one access that goes through
// and one that does not. The "CPU" and the "device" are plain initiators driven from sc_main.
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "vtd/iommu.h"

struct memory : sc_core::sc_module {
  tlm_utils::simple_target_socket<memory, 64> socket{"socket"};
  uint64_t words[0x100000 / 8] = {}; // 1 MiB

  explicit memory(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {
    socket.register_b_transport(this, &memory::b_transport);
  }
  uint64_t *at(uint64_t addr) { return words + addr / 8; }
  void b_transport(tlm::tlm_generic_payload &t, sc_core::sc_time &) {
    auto *bytes = reinterpret_cast<unsigned char *>(words) + t.get_address();
    if (t.is_read())
      std::memcpy(t.get_data_ptr(), bytes, t.get_data_length());
    else
      std::memcpy(bytes, t.get_data_ptr(), t.get_data_length());
    t.set_response_status(tlm::TLM_OK_RESPONSE);
  }
};

struct initiator : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<initiator, 64> socket{"socket"};

  explicit initiator(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {}
  std::string access(tlm::tlm_command command, uint64_t addr, uint64_t &data, unsigned bytes) {
    tlm::tlm_generic_payload t;
    sc_core::sc_time delay;
    t.set_command(command);
    t.set_address(addr);
    t.set_data_ptr(reinterpret_cast<unsigned char *>(&data));
    t.set_data_length(bytes);
    t.set_streaming_width(bytes);
    socket->b_transport(t, delay);
    return t.get_response_string();
  }
  std::string write(uint64_t addr, uint64_t data, unsigned bytes) {
    return access(tlm::TLM_WRITE_COMMAND, addr, data, bytes);
  }
};

int sc_main(int, char **) {
  initiator device("device"), cpu("cpu");
  memory ram("ram");
  vtd::iommu_config config;
  config.port_identity = {vtd::identity(0x0008)}; // the device is 00:01.0
  vtd::iommu<> unit("unit", config);
  device.socket.bind(unit.dma[0]);
  cpu.socket.bind(unit.regs);
  unit.mem.bind(ram.socket);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);

  // Tables: root at 1000h, contexts of bus 0 at 2000h, three levels of page tables from 3000h on.
  vtd_root_p_set(ram.at(0x1000), 1);
  vtd_root_ctp_set(ram.at(0x1000), 0x2000);
  uint64_t *context = ram.at(0x2000 + 0x08 * VTD_CTX_SIZE);
  vtd_ctx_p_set(context, 1);
  vtd_ctx_tt_set(context, VTD_CTX_TT_UNTRANSLATED);
  vtd_ctx_aw_set(context, VTD_CTX_AW_39);
  vtd_ctx_did_set(context, 1);
  vtd_ctx_ssptptr_set(context, 0x3000);
  *ram.at(0x3000) = 0x4000 | VTD_SS_DIR_R | VTD_SS_DIR_W;
  *ram.at(0x4000) = 0x5000 | VTD_SS_DIR_R | VTD_SS_DIR_W;
  *ram.at(0x5000 + 0x10 * 8) = 0x80000 | VTD_SS_PTE_R | VTD_SS_PTE_W; // 10000h -> 80000h

  // The firmware's part: root table, then translation.
  cpu.write(VTD_RTADDR_REG, 0x1000, 8);
  cpu.write(VTD_GCMD_REG, VTD_GCMD_SRTP, 4);
  cpu.write(VTD_GCMD_REG, VTD_GCMD_TE, 4);

  std::string response = device.write(0x10008, 0x1122334455667788, 8);
  std::printf("write to 10008h: %s, memory at 80008h is %" PRIX64 "h\n", response.c_str(),
              *ram.at(0x80008));
  response = device.write(0x11008, 0x99, 8);
  std::printf("write to 11008h: %s\n", response.c_str());

  uint64_t record = 0;
  const uint64_t records = 16 * vtd_cap_fro(config.core.cap);
  cpu.access(tlm::TLM_READ_COMMAND, records + VTD_FRCD_HI_REG, record, 8);
  std::printf("fault record: reason %02" PRIX64 "h, requester %04" PRIX64 "h\n",
              vtd_frcd_hi_fr(record), vtd_frcd_hi_sid(record));
  return 0;
}

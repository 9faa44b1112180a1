// SPDX-License-Identifier: Apache-2.0
// A bus with a sideband of its own: stream ids, which a resolver turns into requester ids.
#include <cstdio>
#include <cstring>
#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>

#include "vtd/iommu.h"
#include "vtd/memory.h"

// What the foreign bus puts on its payloads.
struct stream_extension : tlm::tlm_extension<stream_extension> {
  unsigned stream = 0;
  tlm::tlm_extension_base *clone() const override { return new stream_extension(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override {
    *this = static_cast<const stream_extension &>(other);
  }
};

// Stream n is function n of device 3 on bus 0.
static bool requester_of_stream(unsigned, const tlm::tlm_generic_payload &payload,
                                vtd::identity &id) {
  const auto *extension = payload.get_extension<stream_extension>();
  if (extension == nullptr || extension->stream > 7)
    return false; // the port's identity
  id.sid = static_cast<uint16_t>(0x0018 + extension->stream);
  return true;
}

struct bench : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<bench, 64> device{"device"}, cpu{"cpu"};
  vtd::memory ram{"ram", {}};
  vtd::iommu<> unit{"unit"};

  SC_HAS_PROCESS(bench);
  explicit bench(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {
    device.bind(unit.dma[0]);
    cpu.bind(unit.regs);
    unit.mem.bind(ram.socket);
    unit.set_identity_resolver(requester_of_stream);
    SC_THREAD(run);
  }

  void write_register(uint64_t offset, uint64_t value, unsigned bytes) {
    transport(cpu, offset, &value, bytes, nullptr);
  }

  template <typename Socket>
  bool transport(Socket &socket, uint64_t addr, void *data, unsigned bytes,
                 stream_extension *extension) {
    tlm::tlm_generic_payload payload;
    sc_core::sc_time delay;
    payload.set_write();
    payload.set_address(addr);
    payload.set_data_ptr(static_cast<unsigned char *>(data));
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
    if (extension != nullptr)
      payload.set_extension(extension);
    socket->b_transport(payload, delay);
    if (extension != nullptr)
      payload.clear_extension(extension);
    return payload.is_response_ok();
  }

  // Function 1 may use host addresses, the others may do nothing.
  void run() {
    uint64_t root[VTD_ROOT_WORDS] = {}, context[VTD_CTX_WORDS] = {};
    vtd_root_p_set(root, 1);
    vtd_root_ctp_set(root, 0x2000);
    vtd_ctx_p_set(context, 1);
    vtd_ctx_tt_set(context, VTD_CTX_TT_PASS_THROUGH);
    vtd_ctx_aw_set(context, VTD_CTX_AW_48);
    std::memcpy(ram.data() + 0x1000, root, sizeof root);
    std::memcpy(ram.data() + 0x2000 + 0x19 * VTD_CTX_SIZE, context, sizeof context);
    write_register(VTD_RTADDR_REG, 0x1000, 8);
    write_register(VTD_GCMD_REG, VTD_GCMD_SRTP, 4);
    write_register(VTD_GCMD_REG, VTD_GCMD_TE, 4);
    for (unsigned stream = 0; stream < 3; ++stream) {
      stream_extension extension;
      extension.stream = stream;
      uint32_t data = 42;
      const bool ok = transport(device, 0x8000, &data, sizeof data, &extension);
      std::printf("stream %u: %s\n", stream, ok ? "written" : "blocked");
    }
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

// SPDX-License-Identifier: Apache-2.0
// Two devices that use nb_transport: requests of one pass those of the other, which have to wait
// for a walk. The memory has b_transport only; its socket converts.
#include <cstdio>
#include <cstring>
#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>

#include "vtd/iommu.h"
#include "vtd/memory.h"

// A request with its data, which comes back with the last reference.
struct request : tlm::tlm_mm_interface {
  tlm::tlm_generic_payload payload{this};
  uint32_t data = 0;
  void free(tlm::tlm_generic_payload *) override { delete this; }
};

struct device : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<device, 64> socket{"socket"};
  sc_core::sc_event accepted;

  explicit device(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {
    socket.register_nb_transport_bw(this, &device::backward);
  }

  // Returns when the unit has taken the request.
  void read(uint64_t addr) {
    auto *r = new request;
    r->payload.acquire();
    r->payload.set_read();
    r->payload.set_address(addr);
    r->payload.set_data_ptr(reinterpret_cast<unsigned char *>(&r->data));
    r->payload.set_data_length(sizeof r->data);
    r->payload.set_streaming_width(sizeof r->data);
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay;
    socket->nb_transport_fw(r->payload, phase, delay);
    sc_core::wait(accepted); // END_REQ
  }

  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                              sc_core::sc_time &) {
    if (phase == tlm::END_REQ) {
      accepted.notify();
      return tlm::TLM_ACCEPTED;
    }
    std::printf("%4.0f ns: %s has read %llXh\n", sc_core::sc_time_stamp().to_seconds() * 1e9,
                name(), static_cast<unsigned long long>(payload.get_address()));
    payload.release();
    return tlm::TLM_COMPLETED; // as good as END_RESP
  }
};

static vtd::iommu_config timed() {
  vtd::iommu_config config;
  config.dma_ports = 2;
  config.port_identity = {vtd::identity(0x08), vtd::identity(0x10)};
  config.lookup_latency = sc_core::sc_time(2, sc_core::SC_NS);
  config.at.outstanding = 8; // switches nb_transport on
  config.at.accept_latency = sc_core::sc_time(1, sc_core::SC_NS);
  return config;
}

struct bench : sc_core::sc_module {
  device disk{"disk"}, nic{"nic"};
  tlm_utils::simple_initiator_socket<bench, 64> cpu{"cpu"};
  vtd::memory ram{"ram", {}};
  vtd::iommu<> unit{"unit", timed()};

  SC_HAS_PROCESS(bench);
  explicit bench(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {
    disk.socket.bind(unit.dma[0]);
    nic.socket.bind(unit.dma[1]);
    cpu.bind(unit.regs);
    unit.mem.bind(ram.socket);
    SC_THREAD(run);
  }

  void write_register(uint64_t offset, uint64_t value, unsigned bytes) {
    tlm::tlm_generic_payload payload;
    sc_core::sc_time delay;
    payload.set_write();
    payload.set_address(offset);
    payload.set_data_ptr(reinterpret_cast<unsigned char *>(&value));
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
    cpu->b_transport(payload, delay);
  }
  void store(uint64_t addr, uint64_t value) { std::memcpy(ram.data() + addr, &value, 8); }

  // The first 512 pages are mapped to themselves for both devices.
  void make_tables() {
    uint64_t root[VTD_ROOT_WORDS] = {}, context[VTD_CTX_WORDS] = {};
    vtd_root_p_set(root, 1);
    vtd_root_ctp_set(root, 0x2000);
    std::memcpy(ram.data() + 0x1000, root, sizeof root);
    vtd_ctx_p_set(context, 1);
    vtd_ctx_aw_set(context, VTD_CTX_AW_39);
    vtd_ctx_did_set(context, 1);
    vtd_ctx_ssptptr_set(context, 0x3000);
    for (const unsigned function : {0x08u, 0x10u})
      std::memcpy(ram.data() + 0x2000 + function * VTD_CTX_SIZE, context, sizeof context);
    store(0x3000, 0x4000 | VTD_PERM_R | VTD_PERM_W);
    store(0x4000, 0x5000 | VTD_PERM_R | VTD_PERM_W);
    for (uint64_t page = 0; page < 512; ++page)
      store(0x5000 + page * 8, page << 12 | VTD_PERM_R | VTD_PERM_W);
  }

  void run() {
    make_tables();
    write_register(VTD_RTADDR_REG, 0x1000, 8);
    write_register(VTD_GCMD_REG, VTD_GCMD_SRTP, 4);
    write_register(VTD_GCMD_REG, VTD_GCMD_TE, 4);
    disk.read(0x10000);
    nic.read(0x10000);
    wait(1, sc_core::SC_US);
    std::printf("the unit knows the devices and page 10h\n");
    disk.read(0x20000); // a walk
    disk.read(0x10000); // a hit, but behind it: the same requester
    nic.read(0x10000);  // another requester
    wait(1, sc_core::SC_US);
    const vtd::at_stats &stats = unit.stats().at;
    std::printf("at most %u requests were outstanding, and %u walkers at work\n",
                stats.most_requests, stats.most_walkers);
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

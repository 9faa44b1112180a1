// SPDX-License-Identifier: Apache-2.0
// Configuration spaces as software walks through them, BAR decoding, MSI and MSI-X, virtual
// functions. Offsets and bits are written here a second time, from the PCI specifications.
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "nvme_bench.h"

namespace {

constexpr vtd_pci_ids ids = {0x1234, 0x5678, 0x1111, 0x2222, 0x120000, 3};

uint32_t find(const vtd::pci_function &f, uint8_t id) {
  for (uint32_t at = f.config_read(0x34, 1); at != 0; at = f.config_read(at + 1, 1))
    if (f.config_read(at, 1) == id)
      return at;
  return 0;
}

uint32_t find_extended(const vtd::pci_function &f, uint16_t id) {
  for (uint32_t at = 0x100; at != 0; at = f.config_read(at, 4) >> 20)
    if (f.config_read(at, 2) == id)
      return at;
  return 0;
}

TEST(pci_config, a_plain_header) {
  vtd::pci_function f(0x0123, ids);
  EXPECT_EQ(f.config_read(0, 4), 0x56781234u);
  EXPECT_EQ(f.config_read(8, 4), 0x12000003u);
  EXPECT_EQ(f.config_read(0x2C, 4), 0x22221111u);
  EXPECT_EQ(f.config_read(0x0E, 1), 0u) << "header type";
  EXPECT_EQ(f.config_read(6, 2) & 0x10, 0u) << "no capabilities";
  EXPECT_EQ(f.config_read(0x34, 1), 0u);
  EXPECT_EQ(f.config_read(0x100, 4), 0u) << "no extended capabilities";
  EXPECT_EQ(f.config_read(0x3D, 1), 0u) << "no interrupt pin";
  f.config_write(0, 4, 0xFFFFFFFF);
  f.config_write(8, 4, 0xFFFFFFFF);
  f.config_write(0x10, 4, 0xFFFFFFFF);
  EXPECT_EQ(f.config_read(0, 4), 0x56781234u) << "read-only";
  EXPECT_EQ(f.config_read(8, 4), 0x12000003u);
  EXPECT_EQ(f.config_read(0x10, 4), 0u) << "no BAR";
  f.config_write(4, 2, 0xFFFF);
  EXPECT_EQ(f.config_read(4, 2), 0x0546u) << "memory, master, parity, SERR#, INTx off";
  f.config_write(5, 1, 0);
  EXPECT_EQ(f.config_read(4, 2), 0x0046u) << "a byte of it";
  EXPECT_EQ(f.config_read(2, 4), 0xFFFFFFFFu) << "not aligned";
  EXPECT_EQ(f.config_read(4096, 4), 0xFFFFFFFFu) << "outside";
}

TEST(pci_config, bars_tell_their_size_and_decode_what_they_hold) {
  vtd::pci_function f(0, ids);
  f.add_bar(0, 0x10000);
  f.add_bar(2, UINT64_C(1) << 33, true);
  f.config_write(0x10, 4, 0xFFFFFFFF);
  EXPECT_EQ(f.config_read(0x10, 4), 0xFFFF0000u);
  f.config_write(0x18, 4, 0xFFFFFFFF);
  f.config_write(0x1C, 4, 0xFFFFFFFF);
  EXPECT_EQ(f.config_read(0x18, 4), 0x00000004u) << "64 bits, no low address bits";
  EXPECT_EQ(f.config_read(0x1C, 4), 0xFFFFFFFEu);
  f.config_write(0x10, 4, 0xFE120000);
  f.config_write(0x18, 4, 0);
  f.config_write(0x1C, 4, 0x20);
  EXPECT_FALSE(f.locate(0xFE120000, 4)) << "memory is not enabled";
  f.config_write(4, 2, 2);
  const auto low = f.locate(0xFE12FFFC, 4);
  ASSERT_TRUE(low);
  EXPECT_EQ(low->bar, 0u);
  EXPECT_EQ(low->offset, 0xFFFCu);
  EXPECT_FALSE(f.locate(0xFE12FFFC, 8)) << "reaches beyond";
  EXPECT_FALSE(f.locate(0xFE130000, 1));
  const auto high = f.locate(UINT64_C(0x2123456789), 1);
  ASSERT_TRUE(high);
  EXPECT_EQ(high->bar, 2u);
  EXPECT_EQ(high->offset, UINT64_C(0x123456789));
}

TEST(pci_config, capabilities_are_linked_and_enable_what_they_say) {
  vtd::pci_function f(0, ids);
  f.add_pcie();
  f.add_ats(32);
  f.add_page_requests(64);
  f.add_pasid(20, false, true);
  f.add_ari();
  EXPECT_TRUE(f.ats_enabled() && f.bus_master() && f.pasid_enabled()) << "nobody could";
  f.attach();
  EXPECT_FALSE(f.ats_enabled() || f.bus_master() || f.pasid_enabled());
  const uint32_t pcie = find(f, 0x10), ats = find_extended(f, 0x0F), pri = find_extended(f, 0x13),
                 pasid = find_extended(f, 0x1B);
  ASSERT_TRUE(pcie != 0 && ats != 0 && pri != 0 && pasid != 0 && find_extended(f, 0x0E) != 0);
  EXPECT_EQ(f.config_read(pcie + 2, 2), 0x92u) << "version 2, integrated endpoint";
  EXPECT_NE(f.config_read(pcie + 4, 4) & 0x10000000, 0u) << "function-level reset";
  EXPECT_EQ(f.config_read(pcie + 0x24, 4), 0x00600010u) << "one end-end TLP prefix, for the PASID";
  EXPECT_EQ(f.config_read(ats + 4, 2), 0x20u) << "depth 32 is written 0; aligned";
  f.config_write(ats + 6, 2, 0x8003);
  EXPECT_TRUE(f.ats_enabled());
  EXPECT_EQ(f.config_read(ats + 6, 2), 0x8003u);
  EXPECT_EQ(f.config_read(pasid + 4, 2), 20u << 8 | 0x4);
  f.config_write(pasid + 6, 2, 0xFFFF);
  EXPECT_EQ(f.config_read(pasid + 6, 2), 0x5u) << "no execute";
  EXPECT_TRUE(f.pasid_enabled() && f.pasid_privileged());
  EXPECT_FALSE(f.pasid_execute());
  EXPECT_EQ(f.config_read(pri + 8, 4), 64u);
  EXPECT_EQ(f.config_read(pri + 6, 2), 0x8100u) << "PASID in responses, stopped";
  f.config_write(pri + 4, 2, 1);
  EXPECT_TRUE(f.page_requests_enabled());
  EXPECT_EQ(f.config_read(pri + 6, 2), 0x8000u);
  f.page_request_status(1);
  EXPECT_TRUE(f.page_requests_stopped());
  EXPECT_EQ(f.config_read(pri + 6, 2), 0x8001u);
  f.config_write(pri + 6, 2, 1);
  EXPECT_EQ(f.config_read(pri + 6, 2), 0x8000u) << "cleared by writing 1";
  f.page_request_status(2);
  f.config_write(pri + 4, 2, 3);
  EXPECT_EQ(f.config_read(pri + 4, 2), 1u) << "reset reads 0";
  EXPECT_EQ(f.config_read(pri + 6, 2), 0x8000u) << "and clears the status";
  f.config_write(pcie + 8, 2, 0x8000);
  EXPECT_FALSE(f.ats_enabled() || f.pasid_enabled() || f.page_requests_enabled())
      << "function-level reset";
  EXPECT_EQ(f.config_read(pcie + 8, 2) & 0x8000, 0u);
}

TEST(pci_config, msix_sends_what_is_not_masked) {
  vtd::pci_function f(0, ids);
  unsigned told = 0;
  vtd::pci_hooks hooks;
  hooks.message = [&told] { ++told; };
  f.set_hooks(std::move(hooks));
  vtd::pci_msix msix;
  msix.vectors = 70;
  msix.bar = 2;
  msix.table = 0x1000;
  msix.pba = 0x1800;
  f.add_bar(2, 0x2000);
  f.add_msix(msix);
  f.attach();
  f.config_write(4, 2, 6);
  const uint32_t cap = find(f, 0x11);
  ASSERT_NE(cap, 0u);
  EXPECT_EQ(f.config_read(cap + 2, 2), 69u);
  EXPECT_EQ(f.config_read(cap + 4, 4), 0x1002u);
  EXPECT_EQ(f.config_read(cap + 8, 4), 0x1802u);
  const auto place = [](uint64_t offset) { return vtd::pci_place{2, offset}; };
  EXPECT_FALSE(f.in_msix(place(0xFFC)));
  EXPECT_TRUE(f.in_msix(place(0x1000)));
  EXPECT_TRUE(f.in_msix(place(0x1000 + 70 * 16 - 4)));
  EXPECT_FALSE(f.in_msix(place(0x1000 + 70 * 16)));
  EXPECT_TRUE(f.in_msix(place(0x180C)));
  EXPECT_FALSE(f.in_msix(place(0x1810)));
  EXPECT_FALSE(f.in_msix({0, 0x1000}));
  EXPECT_EQ(f.msix_read(place(0x1000 + 65 * 16 + 12)), 1u) << "masked after reset";
  f.msix_write(place(0x1000 + 65 * 16), 0xFEE01003);
  f.msix_write(place(0x1000 + 65 * 16 + 4), 0x12);
  f.msix_write(place(0x1000 + 65 * 16 + 8), 0x77);
  EXPECT_EQ(f.msix_read(place(0x1000 + 65 * 16)), 0xFEE01000u);
  f.signal(65);
  EXPECT_EQ(f.msix_read(place(0x1808)), 0u) << "MSI-X is not enabled: lost";
  f.config_write(cap + 2, 2, 0xC000);
  f.signal(65);
  f.signal(70); // there is none
  EXPECT_EQ(f.msix_read(place(0x1808)), 2u) << "pending";
  f.msix_write(place(0x1808), 0);
  EXPECT_EQ(f.msix_read(place(0x1808)), 2u) << "read-only";
  f.msix_write(place(0x1000 + 65 * 16 + 12), 0);
  EXPECT_FALSE(f.take_message()) << "the function is masked";
  EXPECT_EQ(told, 0u);
  f.config_write(cap + 2, 2, 0x8000);
  EXPECT_EQ(told, 1u);
  const auto message = f.take_message();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->addr, UINT64_C(0x12FEE01000));
  EXPECT_EQ(message->data, 0x77u);
  EXPECT_FALSE(f.take_message());
  f.config_write(4, 2, 2);
  f.signal(65);
  EXPECT_FALSE(f.take_message()) << "not a bus master";
  f.config_write(4, 2, 6);
  EXPECT_TRUE(f.take_message());
  f.reset();
  EXPECT_EQ(f.msix_read(place(0x1000 + 65 * 16 + 12)), 1u);
}

TEST(pci_config, msi_puts_the_vector_into_the_data) {
  vtd::pci_function f(0, ids);
  f.add_msi(3);
  const uint32_t cap = find(f, 0x05);
  ASSERT_NE(cap, 0u);
  EXPECT_EQ(f.config_read(cap + 2, 2), 0x0186u) << "8 vectors, 64 bits, masks";
  f.config_write(cap + 4, 4, 0xFEE0200F);
  f.config_write(cap + 8, 4, 1);
  f.config_write(cap + 12, 2, 0x4560);
  f.config_write(cap + 2, 2, 0x0021); // enabled, 4 vectors
  f.signal(2);
  f.signal(7); // the fourth of four
  auto message = f.take_message();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->addr, UINT64_C(0x1FEE0200C));
  EXPECT_EQ(message->data, 0x4562u);
  message = f.take_message();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->data, 0x4563u);
  f.config_write(cap + 16, 4, 0xFFFFFFFF);
  EXPECT_EQ(f.config_read(cap + 16, 4), 0xFFu);
  f.signal(1);
  EXPECT_FALSE(f.take_message());
  EXPECT_EQ(f.config_read(cap + 20, 4), 2u) << "pending";
  f.config_write(cap + 16, 4, 0xFD);
  EXPECT_TRUE(f.take_message());
  EXPECT_EQ(f.config_read(cap + 20, 4), 0u);
}

TEST(pci_config, virtual_functions_come_and_go) {
  vtd::pci_function pf(0x0018, ids);
  vtd::pci_sriov sriov;
  sriov.vfs = 3;
  sriov.first_offset = 2;
  sriov.stride = 4;
  sriov.device = 0x5679;
  sriov.bar_bytes = 0x2000;
  pf.add_pcie();
  pf.add_sriov(sriov);
  vtd::pci_function vf1(pf, 1), vf2(pf, 2), vf3(pf, 3);
  const uint32_t cap = find_extended(pf, 0x10);
  ASSERT_NE(cap, 0u);
  EXPECT_EQ(vf3.requester_id(), 0x18 + 2 + 2 * 4);
  EXPECT_EQ(pf.config_read(cap + 0x0E, 2), 3u);
  EXPECT_EQ(pf.config_read(cap + 0x1A, 2), 0x5679u);
  pf.config_write(cap + 0x24, 4, 0xFFFFFFFF);
  EXPECT_EQ(pf.config_read(cap + 0x24, 4), 0xFFFFE000u);
  pf.config_write(cap + 0x24, 4, 0xFE200000);
  pf.config_write(cap + 0x10, 2, 4);
  EXPECT_EQ(pf.config_read(cap + 0x10, 2), 0u) << "more than there are";
  pf.config_write(cap + 0x10, 2, 2);
  EXPECT_FALSE(vf1.present());
  pf.config_write(cap + 0x08, 2, 0x01);
  EXPECT_TRUE(vf1.present() && vf2.present());
  EXPECT_FALSE(vf3.present());
  EXPECT_EQ(vf1.config_read(0, 4), 0xFFFFFFFFu) << "ids are the capability's";
  EXPECT_EQ(vf1.config_read(8, 4), pf.config_read(8, 4));
  pf.config_write(cap + 0x10, 2, 1);
  EXPECT_EQ(pf.config_read(cap + 0x10, 2), 2u) << "not while they are there";
  EXPECT_FALSE(vf2.locate(0xFE202000, 4)) << "memory is not enabled";
  pf.config_write(cap + 0x08, 2, 0x09);
  const auto place = vf2.locate(0xFE202004, 4);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->offset, 4u);
  EXPECT_FALSE(vf1.locate(0xFE202004, 4));
  vf1.attach();
  vf1.config_write(4, 2, 0xFFFF);
  EXPECT_EQ(vf1.config_read(4, 2), 4u) << "bus master alone";
  EXPECT_TRUE(vf1.bus_master());
  pf.config_write(cap + 0x08, 2, 0);
  EXPECT_FALSE(vf1.present());
  pf.config_write(cap + 0x08, 2, 1);
  EXPECT_FALSE(vf1.bus_master()) << "came back in reset state";
  pf.reset();
  EXPECT_FALSE(vf1.present());
}

TEST(pcie_ecam, shows_the_functions_that_are_there) {
  bench->ecam.reset();
  unsigned found = 0;
  for (uint32_t function = 0; function < 256; ++function)
    found += bench->config_read(static_cast<uint16_t>(function), 0) != 0xFFFFFFFF;
  EXPECT_EQ(found, 3u) << "virtual functions are not there yet";
  EXPECT_EQ(bench->config_read(nvme_bench::sid, 9, 1), 2u) << "NVMe";
  EXPECT_EQ(bench->config_read(nvme_bench::sid, 10, 2), 0x0108u);
  bench->config_write(nvme_bench::sid + 1, 4, 0xFFFF, 2); // nobody
  uint64_t both = 0;
  EXPECT_EQ(bench->access(bench->config, tlm::TLM_READ_COMMAND, nvme_bench::sid << 12, &both, 8),
            tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(static_cast<uint32_t>(both), bench->config_read(nvme_bench::sid, 0));
  uint32_t value = 0;
  EXPECT_EQ(bench->access(bench->config, tlm::TLM_READ_COMMAND, 2, &value, 4),
            tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(bench->access(bench->config, tlm::TLM_READ_COMMAND, 0x100000, &value, 4),
            tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST(pcie_ecam, registers_are_where_the_bar_says) {
  bench->ecam.reset();
  uint32_t value = 0;
  for (const uint64_t base : {UINT64_C(0xFE010000), UINT64_C(0xFE0FC000)}) {
    bench->config_write(nvme_bench::sid, 0x10, static_cast<uint32_t>(base));
    bench->config_write(nvme_bench::sid, 0x04, 2, 2);
    EXPECT_TRUE(bench->bar_read(base + VTD_NVME_VS, value));
    EXPECT_EQ(value, 0x00010400u);
    EXPECT_FALSE(bench->bar_read(base + 0x4000, value));
    EXPECT_FALSE(bench->bar_read(base - 4, value));
    bench->config_write(nvme_bench::sid, 0x04, 0, 2);
    EXPECT_FALSE(bench->bar_read(base, value));
  }
}

} // namespace

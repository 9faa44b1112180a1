// SPDX-License-Identifier: Apache-2.0
// Configuration space of a PCI Express function: where its registers are, and a register file that
// keeps to their attributes. Plain C, no allocation. Layouts: PCI Local Bus 3.0 (header, MSI,
// MSI-X), PCI Express Base 5.0 (the rest). Offsets and sizes are in bytes.
#ifndef VTD_PCI_CONFIG_H
#define VTD_PCI_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VTD_PCI_CONFIG_BYTES 4096u
#define VTD_PCI_BARS         6u

// Header of type 0.
#define VTD_PCI_VENDOR               0x00u // 2
#define VTD_PCI_DEVICE               0x02u // 2
#define VTD_PCI_COMMAND              0x04u // 2
#define VTD_PCI_COMMAND_MEMORY       0x0002u
#define VTD_PCI_COMMAND_MASTER       0x0004u
#define VTD_PCI_COMMAND_PARITY       0x0040u
#define VTD_PCI_COMMAND_SERR         0x0100u
#define VTD_PCI_COMMAND_NO_INTX      0x0400u
#define VTD_PCI_STATUS               0x06u // 2
#define VTD_PCI_STATUS_CAPABILITIES  0x0010u
#define VTD_PCI_STATUS_RECEIVED_ABRT 0x2000u // RW1C: received master abort
#define VTD_PCI_REVISION             0x08u   // 1
#define VTD_PCI_CLASS                0x09u   // 3: programming interface, sub-class, class
#define VTD_PCI_CACHE_LINE           0x0Cu   // 1
#define VTD_PCI_HEADER_TYPE          0x0Eu   // 1
#define VTD_PCI_HEADER_TYPE_MULTI    0x80u   // the device has several functions
#define VTD_PCI_BAR(n)               (0x10u + 4u * (n)) // 4
#define VTD_PCI_BAR_64               0x4u
#define VTD_PCI_BAR_PREFETCHABLE     0x8u
#define VTD_PCI_BAR_FLAGS            0xFu
#define VTD_PCI_SUBSYSTEM_VENDOR     0x2Cu // 2
#define VTD_PCI_SUBSYSTEM            0x2Eu // 2
#define VTD_PCI_CAPABILITIES         0x34u // 1
#define VTD_PCI_INTERRUPT_LINE       0x3Cu // 1
#define VTD_PCI_FIRST_CAPABILITY     0x40u
#define VTD_PCI_FIRST_EXTENDED       0x100u

// Capabilities: id, offset of the next one; offsets within them.
#define VTD_PCI_CAP_MSI    0x05u
#define VTD_PCI_CAP_VENDOR 0x09u
#define VTD_PCI_CAP_PCIE   0x10u
#define VTD_PCI_CAP_MSIX   0x11u

#define VTD_PCI_MSI_BYTES             0x18u // with 64-bit addresses and masks
#define VTD_PCI_MSI_CONTROL           0x02u // 2
#define VTD_PCI_MSI_CONTROL_ENABLE    0x0001u
#define VTD_PCI_MSI_CONTROL_CAPABLE   1u // shift: log2 of the vectors that the function can use
#define VTD_PCI_MSI_CONTROL_ENABLED   4u // shift: log2 of the vectors that it may use
#define VTD_PCI_MSI_CONTROL_LOG2_MASK 0x7u
#define VTD_PCI_MSI_CONTROL_64        0x0080u
#define VTD_PCI_MSI_CONTROL_MASKING   0x0100u
#define VTD_PCI_MSI_ADDRESS           0x04u // 8
#define VTD_PCI_MSI_DATA              0x0Cu // 2
#define VTD_PCI_MSI_MASK              0x10u // 4: bit v masks vector v
#define VTD_PCI_MSI_PENDING           0x14u // 4

#define VTD_PCI_MSIX_BYTES          0x0Cu
#define VTD_PCI_MSIX_CONTROL        0x02u   // 2: vectors - 1 in 10:0
#define VTD_PCI_MSIX_CONTROL_MASK   0x4000u // of the whole function
#define VTD_PCI_MSIX_CONTROL_ENABLE 0x8000u
#define VTD_PCI_MSIX_TABLE          0x04u // 4: offset in 31:3, number of the BAR in 2:0
#define VTD_PCI_MSIX_PBA            0x08u // 4: same
#define VTD_PCI_MSIX_VECTORS_MAX    2048u
#define VTD_PCI_MSIX_ENTRY_BYTES    16u
#define VTD_PCI_MSIX_ENTRY_ADDRESS  0x0u // 8, dword aligned
#define VTD_PCI_MSIX_ENTRY_DATA     0x8u // 4
#define VTD_PCI_MSIX_ENTRY_CONTROL  0xCu // 4
#define VTD_PCI_MSIX_ENTRY_MASKED   0x1u

#define VTD_PCI_PCIE_BYTES                     0x3Cu
#define VTD_PCI_PCIE_FLAGS                     0x02u // 2: version in 3:0, port type in 7:4
#define VTD_PCI_PCIE_FLAGS_VERSION             2u
#define VTD_PCI_PCIE_FLAGS_INTEGRATED          0x90u // root complex integrated endpoint: has no link
#define VTD_PCI_PCIE_CAPABILITIES              0x04u       // 4
#define VTD_PCI_PCIE_CAPABILITIES_ROLE         0x00008000u // role-based error reporting
#define VTD_PCI_PCIE_CAPABILITIES_FLR          0x10000000u
#define VTD_PCI_PCIE_CONTROL                   0x08u   // 2
#define VTD_PCI_PCIE_CONTROL_FLR               0x8000u // reads 0
#define VTD_PCI_PCIE_CONTROL_STORED            0x7FFFu
#define VTD_PCI_PCIE_CONTROL_RESET             0x2810u // relaxed ordering, no snoop, 512-byte reads
#define VTD_PCI_PCIE_STATUS                    0x0Au   // 2
#define VTD_PCI_PCIE_STATUS_ERRORS             0x000Fu // RW1C
#define VTD_PCI_PCIE_STATUS_PENDING            0x0020u // transactions are under way
#define VTD_PCI_PCIE_CAPABILITIES_2            0x24u   // 4
#define VTD_PCI_PCIE_CAPABILITIES_2_TIMEOUT    0x00000010u // completion timeout can be disabled
#define VTD_PCI_PCIE_CAPABILITIES_2_PREFIX     0x00200000u // end-end prefixes: PASIDs are one
#define VTD_PCI_PCIE_CAPABILITIES_2_PREFIX_ONE 0x00400000u // at most one of them
#define VTD_PCI_PCIE_CONTROL_2                 0x28u       // 2
#define VTD_PCI_PCIE_CONTROL_2_STORED          0x0010u

// Extended capabilities: id in 15:0, version in 19:16, offset of the next one in 31:20.
#define VTD_PCI_EXT_ARI   0x000Eu
#define VTD_PCI_EXT_ATS   0x000Fu
#define VTD_PCI_EXT_SRIOV 0x0010u
#define VTD_PCI_EXT_PRI   0x0013u
#define VTD_PCI_EXT_PASID 0x001Bu

#define VTD_PCI_ATS_BYTES              0x08u
#define VTD_PCI_ATS_CAPABILITY         0x04u   // 2: invalidate queue depth in 4:0, 0 means 32
#define VTD_PCI_ATS_CAPABILITY_ALIGNED 0x0020u // page aligned requests
#define VTD_PCI_ATS_CONTROL            0x06u   // 2
#define VTD_PCI_ATS_CONTROL_STU        0x001Fu // smallest translation unit: 2^(12 + STU) bytes
#define VTD_PCI_ATS_CONTROL_ENABLE     0x8000u

#define VTD_PCI_PRI_BYTES             0x10u
#define VTD_PCI_PRI_CONTROL           0x04u // 2
#define VTD_PCI_PRI_CONTROL_ENABLE    0x0001u
#define VTD_PCI_PRI_CONTROL_RESET     0x0002u // reads 0
#define VTD_PCI_PRI_STATUS            0x06u   // 2
#define VTD_PCI_PRI_STATUS_FAILURE    0x0001u // RW1C
#define VTD_PCI_PRI_STATUS_UNEXPECTED 0x0002u // RW1C: group index
#define VTD_PCI_PRI_STATUS_STOPPED    0x0100u
#define VTD_PCI_PRI_STATUS_PASID      0x8000u // responses need the PASID
#define VTD_PCI_PRI_CAPACITY          0x08u   // 4: page requests that may be outstanding
#define VTD_PCI_PRI_ALLOCATION        0x0Cu   // 4: of them: that software allows

#define VTD_PCI_PASID_BYTES                 0x08u
#define VTD_PCI_PASID_CAPABILITY            0x04u // 2
#define VTD_PCI_PASID_CAPABILITY_EXECUTE    0x0002u
#define VTD_PCI_PASID_CAPABILITY_PRIVILEGED 0x0004u
#define VTD_PCI_PASID_CAPABILITY_WIDTH      8u    // shift: bits of a PASID, 5 bits
#define VTD_PCI_PASID_CONTROL               0x06u // 2
#define VTD_PCI_PASID_CONTROL_ENABLE        0x0001u
#define VTD_PCI_PASID_CONTROL_EXECUTE       0x0002u
#define VTD_PCI_PASID_CONTROL_PRIVILEGED    0x0004u

#define VTD_PCI_ARI_BYTES 0x08u // capability and control: no function groups, last function

#define VTD_PCI_SRIOV_BYTES           0x40u
#define VTD_PCI_SRIOV_CONTROL         0x08u // 2
#define VTD_PCI_SRIOV_CONTROL_ENABLE  0x0001u
#define VTD_PCI_SRIOV_CONTROL_MEMORY  0x0008u
#define VTD_PCI_SRIOV_CONTROL_ARI     0x0010u
#define VTD_PCI_SRIOV_INITIAL_VFS     0x0Cu // 2
#define VTD_PCI_SRIOV_TOTAL_VFS       0x0Eu // 2
#define VTD_PCI_SRIOV_NUM_VFS         0x10u // 2
#define VTD_PCI_SRIOV_FIRST_VF_OFFSET 0x14u // 2
#define VTD_PCI_SRIOV_VF_STRIDE       0x16u // 2
#define VTD_PCI_SRIOV_VF_DEVICE       0x1Au // 2
#define VTD_PCI_SRIOV_PAGE_SIZES      0x1Cu // 4: bit n: 2^(12 + n) bytes
#define VTD_PCI_SRIOV_PAGE_SIZE       0x20u // 4
#define VTD_PCI_SRIOV_BAR(n)          (0x24u + 4u * (n))

// A register file: every bit is read-only, read-write, or cleared by writing 1 to it.
typedef struct vtd_pci_config {
  uint8_t value[VTD_PCI_CONFIG_BYTES];
  uint8_t initial[VTD_PCI_CONFIG_BYTES];  // after reset
  uint8_t writable[VTD_PCI_CONFIG_BYTES]; // bits that software writes
  uint8_t clearable[VTD_PCI_CONFIG_BYTES];
  uint16_t last;          // pointer to the next capability is here; 0: there is none yet
  uint16_t last_extended; // same
  uint16_t free;          // first byte behind the last capability
  uint16_t free_extended;
} vtd_pci_config;

typedef struct vtd_pci_ids {
  uint16_t vendor;
  uint16_t device;
  uint16_t subsystem_vendor;
  uint16_t subsystem;
  uint32_t class_code; // class 23:16, sub-class 15:8, programming interface 7:0
  uint8_t revision;
} vtd_pci_ids;

// Attributes of a register that has some writable bits.
typedef struct vtd_pci_register {
  uint32_t initial;
  uint32_t writable;
  uint32_t clearable;
} vtd_pci_register;

// A header of type 0 without BARs and capabilities, in reset state.
void vtd_pci_config_init(vtd_pci_config *config, const vtd_pci_ids *ids);
// Adds `bytes` bytes behind the capabilities that are there, all zero and read-only but for the
// capability's header; returns its offset, or 0 if there is no room.
uint16_t vtd_pci_config_capability(vtd_pci_config *config, uint8_t id, uint16_t bytes);
uint16_t vtd_pci_config_extended(vtd_pci_config *config, uint16_t id, uint8_t version,
                                 uint16_t bytes);
// Says what a register of 1, 2 or 4 bytes is, and puts it into reset state.
void vtd_pci_config_define(vtd_pci_config *config, uint32_t offset, uint32_t bytes,
                           vtd_pci_register attributes);
void vtd_pci_config_reset(vtd_pci_config *config);

// As software does: 1, 2 or 4 bytes, aligned; others read all-ones and write nothing.
uint32_t vtd_pci_config_read(const vtd_pci_config *config, uint32_t offset, uint32_t bytes);
void vtd_pci_config_write(vtd_pci_config *config, uint32_t offset, uint32_t bytes, uint32_t value);
// As the function itself does: no attribute counts.
void vtd_pci_config_set(vtd_pci_config *config, uint32_t offset, uint32_t bytes, uint32_t value);

#ifdef __cplusplus
}
#endif

#endif // VTD_PCI_CONFIG_H

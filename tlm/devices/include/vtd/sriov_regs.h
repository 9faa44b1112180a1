// SPDX-License-Identifier: Apache-2.0
// Programming interface of the platform's SR-IOV device, for its model and for its firmware driver
// (plain C).
//
// One physical function (PF) and up to VTD_SRIOV_VFS_MAX virtual functions (VF). Each function has
// a page of registers of its own, so that a guest can be given a VF's page and nothing else:
// function f is at f * VTD_SRIOV_PAGE_BYTES, function 0 is the PF, function n the n-th VF (from 1
// on).
//
// A function's page is a DMA engine with one channel (vtd/dma_engine_regs.h): ring, doorbell, error
// and message registers, identification. So the engine's driver drives a function. Beside them are
// the registers below: of every function from VTD_SRIOV_FN on, of the PF alone the SR-IOV
// capability. Registers are 32 bits wide.
//
// Requester id of VF n: PF's + FIRST_VF_OFFSET + (n - 1) * VF_STRIDE (PCI Express, SR-IOV).
//
// The page of a VF that is not enabled does not answer (reads are all ones).
#ifndef VTD_SRIOV_REGS_H
#define VTD_SRIOV_REGS_H

#include "vtd/dma_engine_regs.h"

#define VTD_SRIOV_VFS_MAX    1023u
#define VTD_SRIOV_PAGE_BYTES VTD_DMAE_WINDOW_BYTES

// Interrupts: the channel's message registers (plain MSI), or MSI-X. With MSI-X enabled the former,
// CTRL.IRQ_ENABLE included, do not count.
//
// Of every function.
#define VTD_SRIOV_FN        0x800u // RO: number of this function, 0: the PF
#define VTD_SRIOV_FN_RID    0x804u // RO: requester id
#define VTD_SRIOV_FN_CTRL   0x808u // RW
#define VTD_SRIOV_FN_STATUS 0x80Cu // RO
#define VTD_SRIOV_FN_MSIX   0x810u // RW: as Message Control of the MSI-X capability

// Function-level reset, self-clearing: no transaction begins any more, the one under way comes to
// its end, then all registers of the function go to reset. Of the PF: VFs are disabled, too.
#define VTD_SRIOV_FN_CTRL_FLR       0x1u
#define VTD_SRIOV_FN_STATUS_PENDING 0x1u    // a transaction is under way
#define VTD_SRIOV_FN_MSIX_SIZE      0x7FFu  // RO: vectors - 1
#define VTD_SRIOV_FN_MSIX_MASK      0x4000u // function mask: no message goes
#define VTD_SRIOV_FN_MSIX_ENABLE    0x8000u

// The table (VTD_PCI_MSIX_ENTRY_*) and the pending bits of every function. After a reset all
// vectors are masked. A vector that is signalled while it may not be sent is pending, once.
#define VTD_SRIOV_MSIX_TABLE   0xC00u
#define VTD_SRIOV_MSIX_PBA     0xE00u
#define VTD_SRIOV_MSIX_END     0xE08u
#define VTD_SRIOV_VECTORS      2u
#define VTD_SRIOV_VECTOR_WORK  0u // a descriptor with FLAG_IRQ is through
#define VTD_SRIOV_VECTOR_ERROR 1u // the queue has halted

// SR-IOV capability, in the PF's page.
#define VTD_SRIOV_ID              0x900u // RO: VTD_SRIOV_ID_VALUE
#define VTD_SRIOV_ID_VALUE        0x56444956u
#define VTD_SRIOV_TOTAL_VFS       0x904u // RO
#define VTD_SRIOV_NUM_VFS         0x908u // RW while VF_ENABLE is clear; more than TOTAL_VFS is ignored
#define VTD_SRIOV_FIRST_VF_OFFSET 0x90Cu // RO
#define VTD_SRIOV_VF_STRIDE       0x910u // RO
#define VTD_SRIOV_CTRL            0x914u // RW
#define VTD_SRIOV_STATUS          0x918u // RO
// Set: VF 1 .. NUM_VFS are there, in reset state. Cleared: they are gone, whatever they were doing;
// a transaction under way still comes to its end (STATUS.PENDING), and its result is lost.
#define VTD_SRIOV_CTRL_VF_ENABLE 0x1u
#define VTD_SRIOV_STATUS_PENDING 0x1u // a VF has a transaction under way

#endif // VTD_SRIOV_REGS_H

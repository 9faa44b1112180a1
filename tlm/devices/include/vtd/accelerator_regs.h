// SPDX-License-Identifier: Apache-2.0
// Programming interface of the platform's accelerator, for its model and for its firmware driver
// (plain C).
//
// The accelerator is one PCI function with work queues that several engines empty. A descriptor
// names addresses of an address space that its PASID chooses; a shared queue takes descriptors of
// many PASIDs, a dedicated queue those of one. With ATS on, the device asks the remapping unit for
// translations, keeps them in its device-TLB and uses translated requests; with PRI on as well, it
// has missing pages brought in. Registers are 32 bits wide unless "64" is said (then also
// accessible as two dwords, low first).
#ifndef VTD_ACCELERATOR_REGS_H
#define VTD_ACCELERATOR_REGS_H

#define VTD_ACCEL_QUEUES_MAX         8u
#define VTD_ACCEL_MESSAGES           8u
#define VTD_ACCEL_WINDOW_BYTES       0x10000u
#define VTD_ACCEL_MSIX_TABLE         0x1000u // MSI-X: vector m is message m; see MESSAGE
#define VTD_ACCEL_MSIX_PBA           0x1800u
#define VTD_ACCEL_PORTALS            0x8000u // portal page of queue q: PORTALS + q * PORTAL_BYTES
#define VTD_ACCEL_PORTAL_BYTES       0x1000u
#define VTD_ACCEL_ID                 0x00u // RO: VTD_ACCEL_ID_VALUE
#define VTD_ACCEL_ID_VALUE           0x56444143u
#define VTD_ACCEL_CAPS               0x04u          // RO
#define VTD_ACCEL_CAPS_QUEUES(caps)  ((caps)&0xFFu) // work queues
#define VTD_ACCEL_CAPS_ENGINES(caps) (((caps) >> 8) & 0xFFu)
#define VTD_ACCEL_CAPS_TLB(caps)     (((caps) >> 16) & 0xFFFFu) // entries of the device-TLB
#define VTD_ACCEL_CTRL               0x08u                      // RW
#define VTD_ACCEL_STATUS             0x0Cu                      // RO, some RW1C
#define VTD_ACCEL_PAGES              0x10u // RW: most pages that one page request group asks for, 1 .. 16
#define VTD_ACCEL_CMD                0x14u // RW: PASID in 19:0, VTD_ACCEL_CMD_* in 31:28; starts it
#define VTD_ACCEL_CMD_STATUS         0x18u // RO: VTD_ACCEL_CMD_BUSY
#define VTD_ACCEL_MISBEHAVE          0x1Cu // RW: VTD_ACCEL_BAD_*: for tests of what a bad device can do
#define VTD_ACCEL_FORGED_PASID       0x20u // RW
#define VTD_ACCEL_FORGED_RID         0x24u // RW
#define VTD_ACCEL_FLOOD              0x28u // WO: sends that many page requests at once (FORGED_PASID)
#define VTD_ACCEL_LOST_ADDR          0x30u // RO 64: the completion record of STATUS_LOST
// Counters, RO.
#define VTD_ACCEL_COMPLETED     0x40u // descriptors that ended well (those of a batch included)
#define VTD_ACCEL_FAILED        0x44u // ... that did not
#define VTD_ACCEL_TRANSLATIONS  0x48u // translation requests sent
#define VTD_ACCEL_TLB_HITS      0x4Cu // accesses whose translation was in the device-TLB
#define VTD_ACCEL_PAGE_REQUESTS 0x50u // page requests sent, stop markers included
#define VTD_ACCEL_RESPONSES     0x54u // page group responses received that belonged to a group
#define VTD_ACCEL_INVALIDATIONS 0x58u // invalidation requests received
#define VTD_ACCEL_TLB_USED      0x5Cu // valid entries of the device-TLB now
#define VTD_ACCEL_BYTES         0x60u // 64: data bytes moved or looked at
// Message m's block: MESSAGE + m * MESSAGE_STRIDE. While MSI-X is enabled in configuration space,
// messages come from its table instead.
#define VTD_ACCEL_MESSAGE        0x100u
#define VTD_ACCEL_MESSAGE_STRIDE 0x10u
#define VTD_ACCEL_MESSAGE_ADDR   0x0u // RW 64; 0: no message is sent
#define VTD_ACCEL_MESSAGE_DATA   0x8u // RW
// Queue q's block: QUEUE + q * QUEUE_STRIDE.
#define VTD_ACCEL_QUEUE         0x400u
#define VTD_ACCEL_QUEUE_STRIDE  0x20u
#define VTD_ACCEL_QUEUE_CTRL    0x00u // RW
#define VTD_ACCEL_QUEUE_SIZE    0x04u // RW while disabled: descriptors that it holds, 1 .. 1024
#define VTD_ACCEL_QUEUE_PASID   0x08u // RW while disabled: of a dedicated queue
#define VTD_ACCEL_QUEUE_USED    0x0Cu // RO: descriptors waiting
#define VTD_ACCEL_QUEUE_RETRIES 0x10u // RO: descriptors sent back because it was full

#define VTD_ACCEL_CTRL_ENABLE 0x1u // engines take descriptors
#define VTD_ACCEL_CTRL_ATS    0x2u // off: untranslated requests
#define VTD_ACCEL_CTRL_PRI    0x4u
#define VTD_ACCEL_CTRL_NW     0x8u // translation requests for reading say No Write
#define VTD_ACCEL_CTRL_RESET                                                                       \
  0x80u // self-clearing: descriptors are dropped, all registers to reset, device-TLB empty

#define VTD_ACCEL_STATUS_BUSY        0x1u // RO: an engine works
#define VTD_ACCEL_STATUS_PRI_STOPPED 0x2u // RW1C: a response said failure; no page requests
#define VTD_ACCEL_STATUS_UNEXPECTED  0x4u // RW1C: a response for no group of this device
#define VTD_ACCEL_STATUS_LOST        0x8u // RW1C: a completion record could not be written

#define VTD_ACCEL_CMD_PASID(command) ((command)&0xFFFFFu)
#define VTD_ACCEL_CMD_KIND(command)  ((command) >> 28)
#define VTD_ACCEL_CMD_DRAIN                                                                        \
  1u                               // of a PASID: ends when its descriptors have ended; then
                                   // translations are forgotten and a stop marker is sent
#define VTD_ACCEL_CMD_ABORT     2u // the same, but waiting descriptors end as ABORTED
#define VTD_ACCEL_CMD_DRAIN_ALL 3u // all PASIDs, no stop markers
#define VTD_ACCEL_CMD_BUSY      1u

#define VTD_ACCEL_QUEUE_ENABLE   0x1u  // clearing it: portals refuse, what waits is still done
#define VTD_ACCEL_QUEUE_SHARED   0x2u  // PASID from the descriptor
#define VTD_ACCEL_QUEUE_BLOCK    0x4u  // page faults are served by page requests, else reported
#define VTD_ACCEL_QUEUE_PRIV     0x8u  // descriptors may ask for privileged mode
#define VTD_ACCEL_QUEUE_NO_PASID 0x10u // a dedicated queue whose requests have no PASID

#define VTD_ACCEL_BAD_KEEP       0x01u // completes invalidations, but keeps the translations
#define VTD_ACCEL_BAD_SILENT     0x02u // never completes invalidations
#define VTD_ACCEL_BAD_TRANSLATED 0x04u // addresses of descriptors go out as translated requests
#define VTD_ACCEL_BAD_PASID      0x08u // FORGED_PASID in place of the descriptor's
#define VTD_ACCEL_BAD_RID        0x10u // FORGED_RID in place of the function's
#define VTD_ACCEL_BAD_COMPLETION 0x20u // completes ITags that nobody asked about
#define VTD_ACCEL_BAD_REPEAT     0x40u // asks again at once after an unhelpful response, for ever
#define VTD_ACCEL_BAD_BITS       0x7Fu

// Portal: 64 slots of 64 bytes. A descriptor is written to a slot, by one write of 64 bytes or in
// parts of which the one with the last 4 bytes submits. The slot then reads as VTD_ACCEL_SUBMIT_*:
// submitters that each have a slot do not disturb each other.
#define VTD_ACCEL_SLOTS           64u
#define VTD_ACCEL_SUBMIT_ACCEPTED 0u
#define VTD_ACCEL_SUBMIT_RETRY    1u // the queue is full
#define VTD_ACCEL_SUBMIT_DISABLED 2u // queue or device

// Descriptor: 64 bytes, little-endian.
#define VTD_ACCEL_DESC_BYTES      64u
#define VTD_ACCEL_DESC_PASID      0u  // u32: PASID in 19:0, VTD_ACCEL_DESC_PRIV; shared queues only
#define VTD_ACCEL_DESC_FLAGS      4u  // u32: VTD_ACCEL_OP_* in 31:24, VTD_ACCEL_FLAG_*
#define VTD_ACCEL_DESC_COMPLETION 8u  // u64: completion record, 32-byte aligned
#define VTD_ACCEL_DESC_SRC        16u // u64; FILL: the pattern; BATCH: the list
#define VTD_ACCEL_DESC_DST        24u // u64; COMPARE: the second source
#define VTD_ACCEL_DESC_LEN        32u // u32 bytes; BATCH: descriptors, 1 .. BATCH_MAX
#define VTD_ACCEL_DESC_MESSAGE    36u // u32: which message
#define VTD_ACCEL_DESC_SEED       40u // u32: CRC of what was before
#define VTD_ACCEL_DESC_PRIV       0x80000000u
#define VTD_ACCEL_LEN_MAX         0x1000000u
#define VTD_ACCEL_BATCH_MAX       256u
#define VTD_ACCEL_OP(flags)       ((flags) >> 24)
#define VTD_ACCEL_OP_SHIFT        24u
#define VTD_ACCEL_OP_NOP          0u
#define VTD_ACCEL_OP_BATCH        1u // the list's descriptors in order; none of them a BATCH
#define VTD_ACCEL_OP_DRAIN        2u // ends after all that was submitted to the queue before
#define VTD_ACCEL_OP_COPY         3u
#define VTD_ACCEL_OP_FILL         4u
#define VTD_ACCEL_OP_COMPARE      5u
#define VTD_ACCEL_OP_CRC          6u   // CRC-32C of the source
#define VTD_ACCEL_FLAG_COMPLETION 0x1u // write the completion record
#define VTD_ACCEL_FLAG_MESSAGE    0x2u // send the message afterwards
#define VTD_ACCEL_FLAG_BLOCK      0x4u // serve page faults, if the queue lets it

// Completion record: 32 bytes, little-endian.
#define VTD_ACCEL_REC_BYTES         32u
#define VTD_ACCEL_REC_STATUS        0u  // u32: VTD_ACCEL_DONE_*, written last
#define VTD_ACCEL_REC_RESULT        4u  // u32: COMPARE: 0 same, 1 different; CRC; BATCH: good ones
#define VTD_ACCEL_REC_BYTES_DONE    8u  // u32: bytes before the error or difference
#define VTD_ACCEL_REC_WRITE         12u // u32: 1 if what failed was a write
#define VTD_ACCEL_REC_ADDR          16u // u64: address of what failed
#define VTD_ACCEL_DONE_PENDING      0u  // never written
#define VTD_ACCEL_DONE_SUCCESS      1u
#define VTD_ACCEL_DONE_PAGE_FAULT   2u // not mapped, and not to be served
#define VTD_ACCEL_DONE_PAGE_INVALID 3u // page request answered: invalid request
#define VTD_ACCEL_DONE_PAGE_FAILURE 4u // page request answered: response failure, or PRI stopped
#define VTD_ACCEL_DONE_ACCESS       5u // an access was refused
#define VTD_ACCEL_DONE_TRANSLATION  6u // a translation request was refused
#define VTD_ACCEL_DONE_DESCRIPTOR   7u // unknown operation, bad length, bad alignment
#define VTD_ACCEL_DONE_BATCH        8u // at least one descriptor of the batch failed
#define VTD_ACCEL_DONE_ABORTED      9u

#endif // VTD_ACCELERATOR_REGS_H

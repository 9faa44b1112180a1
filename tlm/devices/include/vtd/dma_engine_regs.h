// SPDX-License-Identifier: Apache-2.0
// Programming interface of the platform's DMA engine, for its model and for its firmware driver
// (plain C).
//
// An engine has up to VTD_DMAE_CHANNELS_MAX channels; each is a PCI function with its own requester
// id. A channel works off a ring of descriptors in memory. All addresses that a channel uses (ring,
// lists, data, status) are I/O virtual addresses of its requester id. Registers are 32 bits wide
// unless "64" is said (then also accessible as two dwords, low first). Channel c's block starts at
// c * VTD_DMAE_CHANNEL_STRIDE.
#ifndef VTD_DMA_ENGINE_REGS_H
#define VTD_DMA_ENGINE_REGS_H

#define VTD_DMAE_CHANNELS_MAX   8u
#define VTD_DMAE_CHANNEL_STRIDE 0x100u
#define VTD_DMAE_WINDOW_BYTES   0x1000u // whole register window; ID registers at its end
#define VTD_DMAE_ID             0xFF0u  // RO: VTD_DMAE_ID_VALUE
#define VTD_DMAE_ID_VALUE       0x56444D41u
#define VTD_DMAE_CHANNELS       0xFF4u // RO: number of channels

#define VTD_DMAE_CTRL      0x00u // RW
#define VTD_DMAE_STATUS    0x04u // RO, some RW1C
#define VTD_DMAE_RING_BASE 0x08u // RW 64: descriptor ring, 32-byte aligned
#define VTD_DMAE_RING_SIZE 0x10u // RW: descriptors in it, a power of two, 2 .. 65536
#define VTD_DMAE_HEAD      0x14u // RO: next descriptor the channel takes (index)
#define VTD_DMAE_TAIL      0x18u // RW: doorbell; first index that is not ready. Equal to head: empty
#define VTD_DMAE_BURST                                                                             \
  0x1Cu // RW: bytes per bus transaction, a power of two, 16 .. 4096 (reset 256)
#define VTD_DMAE_MSI_ADDR  0x20u // RW 64
#define VTD_DMAE_MSI_DATA  0x28u // RW
#define VTD_DMAE_ERR_INFO  0x2Cu // RO: VTD_DMAE_ERR_* of the first error since it was cleared
#define VTD_DMAE_ERR_ADDR  0x30u // RO 64: address of that access
#define VTD_DMAE_BYTES     0x38u // RO 64: data bytes moved
#define VTD_DMAE_COMPLETED 0x40u // RO: descriptors completed well
#define VTD_DMAE_FAILED    0x44u // RO: descriptors that met an error
#define VTD_DMAE_REQUEST                                                                           \
  0x48u // RW: what all requests but completion messages carry (chapter 3), VTD_DMAE_REQ_*
#define VTD_DMAE_FORGE                                                                             \
  0x4Cu // RW: a function that lies: with FORGE_ON all requests carry requester id 15:0

#define VTD_DMAE_CTRL_RUN        0x1u // takes descriptors while set
#define VTD_DMAE_CTRL_IRQ_ENABLE 0x2u
#define VTD_DMAE_CTRL_STOP_ON_ERROR                                                                \
  0x4u // halts (STATUS.HALTED) at a bad descriptor; else it goes on with the next
#define VTD_DMAE_CTRL_RESET                                                                        \
  0x8u // self-clearing: stops after the current bus transaction, all registers to reset
#define VTD_DMAE_CTRL_LINE                                                                         \
  0x10u // asserts the interrupt line while STATUS.DONE, ERROR or HALTED is set

#define VTD_DMAE_REQ_PASID_MASK 0xFFFFFu  // 19:0: PASID
#define VTD_DMAE_REQ_PASID      0x100000u // requests carry the PASID
#define VTD_DMAE_REQ_PRIVILEGED 0x200000u // privileged mode requested; with a PASID only
#define VTD_DMAE_REQ_TRANSLATED 0x400000u // address type "translated" (chapter 4)
#define VTD_DMAE_FORGE_ON       0x10000u

#define VTD_DMAE_STATUS_BUSY 0x1u // RO
#define VTD_DMAE_STATUS_DONE                                                                       \
  0x2u // RW1C: a descriptor with FLAG_IRQ or the last of the ring completed
#define VTD_DMAE_STATUS_ERROR  0x4u // RW1C: clears ERR_INFO and ERR_ADDR too
#define VTD_DMAE_STATUS_HALTED 0x8u // RW1C: clearing resumes with the descriptor after the bad one

#define VTD_DMAE_ERR_NONE                0u
#define VTD_DMAE_ERR_RING                1u                      // descriptor fetch failed
#define VTD_DMAE_ERR_LIST                2u                      // scatter-gather list fetch failed
#define VTD_DMAE_ERR_READ                3u                      // data read failed
#define VTD_DMAE_ERR_WRITE               4u                      // data write failed
#define VTD_DMAE_ERR_STATUS              5u                      // status write-back failed
#define VTD_DMAE_ERR_DESCRIPTOR          6u                      // unknown operation or bad length
#define VTD_DMAE_ERR_INFO_KIND(info)     ((info)&0xFFu)          // VTD_DMAE_ERR_*
#define VTD_DMAE_ERR_INFO_RESPONSE(info) (((info) >> 8) & 0xFFu) // VTD_DMAE_RESP_*
#define VTD_DMAE_RESP_OK                 0u
#define VTD_DMAE_RESP_ADDRESS            1u // not mapped or blocked
#define VTD_DMAE_RESP_COMMAND            2u // not permitted
#define VTD_DMAE_RESP_OTHER              3u

// Descriptor: 32 bytes, little-endian: u64 source, u64 destination, u32 length, u32 flags, u32
// status, u32 bytes_done.
#define VTD_DMAE_DESC_BYTES     32u
#define VTD_DMAE_DESC_SRC       0u
#define VTD_DMAE_DESC_DST       8u
#define VTD_DMAE_DESC_LEN       16u // bytes; GATHER / SCATTER: entries in the list
#define VTD_DMAE_DESC_FLAGS     20u
#define VTD_DMAE_DESC_STATUS    24u        // written back when FLAG_STATUS is set
#define VTD_DMAE_DESC_DONE      28u        // bytes moved, written with the status
#define VTD_DMAE_LEN_MAX        0x1000000u // bytes per descriptor
#define VTD_DMAE_LIST_MAX       4096u      // entries per list
#define VTD_DMAE_OP_MASK        0x0Fu
#define VTD_DMAE_OP_COPY        0u // source -> destination
#define VTD_DMAE_OP_FILL        1u // the 64-bit value `source` -> destination
#define VTD_DMAE_OP_GATHER      2u // source is a list; its pieces -> destination, contiguously
#define VTD_DMAE_OP_SCATTER     3u // destination is a list; source -> its pieces
#define VTD_DMAE_OP_ZERO_READ   4u // zero-length read of source (flush semantics), nothing is moved
#define VTD_DMAE_OP_FETCH_ADD   5u // atomic: *destination (64 bits) += source
#define VTD_DMAE_FLAG_IRQ       0x100u // message when done
#define VTD_DMAE_FLAG_STATUS    0x200u // write status and bytes_done back into the descriptor
#define VTD_DMAE_DESC_PENDING   0u
#define VTD_DMAE_DESC_COMPLETED 1u
#define VTD_DMAE_DESC_FAILED    2u
// List entry: 16 bytes: u64 address, u32 length in bytes, u32 zero.
#define VTD_DMAE_LIST_ENTRY_BYTES 16u

#endif // VTD_DMA_ENGINE_REGS_H

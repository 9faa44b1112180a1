// SPDX-License-Identifier: Apache-2.0
// Programming interface of an NVMe controller, as far as ours has it (NVM Express 1.4). Plain C.
// Offsets are in bytes; commands are little-endian.
#ifndef VTD_NVME_REGS_H
#define VTD_NVME_REGS_H

// BAR 0.
#define VTD_NVME_WINDOW_BYTES 0x4000u
#define VTD_NVME_CAP          0x00u // 8: see VTD_NVME_CAP_*
#define VTD_NVME_VS           0x08u // 4
#define VTD_NVME_VS_1_4       0x00010400u
#define VTD_NVME_INTMS        0x0Cu                // 4: masks vectors, without MSI-X
#define VTD_NVME_INTMC        0x10u                // 4
#define VTD_NVME_CC           0x14u                // 4
#define VTD_NVME_CSTS         0x1Cu                // 4
#define VTD_NVME_AQA          0x24u                // 4: entries - 1 of SQ 11:0, of CQ 27:16
#define VTD_NVME_ASQ          0x28u                // 8
#define VTD_NVME_ACQ          0x30u                // 8
#define VTD_NVME_SQ_TAIL(q)   (0x1000u + 8u * (q)) // 4
#define VTD_NVME_CQ_HEAD(q)   (0x1004u + 8u * (q)) // 4
#define VTD_NVME_DOORBELLS    0x1000u
#define VTD_NVME_MSIX_TABLE   0x2000u
#define VTD_NVME_MSIX_PBA     0x3000u

#define VTD_NVME_CAP_MQES       0  // shift: entries - 1 of the longest queue, 16 bits
#define VTD_NVME_CAP_CQR        16 // queues are contiguous
#define VTD_NVME_CAP_TO         24 // 8 bits, in 500 ms
#define VTD_NVME_CAP_CSS_NVM    37
#define VTD_NVME_CAP_MPSMAX     52 // 4 bits: 2^(12 + n) bytes
#define VTD_NVME_CC_EN          0x1u
#define VTD_NVME_CC_CSS(cc)     ((cc) >> 4 & 0x7u)
#define VTD_NVME_CC_MPS(cc)     ((cc) >> 7 & 0xFu)
#define VTD_NVME_CC_AMS(cc)     ((cc) >> 11 & 0x7u)
#define VTD_NVME_CC_SHN(cc)     ((cc) >> 14 & 0x3u)
#define VTD_NVME_CC_IOSQES(cc)  ((cc) >> 16 & 0xFu)
#define VTD_NVME_CC_IOCQES(cc)  ((cc) >> 20 & 0xFu)
#define VTD_NVME_CC_STORED      0x00FFFFF1u
#define VTD_NVME_CC_SHN_NORMAL  0x4000u
#define VTD_NVME_CC_ENTRY_SIZES 0x00460000u // 64 and 16 bytes
#define VTD_NVME_CSTS_RDY       0x1u
#define VTD_NVME_CSTS_CFS       0x2u // fatal: needs a reset
#define VTD_NVME_CSTS_SHST_MASK 0xCu
#define VTD_NVME_CSTS_SHST_BUSY 0x4u
#define VTD_NVME_CSTS_SHST_DONE 0x8u

// Submission queue entry.
#define VTD_NVME_SQE_BYTES   64u
#define VTD_NVME_SQE_OPCODE  0u  // u8
#define VTD_NVME_SQE_FLAGS   1u  // u8: fused operation 1:0, PRP or SGL 7:6
#define VTD_NVME_SQE_CID     2u  // u16
#define VTD_NVME_SQE_NSID    4u  // u32
#define VTD_NVME_SQE_PRP1    24u // u64
#define VTD_NVME_SQE_PRP2    32u // u64
#define VTD_NVME_SQE_CDW10   40u // u32, and five more
#define VTD_NVME_FLAGS_FUSED 0x03u
#define VTD_NVME_FLAGS_SGL   0xC0u
// Completion queue entry.
#define VTD_NVME_CQE_BYTES   16u
#define VTD_NVME_CQE_RESULT  0u  // u32
#define VTD_NVME_CQE_SQ_HEAD 8u  // u16
#define VTD_NVME_CQE_SQ_ID   10u // u16
#define VTD_NVME_CQE_CID     12u // u16
#define VTD_NVME_CQE_STATUS  14u // u16: phase 0, code 8:1, type 11:9, do not retry 15

#define VTD_NVME_ADMIN_DELETE_SQ    0x00u
#define VTD_NVME_ADMIN_CREATE_SQ    0x01u
#define VTD_NVME_ADMIN_GET_LOG      0x02u
#define VTD_NVME_ADMIN_DELETE_CQ    0x04u
#define VTD_NVME_ADMIN_CREATE_CQ    0x05u
#define VTD_NVME_ADMIN_IDENTIFY     0x06u
#define VTD_NVME_ADMIN_ABORT        0x08u
#define VTD_NVME_ADMIN_SET_FEATURES 0x09u
#define VTD_NVME_ADMIN_GET_FEATURES 0x0Au
#define VTD_NVME_ADMIN_ASYNC_EVENT  0x0Cu
#define VTD_NVME_IO_FLUSH           0x00u
#define VTD_NVME_IO_WRITE           0x01u
#define VTD_NVME_IO_READ            0x02u
#define VTD_NVME_IO_WRITE_ZEROES    0x08u
#define VTD_NVME_IO_DSM             0x09u
#define VTD_NVME_IO_FUA             0x40000000u // in CDW12
#define VTD_NVME_DSM_DEALLOCATE     0x4u        // in CDW11
#define VTD_NVME_DSM_RANGE_BYTES    16u

#define VTD_NVME_CNS_NAMESPACE   0u
#define VTD_NVME_CNS_CONTROLLER  1u
#define VTD_NVME_CNS_ACTIVE      2u
#define VTD_NVME_CNS_DESCRIPTORS 3u
#define VTD_NVME_IDENTIFY_BYTES  4096u
#define VTD_NVME_LOG_ERROR       1u
#define VTD_NVME_LOG_SMART       2u
#define VTD_NVME_LOG_FIRMWARE    3u

#define VTD_NVME_FEATURE_ARBITRATION 0x01u
#define VTD_NVME_FEATURE_POWER       0x02u
#define VTD_NVME_FEATURE_TEMPERATURE 0x04u
#define VTD_NVME_FEATURE_RECOVERY    0x05u
#define VTD_NVME_FEATURE_CACHE       0x06u
#define VTD_NVME_FEATURE_QUEUES      0x07u
#define VTD_NVME_FEATURE_COALESCING  0x08u
#define VTD_NVME_FEATURE_VECTOR      0x09u
#define VTD_NVME_FEATURE_ATOMICITY   0x0Au
#define VTD_NVME_FEATURE_EVENTS      0x0Bu

// Status: type 10:8, code 7:0; NO_RETRY as it is in the field.
#define VTD_NVME_OK                     0x000u
#define VTD_NVME_INVALID_OPCODE         0x001u
#define VTD_NVME_INVALID_FIELD          0x002u
#define VTD_NVME_TRANSFER_ERROR         0x004u
#define VTD_NVME_ABORT_REQUESTED        0x007u
#define VTD_NVME_INVALID_NAMESPACE      0x00Bu
#define VTD_NVME_SEQUENCE_ERROR         0x00Cu
#define VTD_NVME_INVALID_PRP_OFFSET     0x013u
#define VTD_NVME_LBA_RANGE              0x080u
#define VTD_NVME_CQ_INVALID             0x100u
#define VTD_NVME_INVALID_QUEUE          0x101u
#define VTD_NVME_INVALID_QUEUE_SIZE     0x102u
#define VTD_NVME_EVENT_LIMIT            0x105u
#define VTD_NVME_INVALID_VECTOR         0x108u
#define VTD_NVME_INVALID_LOG            0x109u
#define VTD_NVME_INVALID_DELETION       0x10Cu
#define VTD_NVME_FEATURE_NOT_SAVEABLE   0x10Du
#define VTD_NVME_FEATURE_NOT_CHANGEABLE 0x10Eu
#define VTD_NVME_WRITE_FAULT            0x280u
#define VTD_NVME_READ_ERROR             0x281u
#define VTD_NVME_NO_RETRY               0x4000u

// Asynchronous events.
#define VTD_NVME_EVENT_ERROR            0u
#define VTD_NVME_EVENT_SMART            1u
#define VTD_NVME_EVENT_INVALID_DOORBELL 0u // information of EVENT_ERROR
#define VTD_NVME_EVENT_DOORBELL_VALUE   1u
#define VTD_NVME_EVENT_TEMPERATURE      1u    // information of EVENT_SMART
#define VTD_NVME_SMART_TEMPERATURE      0x02u // critical warning; the same bit enables the event

#endif // VTD_NVME_REGS_H

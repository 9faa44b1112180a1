// SPDX-License-Identifier: Apache-2.0
// A driver of the bench's NVMe controller: places its BAR, keeps queues in memory, one command at a
// time. Addresses that the controller gets are `offset` above those of memory.
#ifndef VTD_NVME_DRIVER_H
#define VTD_NVME_DRIVER_H

#include <cstdint>
#include <functional>
#include <vector>

#include "nvme_bench.h"

struct nvme_command {
  uint8_t opcode = 0, flags = 0;
  uint32_t nsid = 0;
  uint64_t prp1 = 0, prp2 = 0;
  uint32_t cdw10 = 0, cdw11 = 0, cdw12 = 0;
};

struct nvme_completion {
  bool there = false;
  uint32_t result = 0;
  uint16_t sq_head = 0, sq = 0, cid = 0;
  uint16_t status = 0; // without phase, "do not retry" left out
  bool no_retry = false;
};

class nvme_driver {
public:
  static constexpr uint64_t bar = 0xFE000000;
  static constexpr uint64_t queue_memory = 0x100000; // 16 KiB for each
  static constexpr uint8_t first_vector = 0x40;      // of the admin queue's MSI-X vector
  uint64_t offset = 0;
  unsigned entries = 8; // of each queue

  // Bus mastering, memory decoding, MSI-X with vector v of the table at first_vector + v.
  void attach();
  // Reset and enabling; true if the controller becomes ready.
  bool start(uint32_t page_order = 0);
  bool disable();
  uint32_t reg(uint32_t at);
  void reg(uint32_t at, uint32_t value);
  void reg64(uint32_t at, uint64_t value);

  uint64_t sq_addr(unsigned q) const { return queue_memory + q * UINT64_C(0x8000); }
  uint64_t cq_addr(unsigned q) const { return sq_addr(q) + 0x4000; }
  uint16_t create(unsigned q); // an I/O queue pair with vector q; status
  // Into the queue, without the doorbell; returns its id.
  uint16_t put(unsigned q, const nvme_command &c);
  void ring(unsigned q);
  // The next completion, taken within some time.
  nvme_completion take(unsigned q, bool wait = true, bool tell = true);
  void tell_head(unsigned q);
  nvme_completion run(unsigned q, const nvme_command &c);
  uint16_t status(unsigned q, const nvme_command &c) { return run(q, c).status; }

private:
  struct queue {
    uint32_t tail = 0, head = 0;
    bool phase = true;
  };
  queue queues_[nvme_bench::queues + 1];
  uint16_t next_cid_ = 0x100;
};

bool until(double us, const std::function<bool()> &condition);

#endif // VTD_NVME_DRIVER_H

// SPDX-License-Identifier: Apache-2.0
// One image of the judge: a unit, what is in its memory, and what happens. The same image is given
// to every backend; whatever they answer differently is a finding.
//
// An image is complete: a backend starts it with all caches of the unit empty, no fault recorded,
// event interrupts masked (FECTL.IM, IECTL.IM), event data and addresses zero, and every word of
// memory that a walk of this image may read either as listed in `words` or zero: backends zero what
// images before have left.
//
// Layout rules that generators keep, so that data never lands in tables:
// * DMA and status writes touch only page offsets data_offset to data_limit - 1; entries of tables
//   that are walked, and descriptors, are elsewhere; but where no DMA is, a ring may be all full.
// * Requesters are the functions 00:02.0 to 00:04.7 and, behind a port, c0:00.0 to c0:00.7.
// * Tables are between tables_begin and tables_end, or nowhere. Between devices_begin and
//   devices_end, where a PC has registers, only the interrupt range and the pages beside it are
//   mapped, and what a 1 GiB page has around them; data offsets meet no register there.
#ifndef VTD_TB_ORACLE_IMAGE_H
#define VTD_TB_ORACLE_IMAGE_H

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace vtd::judge {

constexpr uint64_t page_bytes = 4096;
constexpr uint64_t ram_bytes = UINT64_C(64) << 20;
constexpr uint64_t tables_begin = UINT64_C(1) << 20, tables_end = UINT64_C(16) << 20;
constexpr uint64_t data_begin = tables_end, data_end = UINT64_C(48) << 20;
// Between data_end and ram_bytes: a backend's own (its queue between images, for example).
constexpr uint64_t data_offset = 0x808, data_limit = 0xC00; // within a page
constexpr uint64_t devices_begin = 0xC0000000; // nothing populated from ram_bytes to here
constexpr uint64_t devices_end = 0x100000000;  // nor from here on; FEEx_xxxxh lies between
constexpr uint16_t first_requester = 0x10;     // 00:02.0
constexpr unsigned requesters = 32, near_requesters = 24;
constexpr uint8_t far_bus = 0xC0; // of those that are not near; its root entry is where no data go
// The requester with this number, from 0 on, and its number (`requesters` if it is none of them).
constexpr uint16_t requester_of(unsigned number) {
  return uint16_t(number < near_requesters ? first_requester + number
                                           : far_bus << 8 | (number - near_requesters));
}
constexpr unsigned number_of(uint16_t requester) {
  for (unsigned number = 0; number < requesters; number++)
    if (requester_of(number) == requester)
      return number;
  return requesters;
}

// What kind of unit an image is for. Backends keep one unit per profile.
struct Profile {
  uint8_t address_bits = 39;  // 39 or 48: HAW, MGAW and the deepest table
  bool scalable = false;      // scalable mode with second-stage tables
  bool caching_mode = false;  // CAP.CM
  bool device_tlb = false;    // ECAP.DT
  bool snoop_control = false; // ECAP.SC
  bool operator<(const Profile &other) const;
  bool operator==(const Profile &other) const;
};

// CAP_REG and ECAP_REG of such a unit, as software reads them.
uint64_t cap_of(const Profile &profile);
uint64_t ecap_of(const Profile &profile);
// "39", "48-caching", "48-scalable-dt", ...; the inverse throws std::runtime_error.
std::string name_of(const Profile &profile);
Profile profile_of(const std::string &name);

enum class Kind : uint8_t {
  dma,       // requester, addr, write: 4 bytes
  poke,      // addr, value: software edits an aligned 8-byte word of memory; nothing else happens
  peek,      // addr: answers with an aligned 8-byte word of memory
  context,   // value: written to CCMD_REG (ICC set); the operation ends when ICC is clear
  iotlb,     // addr: written to IVA_REG; value: written to IOTLB_REG (IVT set); ends when clear
  queue,     // descriptor: put at the queue's tail, then IQT_REG is written; ends when the queue is
             // empty or FSTS.IQE is set
  interrupt, // requester, addr, value: a message signalled interrupt, data in bits 15:0
  write,     // addr: register offset, bytes 4 or 8, value
  read,      // addr: register offset, bytes 4 or 8; answers with the value
  count
};

struct Op {
  Kind kind = Kind::dma;
  bool write = false;
  uint8_t bytes = 4; // of write and read; of queue: 16 or 32
  uint16_t requester = first_requester;
  uint64_t addr = 0, value = 0;
  uint64_t descriptor[4] = {0, 0, 0, 0};
};

struct Image {
  uint64_t seed = 0;
  std::string lane; // which generator made it; comparison depends on it
  Profile profile;
  uint64_t rtaddr = tables_begin; // RTADDR_REG, latched by SRTP; translation is always enabled
  bool remapping = false;         // interrupt remapping is enabled, with
  uint64_t irta = 0;              // IRTA_REG latched by SIRTP
  bool compatibility = false;     // GCMD.CFI
  // Queued invalidation is enabled. Without it, `context` and `iotlb` are used, with it `queue`.
  bool queue = false;
  uint64_t iqa = 0;                   // IQA_REG: queue address, DW, size; IQH and IQT start at 0
  std::map<uint64_t, uint64_t> words; // aligned address -> value; tables, entries, descriptors
  std::vector<Op> ops;
};

// Lists words that the image looks at but does not set (peek), as zero: so that no backend has to
// guess which memory counts. Generators and load() do it.
void complete(Image &image);

// Text format, stable: "vtd-image 1", then one line per fact. load() throws std::runtime_error with
// the line that is wrong.
void save(std::ostream &out, const Image &image);
Image load(std::istream &in);

// "requester 00:02.1 reads 7fe000"
std::string words_of(const Op &op);
// The image told in words, every request with its walk through the tables.
void print(std::ostream &out, const Image &image);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_IMAGE_H

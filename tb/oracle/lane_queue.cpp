// SPDX-License-Identifier: Apache-2.0
// Lane "queue": descriptors of the invalidation queue, good ones and bad ones, their status writes
// and events, and how software gets out of an error.
#include "commands.h"
#include "lanes.h"
#include "make_tables.h"
#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

class Queue {
public:
  Queue(uint64_t seed, const Profile &profile, Random &random)
      : random_(random), tables_(random, image_, 5) {
    image_.seed = seed;
    image_.lane = "queue";
    image_.profile = profile;
    image_.queue = true;
    tables_.legacy_root();
    image_.iqa = tables_.private_page();
    if (random_.chance(25)) { // two pages
      tables_.private_page();
      image_.iqa = vtd_iqa_qs_set(image_.iqa, 1);
    }
    ring_bytes_ = page_bytes << vtd_iqa_qs(image_.iqa);
    status_ = tables_.private_page() + data_offset;
  }

  Image make() {
    if (random_.chance(60))
      set_up_message();
    if (random_.chance(25))
      go_to_end();
    const unsigned rounds = 5 + unsigned(random_.below(12));
    for (unsigned i = 0; i < rounds; i++)
      round();
    complete(image_);
    return std::move(image_);
  }

private:
  void write(uint64_t offset, uint64_t value) {
    Op op;
    op.kind = Kind::write;
    op.addr = offset;
    op.value = value;
    image_.ops.push_back(op);
  }
  void read(uint64_t offset, uint8_t bytes) {
    Op op;
    op.kind = Kind::read;
    op.addr = offset;
    op.bytes = bytes;
    image_.ops.push_back(op);
  }

  void set_up_message() {
    static const uint64_t sets[][3] = {{VTD_FEDATA_REG, VTD_FEADDR_REG, VTD_FECTL_REG},
                                       {VTD_IEDATA_REG, VTD_IEADDR_REG, VTD_IECTL_REG}};
    for (const auto &set : sets) {
      write(set[0], 0x20 + random_.below(0xC0));
      write(set[1], VTD_INTR_BASE | random_.below(256) << VTD_EVENT_MSI_DEST_LO_SHIFT);
      write(set[2], 0);
    }
  }

  Op valid() {
    Command c;
    c.did = uint16_t(random_.below(4));
    c.sid = first_requester;
    switch (random_.below(5)) {
    case 0:
      c.kind = Command::Kind::context;
      c.granularity = uint32_t(VTD_QI_CC_G_GLOBAL + random_.below(3));
      break;
    case 1:
      c.kind = Command::Kind::iotlb;
      c.granularity = uint32_t(VTD_QI_IOTLB_G_GLOBAL + random_.below(3));
      c.addr = random_.below(64) * page_bytes;
      break;
    case 2:
      c.kind = Command::Kind::interrupts;
      c.granularity = random_.chance(50) ? VTD_QI_IEC_G_GLOBAL : VTD_QI_IEC_G_INDEX;
      c.index = uint32_t(random_.below(256));
      c.am = uint32_t(random_.below(4));
      break;
    case 3: // either status write or interrupt: stock QEMU cannot take both
      return wait_op(image_, 0, 0, true);
    default:
      data_ = uint32_t(random_.bits());
      return wait_op(image_, status_, data_, false);
    }
    return op_of(image_, c);
  }

  // One bit is set that should not be, or the type or granularity is none.
  Op spoilt() {
    Op op = valid();
    switch (random_.below(4)) {
    case 0:
      op.descriptor[0] = 0;
      op.descriptor[1] = 0;
      break;
    case 1:
      vtd_qi_type_set(op.descriptor, random_.below(16));
      break;
    case 2:
      op.descriptor[0] &= ~VTD_QI_CC_G_MASK;
      break;
    default:
      op.descriptor[random_.below(2)] |= UINT64_C(1) << random_.below(64);
    }
    // A wait descriptor with a status write goes nowhere but here, and never with an interrupt too.
    if (vtd_qi_type(op.descriptor) == VTD_QI_TYPE_WAIT) {
      if (vtd_qi_wait_sw(op.descriptor))
        vtd_qi_wait_if_set(op.descriptor, 0);
      op.descriptor[1] = (op.descriptor[1] & 3) | (vtd_qi_wait_sw(op.descriptor) ? status_ : 0);
    }
    return op;
  }

  void look() {
    read(VTD_FSTS_REG, 4);
    read(VTD_IQH_REG, 8);
    Op peek;
    peek.kind = Kind::peek;
    peek.addr = status_;
    image_.ops.push_back(peek);
    if (random_.chance(50))
      read(VTD_ICS_REG, 4);
    if (random_.chance(20))
      read(VTD_IECTL_REG, 4);
  }

  // The ring is worked through in one go, up to just before its end: the rounds go on from there,
  // and around.
  void go_to_end() {
    const Op harmless = mended();
    const uint64_t end = ring_bytes_ - 16 * (1 + random_.below(6));
    for (; tail_ < end; tail_ += 16)
      for (unsigned i = 0; i < 2; i++)
        image_.words[vtd_iqa_iqa(image_.iqa) + tail_ + i * 8] = harmless.descriptor[i];
    write(VTD_IQT_REG, tail_);
    image_.ops.back().bytes = 8;
    look();
  }

  Op mended() const {
    Command harmless;
    harmless.kind = Command::Kind::interrupts;
    harmless.granularity = VTD_QI_IEC_G_GLOBAL;
    return op_of(image_, harmless);
  }

  void round() {
    const bool bad = random_.chance(35);
    const uint64_t place = vtd_iqa_iqa(image_.iqa) + tail_;
    image_.ops.push_back(bad ? spoilt() : valid());
    tail_ = (tail_ + 16) % ring_bytes_;
    look();
    if (random_.chance(30))
      write(VTD_ICS_REG, VTD_ICS_IWC);
    if (!bad)
      return;
    // Software mends the descriptor, clears the error, and goes on with the next one. Nobody can
    // see when the mended one is performed, now or with the next one.
    const Op harmless = mended();
    for (unsigned i = 0; i < 2; i++) {
      Op poke;
      poke.kind = Kind::poke;
      poke.addr = place + i * 8;
      poke.value = harmless.descriptor[i];
      image_.ops.push_back(poke);
    }
    write(VTD_FSTS_REG, VTD_FSTS_IQE);
  }

  Random &random_;
  Image image_;
  Tables tables_;
  uint64_t status_ = 0, ring_bytes_ = 0, tail_ = 0;
  uint32_t data_ = 0;
};

} // namespace

Image make_queue(uint64_t seed) {
  Random random(seed);
  Profile p;
  p.address_bits = random.chance(50) ? 48 : 39;
  p.device_tlb = p.address_bits == 39 && random.chance(10);
  return Queue(seed, p, random).make();
}

} // namespace vtd::judge

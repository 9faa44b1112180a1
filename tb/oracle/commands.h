// SPDX-License-Identifier: Apache-2.0
// Invalidation commands: made for both interfaces of a unit, and read back out of an operation.
#ifndef VTD_TB_ORACLE_COMMANDS_H
#define VTD_TB_ORACLE_COMMANDS_H

#include "image.h"

namespace vtd::judge {

// One command, whichever way it is given.
struct Command {
  enum class Kind { none, context, iotlb, interrupts, pasid, pasid_iotlb, wait } kind = Kind::none;
  uint32_t granularity = 0; // of the descriptor (VTD_QI_*_G_*); CCMD and IOTLB_REG have the same
  uint16_t did = 0, sid = 0;
  uint32_t fm = 0, pasid = 0, index = 0, am = 0;
  uint64_t addr = 0;
  bool ih = false;
};

// By register (context and iotlb only) or by queue, as the image has it.
Op op_of(const Image &image, const Command &command);
// A wait descriptor; status 0: no status write.
Op wait_op(const Image &image, uint64_t status, uint32_t data, bool interrupt);
// What an operation commands; none if it is no command, or not a valid one.
Command command_of(const Image &image, const Op &op);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_COMMANDS_H

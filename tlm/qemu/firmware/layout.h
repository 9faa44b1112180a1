// SPDX-License-Identifier: Apache-2.0
// Where the devices of a platform are when QEMU's processor has to reach them.
#ifndef VTD_QEMU_LAYOUT_H
#define VTD_QEMU_LAYOUT_H

#include "platform_config.h"
#include "vtd/qemu_bridge.h"

namespace vtd {

// Moves units and I/O APICs into the register window, the other devices into the device window, and
// leaves one processor. Returns the guest address of the firmware's port, behind the devices.
// Throws user_error if a window is too small.
uint64_t lay_out(platform_config &platform, const qemu_bridge_config &windows);

} // namespace vtd

#endif // VTD_QEMU_LAYOUT_H

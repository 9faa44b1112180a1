// SPDX-License-Identifier: Apache-2.0
// vtd-qemu with a device of its own.
#include "entropy_device.h"
#include "machine_extension.h"

int main(int argc, char **argv) {
  return vtd::qemu_main(argc, argv,
                        {{"entropy", [](const char *name, uint16_t segment, uint16_t requester_id) {
                            return std::make_unique<entropy_device>(name, segment, requester_id);
                          }}});
}

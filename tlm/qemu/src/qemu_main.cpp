// SPDX-License-Identifier: Apache-2.0
// vtd-qemu: boots an operating system in a stock QEMU with the model as its IOMMU.
#include "machine_extension.h"

int main(int argc, char **argv) {
  return vtd::qemu_main(argc, argv);
}

// SPDX-License-Identifier: Apache-2.0
// A program that takes any arguments and never ends by itself: stands in for a QEMU that hangs.
#include <unistd.h>

int main(void) {
  for (;;)
    pause();
}

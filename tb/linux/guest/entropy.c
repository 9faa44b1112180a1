// SPDX-License-Identifier: Apache-2.0
// Reads /dev/hwrng and looks for what it says among the numbers of the example's entropy device, in
// their order. Some are missing: the kernel itself takes numbers, too.
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WORDS = 8, READS = 64, NUMBERS_MAX = 1000000 };

static uint64_t after(uint64_t number) {
  return number * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
}

int main(void) {
  const int file = open("/dev/hwrng", O_RDONLY);
  if (file < 0) {
    perror("/dev/hwrng");
    return EXIT_FAILURE;
  }
  uint64_t number = 1;
  unsigned passed = 0, found = 0;
  for (unsigned i = 0; i < READS; i++) {
    uint64_t words[WORDS];
    if (read(file, words, sizeof words) != (ssize_t)sizeof words) {
      perror("/dev/hwrng: read");
      return EXIT_FAILURE;
    }
    for (unsigned w = 0; w < WORDS; w++) {
      for (; number != words[w] && passed < NUMBERS_MAX; passed++)
        number = after(number);
      if (number != words[w]) {
        printf("  %016" PRIx64 " is not among the device's numbers\n", words[w]);
        return EXIT_FAILURE;
      }
      number = after(number);
      passed++;
      found++;
    }
  }
  close(file);
  printf("  %u numbers, the last one is the device's %uth\n", found, passed);
  return EXIT_SUCCESS;
}

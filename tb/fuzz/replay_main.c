// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer where the compiler has none: replays files, or runs seeded random
// programs.
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAM_MAX = 4096, FILE_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t next_random(uint64_t *state) { // xorshift64*
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717);
}

static int run_random(uint64_t seed, uint64_t runs) {
  static uint8_t program[PROGRAM_MAX];
  printf("fuzz: seed %" PRIu64 ", %" PRIu64 " random programs\n", seed, runs);
  uint64_t state = seed * 2 + 1;
  for (uint64_t run = 0; run < runs; run++) {
    const size_t size = 2 + next_random(&state) % (PROGRAM_MAX - 2);
    for (size_t i = 0; i < size; i++)
      program[i] = (uint8_t)(next_random(&state) >> 32);
    LLVMFuzzerTestOneInput(program, size);
  }
  return 0;
}

static int replay(const char *path) {
  static uint8_t program[FILE_MAX];
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    fprintf(stderr, "fuzz: cannot open '%s'; give a corpus file, or --seed N --runs N\n", path);
    return 2;
  }
  const size_t size = fread(program, 1, sizeof program, file);
  fclose(file);
  return LLVMFuzzerTestOneInput(program, size);
}

int main(int argc, char **argv) {
  uint64_t seed = 1, runs = 0;
  for (int i = 1; i < argc; i++) {
    const int has_value = i + 1 < argc;
    if (strcmp(argv[i], "--seed") == 0 && has_value)
      seed = strtoull(argv[++i], NULL, 0);
    else if (strcmp(argv[i], "--runs") == 0 && has_value)
      runs = strtoull(argv[++i], NULL, 0);
    else if (replay(argv[i]) != 0)
      return 2;
  }
  return runs != 0 ? run_random(seed, runs) : 0;
}

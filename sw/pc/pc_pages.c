// SPDX-License-Identifier: Apache-2.0
// Pages for the programs: a byte for each page, at the beginning of the memory that is handed out.
#include "pc.h"

#define PAGE UINT64_C(4096)

static uint8_t *taken; // of page n: 1 if it is
static uint64_t first_page, page_count;
static uint64_t in_use, most, lowest_free;

static void clear(uint64_t phys, uint64_t bytes) {
  uint64_t words = bytes / 8;
  void *at = (void *)(uintptr_t)phys;
  __asm__ volatile("rep stosq" : "+D"(at), "+c"(words) : "a"(0) : "memory");
}

void pc_pages_start(uint64_t first, uint64_t last) {
  uint64_t begin = (first + PAGE - 1) / PAGE;
  uint64_t map_pages = (last / PAGE - begin + PAGE - 1) / PAGE;
  taken = (uint8_t *)(uintptr_t)(begin * PAGE);
  first_page = begin + map_pages;
  page_count = last / PAGE - first_page;
  pc_pages_free_all();
}

void pc_pages_free_all(void) {
  for (uint64_t i = 0; i < page_count; i++)
    taken[i] = 0;
  in_use = most = lowest_free = 0;
}

static bool all_are(uint64_t page, size_t count, uint8_t value) {
  for (size_t i = 0; i < count; i++)
    if (taken[page + i] != value)
      return false;
  return true;
}

static void set(uint64_t page, size_t count, uint8_t value) {
  for (size_t i = 0; i < count; i++)
    taken[page + i] = value;
}

uint64_t pc_pages_alloc(size_t count, unsigned align_log2) {
  uint64_t step = align_log2 > 12 ? UINT64_C(1) << (align_log2 - 12) : 1;
  uint64_t number = (first_page + lowest_free + step - 1) / step * step;
  for (; number + count <= first_page + page_count; number += step) {
    uint64_t page = number - first_page;
    if (!all_are(page, count, 0))
      continue;
    set(page, count, 1);
    in_use += count;
    most = in_use > most ? in_use : most;
    while (lowest_free < page_count && taken[lowest_free])
      lowest_free++;
    clear(number * PAGE, count * PAGE);
    return number * PAGE;
  }
  return 0;
}

bool pc_pages_free(uint64_t phys, size_t count) {
  uint64_t number = phys / PAGE;
  if (phys % PAGE != 0 || number < first_page || count > page_count ||
      number - first_page > page_count - count || !all_are(number - first_page, count, 1))
    return false;
  uint64_t page = number - first_page;
  set(page, count, 0);
  in_use -= count;
  lowest_free = page < lowest_free ? page : lowest_free;
  return true;
}

uint64_t pc_pages_used(void) {
  return in_use;
}

uint64_t pc_pages_peak(void) {
  return most;
}

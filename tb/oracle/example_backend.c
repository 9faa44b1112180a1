// SPDX-License-Identifier: Apache-2.0
// A backend for the judge in one file: an implementation of VT-d (here the core of this project,
// without SystemC) behind the line protocol of docs/conformance.md. Put your own model in place of
// the calls of vtd_*() to have it judged:
//
//   vtd_oracle --backend exec:./my_backend,qemu
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vtd/vtd.h"
#include "vtd/vtd_tables.h"

enum { RAM_BYTES = 64 << 20, PAGE_BYTES = 4096, MESSAGES = 8 };

struct message {
  uint64_t addr;
  uint32_t data;
};

struct machine {
  uint8_t *ram;
  bool touched[RAM_BYTES / PAGE_BYTES]; // pages that the image has written
  vtd_t *unit;
  void *place; // where the unit lives
  uint64_t iqa, tail;
  struct message messages[MESSAGES]; // of the operation that is going on
  unsigned message_count;
  vtd_trace fault; // the last one
};

// ---- The host of the core

static bool mem_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  struct machine *m = ctx;
  (void)use;
  if (addr >= RAM_BYTES || bytes > RAM_BYTES - addr)
    return false;
  memcpy(data, m->ram + addr, bytes);
  return true;
}

static bool mem_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes, vtd_mem_use use) {
  struct machine *m = ctx;
  (void)use;
  if (addr >= RAM_BYTES || bytes > RAM_BYTES - addr)
    return false;
  memcpy(m->ram + addr, data, bytes);
  m->touched[addr / PAGE_BYTES] = true;
  return true;
}

static void send_message(void *ctx, uint64_t addr, uint32_t data) {
  struct machine *m = ctx;
  if (m->message_count < MESSAGES)
    m->messages[m->message_count++] = (struct message){addr, data};
}

static void trace(void *ctx, const vtd_trace *event) {
  struct machine *m = ctx;
  if (event->kind == VTD_TRACE_FAULT)
    m->fault = *event;
}

// ---- The protocol: facts of a line

// The value of "key=<hexadecimal>" in a line; 0 if it is not there.
static uint64_t fact(const char *line, const char *key) {
  size_t length = strlen(key);
  for (const char *at = strchr(line, ' '); at != NULL; at = strchr(at + 1, ' '))
    if (strncmp(at + 1, key, length) == 0 && at[1 + length] == '=')
      return strtoull(at + 2 + length, NULL, 16);
  return 0;
}

static bool begins(const char *line, const char *with) {
  return strncmp(line, with, strlen(with)) == 0;
}

// ---- An image

static void clean(struct machine *m) {
  for (size_t i = 0; i < RAM_BYTES / PAGE_BYTES; i++)
    if (m->touched[i])
      memset(m->ram + i * PAGE_BYTES, 0, PAGE_BYTES);
  memset(m->touched, 0, sizeof m->touched);
}

static const char *make_unit(struct machine *m, uint64_t cap, uint64_t ecap) {
  vtd_config config = vtd_ecap_smts(ecap) ? vtd_config_scalable() : vtd_config_default();
  config.cap = cap;
  config.ecap = ecap;
  config.haw = (uint8_t)(vtd_cap_mgaw(cap) + 1);
  config.reg_bytes = VTD_REG_SPACE_MIN;
  config.fault_collapse = true;
  const char *problem = vtd_config_check(&config);
  if (problem != NULL)
    return problem;
  vtd_host host = {.ctx = m,
                   .mem_read = mem_read,
                   .mem_write = mem_write,
                   .send_message = send_message,
                   .trace = trace};
  size_t bytes = vtd_footprint(&config);
  free(m->place);
  m->place = malloc(bytes);
  m->unit = m->place == NULL ? NULL : vtd_init(m->place, bytes, &config, &host);
  return m->unit == NULL ? "out of memory" : NULL;
}

static void start(struct machine *m, const char *line) {
  uint32_t levels = 0;
  m->iqa = fact(line, "iqa");
  m->tail = 0;
  if (fact(line, "queue")) {
    vtd_reg_write(m->unit, VTD_IQA_REG, 8, m->iqa);
    vtd_reg_write(m->unit, VTD_GCMD_REG, 4, levels |= VTD_GCMD_QIE);
  }
  vtd_reg_write(m->unit, VTD_RTADDR_REG, 8, fact(line, "rtaddr"));
  vtd_reg_write(m->unit, VTD_GCMD_REG, 4, levels | VTD_GCMD_SRTP);
  vtd_reg_write(m->unit, VTD_GCMD_REG, 4, levels |= VTD_GCMD_TE);
  if (!fact(line, "remapping"))
    return;
  vtd_reg_write(m->unit, VTD_IRTA_REG, 8, fact(line, "irta"));
  vtd_reg_write(m->unit, VTD_GCMD_REG, 4, levels | VTD_GCMD_SIRTP);
  vtd_reg_write(m->unit, VTD_GCMD_REG, 4, levels |= VTD_GCMD_IRE);
  if (fact(line, "compatibility"))
    vtd_reg_write(m->unit, VTD_GCMD_REG, 4, levels | VTD_GCMD_CFI);
}

// ---- Operations: each prints what it came to

static void interrupt(struct machine *m, uint16_t sid, uint64_t addr, uint32_t data) {
  vtd_interrupt_request request = {.addr = addr, .data = data, .sid = sid};
  vtd_interrupt_result result;
  vtd_interrupt(m->unit, &request, &result);
  if (result.status == VTD_OK)
    send_message(m, result.addr, result.data);
  printf(result.status == VTD_OK ? "passed" : "blocked");
}

static void dma(struct machine *m, const char *line) {
  vtd_request request = {.addr = fact(line, "addr"),
                         .bytes = 4,
                         .sid = (uint16_t)fact(line, "requester"),
                         .access = fact(line, "write") ? VTD_ACCESS_WRITE : VTD_ACCESS_READ};
  vtd_result result;
  vtd_translate(m->unit, &request, &result);
  if (result.status == VTD_INTERRUPT) {
    interrupt(m, request.sid, request.addr, 0);
    return;
  }
  printf(result.status == VTD_OK ? "passed" : "blocked");
  if (result.status != VTD_OK)
    return;
  printf(" addr=%" PRIx64 " cached=%x", result.addr, result.hit == VTD_HIT_IOTLB);
  if (result.page_shift < 64)
    printf(" shift=%x", result.page_shift);
}

static void queue(struct machine *m, const char *line) {
  uint64_t bytes = fact(line, "bytes");
  uint64_t base = vtd_iqa_iqa(m->iqa) + m->tail;
  for (unsigned i = 0; i < bytes / 8; i++) {
    uint64_t word = fact(line, (const char *[]){"d0", "d1", "d2", "d3"}[i]);
    mem_write(m, base + i * 8, &word, 8, VTD_MEM_QUEUE);
  }
  m->tail = (m->tail + bytes) % (UINT64_C(4096) << vtd_iqa_qs(m->iqa));
  vtd_reg_write(m->unit, VTD_IQT_REG, 8, m->tail);
  printf("passed");
}

static void plain(struct machine *m, const char *line, const char *name) {
  uint64_t addr = fact(line, "addr"), value = fact(line, "value");
  uint32_t bytes = (uint32_t)fact(line, "bytes");
  uint32_t iro = (uint32_t)vtd_ecap_iro(vtd_get_config(m->unit)->ecap) * 16;
  printf("passed");
  if (begins(name, "poke")) {
    mem_write(m, addr, &value, 8, VTD_MEM_PAGING);
  } else if (begins(name, "context")) {
    vtd_reg_write(m->unit, VTD_CCMD_REG, 8, value);
  } else if (begins(name, "iotlb")) {
    vtd_reg_write(m->unit, iro + VTD_IVA_REG, 8, addr);
    vtd_reg_write(m->unit, iro + VTD_IOTLB_REG, 8, value);
  } else if (begins(name, "write")) {
    if (addr == VTD_IQT_REG)
      m->tail = value;
    vtd_reg_write(m->unit, (uint32_t)addr, bytes, value);
  } else if (begins(name, "read") || begins(name, "peek")) {
    value = 0;
    if (begins(name, "read"))
      vtd_reg_read(m->unit, (uint32_t)addr, bytes, &value);
    else
      mem_read(m, addr, &value, 8, VTD_MEM_PAGING);
    printf(" value=%" PRIx64, value);
  }
}

static void operation(struct machine *m, const char *line) {
  const char *name = line + strlen("op ");
  vtd_counters before = *vtd_get_counters(m->unit);
  m->message_count = 0;
  if (begins(name, "dma"))
    dma(m, line);
  else if (begins(name, "interrupt"))
    interrupt(m, (uint16_t)fact(line, "requester"), fact(line, "addr"),
              (uint32_t)fact(line, "value"));
  else if (begins(name, "queue"))
    queue(m, line);
  else
    plain(m, line, name);

  const vtd_counters *now = vtd_get_counters(m->unit);
  bool quiet = now->faults - before.faults == now->faults_quiet - before.faults_quiet;
  if (quiet)
    printf(" fault=none");
  else
    printf(" fault=%x requester=%x", vtd_fault_table[m->fault.code].code, m->fault.sid);
  printf(" messages=%s", m->message_count == 0 ? "none" : "");
  for (unsigned i = 0; i < m->message_count; i++)
    printf("%s%" PRIx64 ":%" PRIx32, i == 0 ? "" : ",", m->messages[i].addr, m->messages[i].data);
  printf("\n");
}

int main(void) {
  static char line[4096];
  static struct machine m;
  m.ram = calloc(1, RAM_BYTES);
  if (m.ram == NULL)
    return 2;
  printf("vtd-backend 1 the core without SystemC\n");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (begins(line, "image")) {
      const char *problem = make_unit(&m, fact(line, "cap"), fact(line, "ecap"));
      clean(&m);
      if (problem != NULL) {
        fprintf(stderr, "example_backend: %s\n", problem);
        return 2;
      }
    } else if (begins(line, "start")) {
      start(&m, line);
    } else if (begins(line, "word")) {
      uint64_t value = fact(line, "value");
      mem_write(&m, fact(line, "at"), &value, 8, VTD_MEM_PAGING);
    } else if (begins(line, "op ")) {
      operation(&m, line);
    } else if (begins(line, "end")) {
      printf("end\n");
      fflush(stdout);
    }
  }
  free(m.place);
  free(m.ram);
  return 0;
}

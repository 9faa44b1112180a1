// SPDX-License-Identifier: Apache-2.0
// A driver domain (chapter 3): a special-purpose virtual machine owns a device and does I/O for
// the others. It has no access to their memory as such. Who wants I/O done grants single buffers,
// for reading or for writing, and revokes them afterwards; the unit enforces both.
//
// Three clients hand over buffers in turn, the device copies from one client's buffer to another's,
// and what is not granted, no longer granted, or granted the other way round is out of reach.
#include "programs.h"
#include "rig.h"

#define CLIENTS      3u
#define CLIENT_BYTES UINT64_C(0x10000)
#define GRANTS       16u
#define WINDOW       UINT64_C(0x100000000) // where grants appear to the device
#define WINDOW_BYTES UINT64_C(0x1000000)
#define ROUNDS       6u

typedef struct grant {
  uint64_t iova, bytes; // bytes = 0: free
} grant;

typedef struct backend {
  rig *r;
  vtd_drv_domain *domain;
  rig_device *dev;
  vtd_drv_iova addresses;
  vtd_drv_region storage[GRANTS + 1];
  grant table[GRANTS];
  uint64_t client[CLIENTS]; // memory of each
} backend;

static backend the_backend;

// The client allows the driver domain to reach this buffer. Returns a grant number, or GRANTS.
static unsigned grant_access(backend *b, uint64_t phys, uint64_t bytes, unsigned prot) {
  unsigned number = 0;
  while (number < GRANTS && b->table[number].bytes != 0)
    number++;
  if (!rig_check(b->r, number < GRANTS, "there is a free grant"))
    return GRANTS;
  uint64_t iova = vtd_drv_iova_alloc(&b->addresses, bytes, VTD_PAGE_SHIFT);
  if (!rig_check(b->r, iova != UINT64_MAX, "there is room in the window") ||
      !rig_ok(b->r, vtd_drv_map(b->domain, iova, phys, bytes, prot), "the grant is mapped"))
    return GRANTS;
  b->table[number].iova = iova;
  b->table[number].bytes = bytes;
  return number;
}

// Strict: the client may use its buffer for anything as soon as this has returned.
static void revoke(backend *b, unsigned number) {
  grant *g = &b->table[number];
  rig_ok(b->r, vtd_drv_unmap(b->domain, g->iova, g->bytes), "the grant is revoked");
  rig_check(b->r, vtd_drv_iova_free(&b->addresses, g->iova, g->bytes), "its address is free again");
  g->bytes = 0;
}

static bool set_up(backend *b) {
  rig *r = b->r;
  b->domain = rig_domain(r, 0);
  if (b->domain == NULL)
    return false;
  b->dev = rig_open(r, 0, b->domain, RIG_RING, 64, 0, 0);
  vtd_drv_iova_init(&b->addresses, b->storage, GRANTS + 1, WINDOW, WINDOW_BYTES);
  for (unsigned i = 0; i < CLIENTS; i++)
    b->client[i] = rig_pages(r, CLIENT_BYTES / 4096, VTD_PAGE_SHIFT);
  for (unsigned i = 0; i < GRANTS; i++)
    b->table[i].bytes = 0;
  return rig_alive(r);
}

// One request: client `from` sends a buffer to client `to`.
static void transfer(backend *b, unsigned from, unsigned to, uint64_t seed) {
  rig *r = b->r;
  const uint64_t bytes = CLIENT_BYTES / 2;
  uint64_t source = b->client[from], target = b->client[to] + bytes;
  rig_fill(r, source, bytes, seed);
  unsigned in = grant_access(b, source, bytes, VTD_DRV_READ);
  unsigned out = grant_access(b, target, bytes, VTD_DRV_WRITE);
  if (in == GRANTS || out == GRANTS)
    return;
  rig_copy(r, b->dev, b->table[in].iova, b->table[out].iova, (uint32_t)bytes,
           "the driver domain copies between granted buffers");
  revoke(b, in);
  revoke(b, out);
  rig_check(r, rig_same(r, target, bytes, seed), "the client got the other one's data");
}

static void provoke_write(backend *b, uint64_t iova, const char *what) {
  dmae_job job = rig_job_fill(0, iova, 64);
  rig_blocked expected = {VTD_FR_LGN_2, iova, VTD_DRV_ACCESS_WRITE, what};
  rig_provoke(b->r, b->dev, &job, &expected);
}

static void provoke_read(backend *b, uint64_t iova, uint64_t to, const char *what) {
  dmae_job job = rig_job_copy(iova, to, 64);
  rig_blocked expected = {VTD_FR_LGN_3, iova, VTD_DRV_ACCESS_READ, what};
  rig_provoke(b->r, b->dev, &job, &expected);
}

static void misuse(backend *b) {
  rig *r = b->r;
  rig_fill(r, b->client[0], CLIENT_BYTES, 77);
  unsigned in = grant_access(b, b->client[0], 4096, VTD_DRV_READ);
  unsigned out = grant_access(b, b->client[1], 4096, VTD_DRV_WRITE);
  if (in == GRANTS || out == GRANTS)
    return;
  uint64_t read_only = b->table[in].iova, write_only = b->table[out].iova;
  rig_copy(r, b->dev, read_only, write_only, 4096, "the granted direction works");
  provoke_write(b, read_only, "a buffer granted for reading cannot be written");
  provoke_read(b, write_only, write_only, "a buffer granted for writing cannot be read");
  provoke_write(b, b->client[2] & ~UINT64_C(0xFFF),
                "memory that was never granted is out of reach");
  rig_copy(r, b->dev, read_only, write_only, 4096, "the granted direction still works");
  revoke(b, in);
  provoke_read(b, read_only, write_only, "a revoked buffer is out of reach at once");
  revoke(b, out);
  provoke_write(b, write_only, "in both directions");
  rig_check(r, rig_same(r, b->client[0], CLIENT_BYTES, 77), "the client's memory is as it was");
}

bool program_driver_domain(const fw_env *env) {
  backend *b = &the_backend;
  b->r = rig_begin(env, "set-up", 0);
  if (!rig_alive(b->r) || !set_up(b))
    return rig_end(b->r);

  rig_phase(b->r, "grant, copy, revoke");
  for (unsigned i = 0; i < ROUNDS; i++)
    transfer(b, i % CLIENTS, (i + 1) % CLIENTS, 10 + i);

  rig_phase(b->r, "misuse");
  misuse(b);
  return rig_end(b->r);
}

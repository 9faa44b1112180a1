// SPDX-License-Identifier: Apache-2.0
// The protocol between QEMU's x-pci-proxy-dev and the process that models the device ("mpqemu", as
// QEMU 7.2 speaks it): messages over a stream socket, with file descriptors of guest memory beside
// them. Plain C, no allocation, no state. Numbers travel in the host's byte order, which is
// little-endian on every host that this is built for.
#ifndef VTD_MPQEMU_H
#define VTD_MPQEMU_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VTD_MPQEMU_REGIONS_MAX 8u // of one VTD_MPQEMU_SYNC_SYSMEM
#define VTD_MPQEMU_FDS_MAX     8u

typedef enum vtd_mpqemu_command {
  VTD_MPQEMU_SYNC_SYSMEM = 0, // the map of guest memory; no answer
  VTD_MPQEMU_RET,             // an answer (never received from QEMU)
  VTD_MPQEMU_CFG_WRITE,       // configuration space of the proxy function
  VTD_MPQEMU_CFG_READ,
  VTD_MPQEMU_BAR_WRITE, // memory of its BARs, or its ports
  VTD_MPQEMU_BAR_READ,
  VTD_MPQEMU_SET_IRQFD, // eventfds of the interrupt pin; no answer
  VTD_MPQEMU_DEVICE_RESET,
} vtd_mpqemu_command;

// One piece of guest memory: `bytes` bytes at guest address `addr` are those at `offset` of the
// file behind the descriptor with the same index.
typedef struct vtd_mpqemu_region {
  uint64_t addr;
  uint64_t bytes;
  uint64_t offset;
} vtd_mpqemu_region;

// What a message says; which members count depends on the command.
typedef struct vtd_mpqemu_message {
  vtd_mpqemu_command command;
  uint64_t addr;  // CFG: byte in configuration space; BAR: guest address
  uint64_t value; // *_WRITE
  uint32_t bytes; // CFG: 1, 2 or 4; BAR: 1, 2, 4 or 8
  bool memory;    // BAR: memory, not ports
  vtd_mpqemu_region region[VTD_MPQEMU_REGIONS_MAX]; // SYNC_SYSMEM: fd_count of them
  int fd[VTD_MPQEMU_FDS_MAX];                       // the receiver's to close
  unsigned fd_count;
} vtd_mpqemu_message;

typedef enum vtd_mpqemu_status {
  VTD_MPQEMU_OK,
  VTD_MPQEMU_CLOSED, // the peer closed the stream between two messages
  VTD_MPQEMU_BROKEN, // the stream cannot be understood from here on: close it
} vtd_mpqemu_status;

typedef struct vtd_mpqemu_result {
  vtd_mpqemu_status status;
  const char *problem; // VTD_MPQEMU_BROKEN: what is wrong (static text), else NULL
} vtd_mpqemu_result;

// Receives one message; waits for its first byte as long as it takes, and for the rest at most
// `patience_ms` milliseconds at a time. Unless the result is VTD_MPQEMU_OK no descriptor is left
// open. Received descriptors are close-on-exec.
vtd_mpqemu_result vtd_mpqemu_receive(int socket, int patience_ms, vtd_mpqemu_message *message);

// Closes the descriptors of a message and forgets them.
void vtd_mpqemu_close_fds(vtd_mpqemu_message *message);

// True if QEMU waits for an answer to this command.
bool vtd_mpqemu_answered(vtd_mpqemu_command command);

// Sends the answer that QEMU waits for. False if the stream is gone.
bool vtd_mpqemu_answer(int socket, uint64_t value);

// The other direction, for tests that play QEMU's part: sends a message as it is described, and
// takes an answer.
bool vtd_mpqemu_send(int socket, const vtd_mpqemu_message *message);
vtd_mpqemu_result vtd_mpqemu_take_answer(int socket, int patience_ms, uint64_t *value);

#ifdef __cplusplus
}
#endif

#endif // VTD_MPQEMU_H

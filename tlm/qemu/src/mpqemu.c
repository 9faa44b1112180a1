// SPDX-License-Identifier: Apache-2.0
// Framing of the protocol: a header with descriptors beside it, then a payload whose size the
// command prescribes.
#define _GNU_SOURCE // MSG_CMSG_CLOEXEC
#include "vtd/mpqemu.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

// What goes over the wire. All members are naturally aligned, so there is no hidden padding.
typedef struct wire_header {
  int32_t command;
  uint32_t padding;
  uint64_t bytes; // of the payload
} wire_header;

typedef struct wire_sysmem {
  uint64_t addr[VTD_MPQEMU_REGIONS_MAX];
  uint64_t bytes[VTD_MPQEMU_REGIONS_MAX];
  uint64_t offset[VTD_MPQEMU_REGIONS_MAX];
} wire_sysmem;

typedef struct wire_config {
  uint32_t addr;
  uint32_t value;
  int32_t bytes;
} wire_config;

typedef struct wire_bar {
  uint64_t addr;
  uint64_t value;
  uint32_t bytes;
  uint8_t memory;
  uint8_t padding[3];
} wire_bar;

typedef union wire_payload {
  wire_sysmem sysmem;
  wire_config config;
  wire_bar bar;
  uint64_t value;
} wire_payload;

_Static_assert(sizeof(wire_header) == 16, "as QEMU sends it");
_Static_assert(sizeof(wire_sysmem) == 192, "as QEMU sends it");
_Static_assert(sizeof(wire_config) == 12, "as QEMU sends it");
_Static_assert(sizeof(wire_bar) == 24, "as QEMU sends it");

typedef union control_buffer {
  struct cmsghdr align;
  // One more than is legal, so that a message with too many is seen as such.
  char bytes[CMSG_SPACE((VTD_MPQEMU_FDS_MAX + 1) * sizeof(int))];
} control_buffer;

static const vtd_mpqemu_result fine = {VTD_MPQEMU_OK, NULL};
static const vtd_mpqemu_result closed = {VTD_MPQEMU_CLOSED, NULL};

static vtd_mpqemu_result broken(const char *problem) {
  return (vtd_mpqemu_result){VTD_MPQEMU_BROKEN, problem};
}

static bool command_known(int32_t command) {
  return command >= VTD_MPQEMU_SYNC_SYSMEM && command <= VTD_MPQEMU_DEVICE_RESET;
}

static uint64_t payload_bytes(vtd_mpqemu_command command) {
  switch (command) {
  case VTD_MPQEMU_SYNC_SYSMEM:
    return sizeof(wire_sysmem);
  case VTD_MPQEMU_CFG_WRITE:
  case VTD_MPQEMU_CFG_READ:
    return sizeof(wire_config);
  case VTD_MPQEMU_BAR_WRITE:
  case VTD_MPQEMU_BAR_READ:
    return sizeof(wire_bar);
  case VTD_MPQEMU_RET:
    return sizeof(uint64_t);
  default:
    return 0;
  }
}

bool vtd_mpqemu_answered(vtd_mpqemu_command command) {
  return command != VTD_MPQEMU_SYNC_SYSMEM && command != VTD_MPQEMU_SET_IRQFD &&
         command != VTD_MPQEMU_RET;
}

void vtd_mpqemu_close_fds(vtd_mpqemu_message *message) {
  for (unsigned i = 0; i < message->fd_count; ++i)
    close(message->fd[i]);
  message->fd_count = 0;
}

// --- Receiving

// Takes descriptors over into the message; those beyond its room are closed. False if there were
// more than a message may have.
static bool take_fds(struct msghdr *header, vtd_mpqemu_message *message) {
  bool room = (header->msg_flags & MSG_CTRUNC) == 0;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL; c = CMSG_NXTHDR(header, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
      continue;
    const size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd;
      memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
      if (message->fd_count < VTD_MPQEMU_FDS_MAX) {
        message->fd[message->fd_count++] = fd;
        continue;
      }
      close(fd);
      room = false;
    }
  }
  return room;
}

static bool await(int socket, int patience_ms) {
  struct pollfd p = {.fd = socket, .events = POLLIN};
  int ready;
  do
    ready = poll(&p, 1, patience_ms);
  while (ready < 0 && errno == EINTR);
  return ready > 0;
}

// One recvmsg(); descriptors may come with any piece.
static vtd_mpqemu_result receive_piece(int socket, struct iovec *piece,
                                       vtd_mpqemu_message *message) {
  control_buffer control;
  struct msghdr header = {.msg_iov = piece,
                          .msg_iovlen = 1,
                          .msg_control = control.bytes,
                          .msg_controllen = sizeof control.bytes};
  ssize_t got;
  do
    got = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    return errno == ECONNRESET ? closed : broken("the socket cannot be read");
  if (got == 0)
    return closed;
  if (!take_fds(&header, message))
    return broken("a message has more file descriptors than the protocol allows");
  piece->iov_base = (char *)piece->iov_base + got;
  piece->iov_len -= (size_t)got;
  return fine;
}

// `first_ms` < 0: the first byte may take as long as it likes, and may never come.
static vtd_mpqemu_result receive_bytes(int socket, void *data, size_t bytes, int first_ms,
                                       int patience_ms, vtd_mpqemu_message *message) {
  struct iovec piece = {.iov_base = data, .iov_len = bytes};
  while (piece.iov_len != 0) {
    const bool first = piece.iov_len == bytes;
    if (!await(socket, first ? first_ms : patience_ms))
      return broken("a message stopped in its middle");
    const vtd_mpqemu_result result = receive_piece(socket, &piece, message);
    if (result.status == VTD_MPQEMU_CLOSED && !(first && first_ms < 0))
      return broken("the stream ended in the middle of a message");
    if (result.status != VTD_MPQEMU_OK)
      return result;
  }
  return fine;
}

static bool power_of_two_up_to(int64_t value, int64_t most) {
  return value > 0 && value <= most && (value & (value - 1)) == 0;
}

static vtd_mpqemu_result decode_sysmem(const wire_sysmem *wire, vtd_mpqemu_message *message) {
  for (unsigned i = 0; i < message->fd_count; ++i) {
    message->region[i] = (vtd_mpqemu_region){wire->addr[i], wire->bytes[i], wire->offset[i]};
    if (wire->addr[i] + wire->bytes[i] < wire->addr[i] ||
        wire->offset[i] + wire->bytes[i] < wire->offset[i])
      return broken("a region of guest memory wraps around");
  }
  return fine;
}

static vtd_mpqemu_result decode_config(const wire_config *wire, vtd_mpqemu_message *message) {
  message->addr = wire->addr;
  message->value = wire->value;
  message->bytes = (uint32_t)wire->bytes;
  if (!power_of_two_up_to(wire->bytes, 4))
    return broken("an access to configuration space has a size other than 1, 2 or 4");
  return fine;
}

static vtd_mpqemu_result decode_bar(const wire_bar *wire, vtd_mpqemu_message *message) {
  message->addr = wire->addr;
  message->value = wire->value;
  message->bytes = wire->bytes;
  message->memory = wire->memory != 0;
  if (!power_of_two_up_to(wire->bytes, 8))
    return broken("an access to a BAR has a size other than 1, 2, 4 or 8");
  return fine;
}

static vtd_mpqemu_result decode(const wire_payload *payload, vtd_mpqemu_message *message) {
  const bool carries_fds =
      message->command == VTD_MPQEMU_SYNC_SYSMEM || message->command == VTD_MPQEMU_SET_IRQFD;
  if (!carries_fds && message->fd_count != 0)
    return broken("a message brings file descriptors that its command does not have");
  switch (message->command) {
  case VTD_MPQEMU_SYNC_SYSMEM:
    return decode_sysmem(&payload->sysmem, message);
  case VTD_MPQEMU_CFG_WRITE:
  case VTD_MPQEMU_CFG_READ:
    return decode_config(&payload->config, message);
  case VTD_MPQEMU_BAR_WRITE:
  case VTD_MPQEMU_BAR_READ:
    return decode_bar(&payload->bar, message);
  case VTD_MPQEMU_RET:
    message->value = payload->value;
    return fine;
  default:
    return fine;
  }
}

static vtd_mpqemu_result receive_message(int socket, int first_ms, int patience_ms,
                                         vtd_mpqemu_message *message) {
  wire_header header;
  vtd_mpqemu_result result =
      receive_bytes(socket, &header, sizeof header, first_ms, patience_ms, message);
  if (result.status != VTD_MPQEMU_OK)
    return result;
  if (!command_known(header.command))
    return broken("a message has a command that the protocol does not know");
  message->command = (vtd_mpqemu_command)header.command;
  if (header.bytes != payload_bytes(message->command))
    return broken("a message has not the size that its command prescribes");
  wire_payload payload;
  memset(&payload, 0, sizeof payload);
  result = receive_bytes(socket, &payload, (size_t)header.bytes, patience_ms, patience_ms, message);
  if (result.status != VTD_MPQEMU_OK)
    return result;
  return decode(&payload, message);
}

static vtd_mpqemu_result receive(int socket, int first_ms, int patience_ms,
                                 vtd_mpqemu_message *message) {
  memset(message, 0, sizeof *message);
  const vtd_mpqemu_result result = receive_message(socket, first_ms, patience_ms, message);
  if (result.status != VTD_MPQEMU_OK)
    vtd_mpqemu_close_fds(message);
  return result;
}

vtd_mpqemu_result vtd_mpqemu_receive(int socket, int patience_ms, vtd_mpqemu_message *message) {
  const vtd_mpqemu_result result = receive(socket, -1, patience_ms, message);
  if (result.status == VTD_MPQEMU_OK && message->command == VTD_MPQEMU_RET)
    return broken("an answer came where none was asked for");
  return result;
}

vtd_mpqemu_result vtd_mpqemu_take_answer(int socket, int patience_ms, uint64_t *value) {
  vtd_mpqemu_message message;
  const vtd_mpqemu_result result = receive(socket, patience_ms, patience_ms, &message);
  if (result.status != VTD_MPQEMU_OK)
    return result;
  vtd_mpqemu_close_fds(&message);
  if (message.command != VTD_MPQEMU_RET)
    return broken("a message came where an answer was due");
  *value = message.value;
  return fine;
}

// --- Sending

static bool send_all(int socket, struct msghdr *header, size_t bytes) {
  while (bytes != 0) {
    const ssize_t sent = sendmsg(socket, header, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent <= 0)
      return false;
    bytes -= (size_t)sent;
    header->msg_control = NULL; // went with the first piece
    header->msg_controllen = 0;
    struct iovec *iov = header->msg_iov;
    iov->iov_base = (char *)iov->iov_base + sent;
    iov->iov_len -= (size_t)sent;
  }
  return true;
}

// Header and payload in one piece, so that a peer that waits is woken once.
typedef struct wire_message {
  wire_header header;
  wire_payload payload;
} wire_message;

static void attach_fds(struct msghdr *header, control_buffer *control,
                       const vtd_mpqemu_message *message) {
  header->msg_control = control->bytes;
  header->msg_controllen = CMSG_SPACE(message->fd_count * sizeof(int));
  struct cmsghdr *c = CMSG_FIRSTHDR(header);
  c->cmsg_level = SOL_SOCKET;
  c->cmsg_type = SCM_RIGHTS;
  c->cmsg_len = CMSG_LEN(message->fd_count * sizeof(int));
  memcpy(CMSG_DATA(c), message->fd, message->fd_count * sizeof(int));
}

static wire_payload encode(const vtd_mpqemu_message *message) {
  wire_payload payload;
  memset(&payload, 0, sizeof payload);
  switch (message->command) {
  case VTD_MPQEMU_SYNC_SYSMEM:
    for (unsigned i = 0; i < message->fd_count && i < VTD_MPQEMU_REGIONS_MAX; ++i) {
      payload.sysmem.addr[i] = message->region[i].addr;
      payload.sysmem.bytes[i] = message->region[i].bytes;
      payload.sysmem.offset[i] = message->region[i].offset;
    }
    break;
  case VTD_MPQEMU_CFG_WRITE:
  case VTD_MPQEMU_CFG_READ:
    payload.config =
        (wire_config){(uint32_t)message->addr, (uint32_t)message->value, (int32_t)message->bytes};
    break;
  case VTD_MPQEMU_BAR_WRITE:
  case VTD_MPQEMU_BAR_READ:
    payload.bar = (wire_bar){message->addr, message->value, message->bytes, message->memory, {0}};
    break;
  default:
    payload.value = message->value;
    break;
  }
  return payload;
}

bool vtd_mpqemu_send(int socket, const vtd_mpqemu_message *message) {
  const uint64_t bytes = payload_bytes(message->command);
  wire_message wire = {.header = {(int32_t)message->command, 0, bytes}, .payload = encode(message)};
  struct iovec iov = {.iov_base = &wire, .iov_len = sizeof wire.header + (size_t)bytes};
  struct msghdr header = {.msg_iov = &iov, .msg_iovlen = 1};
  control_buffer control;
  memset(&control, 0, sizeof control);
  if (message->fd_count > VTD_MPQEMU_FDS_MAX)
    return false;
  if (message->fd_count != 0)
    attach_fds(&header, &control, message);
  return send_all(socket, &header, iov.iov_len);
}

bool vtd_mpqemu_answer(int socket, uint64_t value) {
  vtd_mpqemu_message message;
  memset(&message, 0, sizeof message);
  message.command = VTD_MPQEMU_RET;
  message.value = value;
  return vtd_mpqemu_send(socket, &message);
}

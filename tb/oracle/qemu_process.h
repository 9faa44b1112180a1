// SPDX-License-Identifier: Apache-2.0
// A stock QEMU with a VT-d unit, 32 `edu` devices and no guest: started, watched, stopped.
//
// Its CPU halts in a boot block that this file makes; the unit is driven over the qtest socket, and
// what it does is read from its trace. Everything lives in a private directory under $TMPDIR that
// goes with the process.
#ifndef VTD_TB_ORACLE_QEMU_PROCESS_H
#define VTD_TB_ORACLE_QEMU_PROCESS_H

#include <string>
#include <vector>

#include <sys/types.h>

#include "image.h"

namespace vtd::judge {

// The root port that the bus far_bus is behind: 00:06.0.
constexpr unsigned far_port_slot = 6;

// The executable: $VTD_QEMU, or qemu-system-x86_64 of the search path. Empty: there is none.
std::string qemu_path();

struct QemuVersion {
  unsigned major = 0, minor = 0;
  std::string text; // "7.2.22"
};
// Asks the executable. Throws std::runtime_error if it does not answer.
QemuVersion qemu_version(const std::string &path);

class QemuProcess {
public:
  // Starts and waits for the connection. Throws std::runtime_error with QEMU's own message.
  QemuProcess(const std::string &path, const Profile &profile);
  ~QemuProcess();
  QemuProcess(const QemuProcess &) = delete;
  QemuProcess &operator=(const QemuProcess &) = delete;

  int socket() const { return socket_; } // of qtest; owned by this object
  int trace() const { return trace_; }   // reading end of the trace, does not block; likewise
  // Ends the process if it still runs, and says in a sentence how it ended.
  std::string post_mortem();

private:
  void close_all();
  std::string last_words() const;

  std::string dir_;
  pid_t pid_ = -1;
  int socket_ = -1, trace_ = -1;
};

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_QEMU_PROCESS_H

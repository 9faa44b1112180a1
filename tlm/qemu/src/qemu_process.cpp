// SPDX-License-Identifier: Apache-2.0
// Starting and stopping QEMU.
#include "vtd/qemu_process.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace vtd {

namespace {

// A descriptor with an owner.
class descriptor {
public:
  explicit descriptor(int fd = -1) : fd_(fd) {}
  ~descriptor() {
    if (fd_ >= 0)
      close(fd_);
  }
  descriptor(descriptor &&other) noexcept : fd_(other.release()) {}
  descriptor(const descriptor &) = delete;
  descriptor &operator=(const descriptor &) = delete;
  int get() const { return fd_; }
  int release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }

private:
  int fd_;
};

[[noreturn]] void cannot(const std::string &what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

struct ends {
  descriptor ours, theirs;
};

ends socket_pair() {
  int fd[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0)
    cannot("no socket for QEMU can be made");
  return {descriptor(fd[0]), descriptor(fd[1])};
}

ends pipe_pair() {
  int fd[2];
  if (pipe2(fd, O_CLOEXEC) != 0)
    cannot("no pipe for QEMU can be made");
  return {descriptor(fd[0]), descriptor(fd[1])};
}

descriptor table_file(const acpi_table &table) {
  descriptor file(memfd_create("acpi-table", MFD_CLOEXEC));
  if (file.get() < 0 ||
      write(file.get(), table.data(), table.size()) != static_cast<ssize_t>(table.size()))
    cannot("an ACPI table cannot be written to a memory file");
  return file;
}

std::string table_path(int fd) {
  return "file=/proc/self/fd/" + std::to_string(fd);
}

// In the child, between fork() and exec: only what is safe there. Never returns.
[[noreturn]] void become(const char *program, char *const *argv, const std::vector<int> &inherited,
                         pid_t parent, int report) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  bool ready = getppid() == parent;
  for (const int fd : inherited)
    ready = ready && fcntl(fd, F_SETFD, 0) == 0;
  if (ready)
    execvp(program, argv);
  const int error = errno;
  const ssize_t told = write(report, &error, sizeof error);
  _exit(told == sizeof error ? 127 : 126);
}

std::string comma_quoted(const std::string &text) {
  std::string quoted;
  for (const char c : text)
    quoted += c == ',' ? ",," : std::string(1, c);
  return quoted;
}

} // namespace

std::vector<std::string> qemu_arguments(const qemu_options &options, int proxy, int qtest,
                                        const std::vector<int> &tables) {
  const std::string memory = std::to_string(options.memory_mib) + "M";
  std::vector<std::string> args = {
      "-accel",      "tcg",
      "-machine",    "q35,memory-backend=ram",
      "-cpu",        "max",
      "-smp",        "1",
      "-m",          memory,
      "-nodefaults", "-no-user-config",
      "-display",    "none",
      "-object",     "memory-backend-memfd,id=ram,share=on,size=" + memory,
      "-device",     "x-pci-proxy-dev,fd=" + std::to_string(proxy) + ",addr=3",
      "-chardev",    "socket,id=qtest,fd=" + std::to_string(qtest),
      "-qtest",      "chardev:qtest",
      "-qtest-log",  "none"};
  const auto add = [&args](const std::string &name, const std::string &value) {
    args.push_back(name);
    args.push_back(value);
  };
  if (options.console == "stdio")
    add("-chardev", "stdio,id=console,signal=off");
  else if (options.console.rfind("file:", 0) == 0)
    add("-chardev", "file,id=console,path=" + comma_quoted(options.console.substr(5)));
  else
    add("-chardev", options.console + ",id=console");
  add("-serial", "chardev:console");
  if (!options.reboot)
    args.push_back("-no-reboot");
  for (const int fd : tables)
    add("-acpitable", table_path(fd));
  if (!options.kernel.empty())
    add("-kernel", options.kernel);
  if (!options.initrd.empty())
    add("-initrd", options.initrd);
  if (!options.append.empty())
    add("-append", options.append);
  args.insert(args.end(), options.more.begin(), options.more.end());
  return args;
}

qemu_process::qemu_process(const qemu_options &options) {
  ends proxy = socket_pair();
  ends qtest = socket_pair();
  ends report = pipe_pair();
  std::vector<descriptor> files;
  std::vector<int> inherited = {proxy.theirs.get(), qtest.theirs.get()};
  std::vector<int> tables;
  for (const acpi_table &table : options.tables) {
    files.push_back(table_file(table));
    tables.push_back(files.back().get());
    inherited.push_back(files.back().get());
  }
  std::vector<std::string> words =
      qemu_arguments(options, proxy.theirs.get(), qtest.theirs.get(), tables);
  words.insert(words.begin(), options.program);
  std::vector<char *> argv;
  for (std::string &word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);

  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0)
    cannot("QEMU cannot be started");
  if (pid_ == 0)
    become(options.program.c_str(), argv.data(), inherited, parent, report.theirs.get());

  close(report.theirs.release());
  int error = 0;
  if (read(report.ours.get(), &error, sizeof error) == sizeof error) {
    waitpid(pid_, &status_, 0);
    pid_ = -1;
    throw std::runtime_error("'" + options.program + "' cannot be started (" +
                             std::strerror(error) +
                             "); install the package qemu-system-x86, or name the program");
  }
  proxy_ = proxy.ours.release();
  qtest_ = qtest.ours.release();
}

qemu_process::~qemu_process() {
  stop();
  if (proxy_ >= 0)
    close(proxy_);
  if (qtest_ >= 0)
    close(qtest_);
}

int qemu_process::take_proxy() {
  const int fd = proxy_;
  proxy_ = -1;
  return fd;
}

int qemu_process::take_qtest() {
  const int fd = qtest_;
  qtest_ = -1;
  return fd;
}

bool qemu_process::wait(int patience_ms) {
  using clock = std::chrono::steady_clock;
  const clock::time_point deadline = clock::now() + std::chrono::milliseconds(patience_ms);
  while (pid_ > 0) {
    const pid_t got = waitpid(pid_, &status_, WNOHANG);
    if (got == pid_ || (got < 0 && errno != EINTR)) {
      pid_ = -1;
      return true;
    }
    if (clock::now() >= deadline)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

void qemu_process::stop() {
  if (pid_ <= 0 || wait(0))
    return;
  asked_ = true;
  kill(pid_, SIGTERM);
  if (wait(2000))
    return;
  kill(pid_, SIGKILL);
  wait(10000);
}

std::string qemu_process::verdict() const {
  if (pid_ > 0 || asked_ || (WIFEXITED(status_) && WEXITSTATUS(status_) == 0))
    return {};
  if (WIFSIGNALED(status_))
    return "QEMU was ended by signal " + std::to_string(WTERMSIG(status_)) + " (" +
           strsignal(WTERMSIG(status_)) + ")";
  return "QEMU ended with exit status " + std::to_string(WEXITSTATUS(status_));
}

} // namespace vtd

// SPDX-License-Identifier: Apache-2.0
#include "qemu_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vtd::judge {

namespace fs = std::filesystem;

namespace {

constexpr int start_timeout_ms = 60000;
constexpr int trace_pipe_bytes = 1 << 20;

// The boot block: the CPU points all real-mode interrupt vectors at a halt loop (an interrupt
// message may say NMI), puts an RSM where a system management interrupt would land, and halts. It
// does the same after an INIT message.
std::string boot_block() {
  constexpr size_t bytes = 0x10000;
  std::string rom(bytes, '\xf4'); // hlt everywhere else
  const auto put = [&rom](size_t at, std::initializer_list<uint8_t> code) {
    for (const uint8_t b : code)
      rom[at++] = char(b);
  };
  put(0xfff0, {0xea, 0x00, 0x00, 0x00, 0xf0}); // jmp f000:0000
  put(0x0000, {
                  0xfa,                               // cli
                  0x31, 0xff, 0x8e, 0xc7,             // xor di,di; mov es,di
                  0xb9, 0x00, 0x01,                   // mov cx,256
                  0xb8, 0x80, 0x00,                   // mov ax,0080h
                  0xab,                               // stosw
                  0xb8, 0x00, 0xf0,                   // mov ax,f000h
                  0xab,                               // stosw
                  0xe2, 0xf6,                         // loop to "mov ax,0080h"
                  0xb8, 0x00, 0x38, 0x8e, 0xc0,       // mov ax,3800h; mov es,ax
                  0x26, 0xc7, 0x06, 0x00, 0x00, 0x0f, // mov word es:[0],
                  0xaa,                               //   aa0fh = rsm
                  0xf4,                               // hlt
                  0xeb, 0xfd,                         // jmp to the hlt
              });
  put(0x0080, {0xf4, 0xeb, 0xfd}); // hlt; jmp to it
  return rom;
}

std::string profile_options(const Profile &p) {
  std::string o = "intel-iommu,intremap=on,aw-bits=" + std::to_string(p.address_bits);
  const std::pair<bool, const char *> flags[] = {{p.scalable, ",x-scalable-mode=on"},
                                                 {p.caching_mode, ",caching-mode=on"},
                                                 {p.device_tlb, ",device-iotlb=on"},
                                                 {p.snoop_control, ",snoop-control=on"}};
  for (const auto &[on, text] : flags)
    o += on ? text : "";
  return o;
}

std::vector<std::string> command_line(const std::string &path, const Profile &profile,
                                      const std::string &dir) {
  std::vector<std::string> a = {path,
                                "-nodefaults",
                                "-no-user-config",
                                "-display",
                                "none",
                                "-vga",
                                "none",
                                "-m",
                                std::to_string(ram_bytes >> 20) + "M",
                                "-machine",
                                "q35,accel=tcg,kernel-irqchip=off",
                                "-icount",
                                "shift=0,sleep=off",
                                "-no-reboot",
                                "-bios",
                                dir + "/boot",
                                "-qtest",
                                "unix:" + dir + "/qtest",
                                "-qtest-log",
                                "none",
                                "-D",
                                dir + "/trace",
                                "-d",
                                "guest_errors",
                                "-device",
                                profile_options(profile),
                                "-device",
                                "pcie-root-port,id=far,addr=" + std::to_string(far_port_slot)};
  for (unsigned i = 0; i < requesters; i++) {
    const uint16_t requester = requester_of(i);
    char d[112];
    snprintf(d, sizeof d, "edu,bus=%s,addr=%x.%u,multifunction=on,dma_mask=0xffffffffffffffff",
             requester >> 8 == far_bus ? "far" : "pcie.0", (requester >> 3) & 31, requester & 7);
    a.insert(a.end(), {"-device", d});
  }
  for (const char *event :
       {"vtd_dmar_fault", "vtd_fault_disabled", "vtd_dmar_translate", "vtd_iotlb_page_hit",
        "vtd_translate_pt", "vtd_reg_read", "apic_deliver_irq"})
    a.insert(a.end(), {"-trace", event});
  return a;
}

[[noreturn]] void become(const std::vector<std::string> &arguments, const std::string &dir,
                         pid_t parent) {
  // QEMU must not outlive the harness, however that ends.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(127);
  const int null = open("/dev/null", O_RDWR);
  const int err = open((dir + "/stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(null, 0);
  dup2(null, 1);
  dup2(err, 2);
  std::vector<char *> argv;
  for (const auto &a : arguments)
    argv.push_back(const_cast<char *>(a.c_str()));
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(127);
}

int listen_at(const std::string &name) {
  sockaddr_un a = {};
  a.sun_family = AF_UNIX;
  if (name.size() >= sizeof a.sun_path)
    throw std::runtime_error("the path " + name + " is too long for a socket; set TMPDIR shorter");
  memcpy(a.sun_path, name.c_str(), name.size() + 1);
  const int s = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (s < 0 || bind(s, reinterpret_cast<sockaddr *>(&a), sizeof a) || listen(s, 1))
    throw std::runtime_error("cannot listen at " + name + ": " + strerror(errno));
  return s;
}

std::string ended(int status) {
  if (WIFSIGNALED(status))
    return std::string("ended by signal ") + strsignal(WTERMSIG(status));
  return "exited with status " + std::to_string(WEXITSTATUS(status));
}

} // namespace

std::string qemu_path() {
  if (const char *named = getenv("VTD_QEMU"))
    return named;
  const char *path = getenv("PATH");
  std::istringstream dirs(path ? path : "/usr/bin");
  for (std::string dir; std::getline(dirs, dir, ':');) {
    const std::string file = dir + "/qemu-system-x86_64";
    if (access(file.c_str(), X_OK) == 0)
      return file;
  }
  return "";
}

QemuVersion qemu_version(const std::string &path) {
  QemuVersion v;
  FILE *p = popen(("'" + path + "' --version 2>&1").c_str(), "r");
  std::array<char, 256> line = {};
  const bool read = p && fgets(line.data(), line.size(), p);
  if (p)
    pclose(p);
  unsigned micro = 0;
  if (!read ||
      sscanf(line.data(), "QEMU emulator version %u.%u.%u", &v.major, &v.minor, &micro) < 2)
    throw std::runtime_error("'" + path + " --version' does not answer like QEMU: " + line.data());
  v.text = std::to_string(v.major) + "." + std::to_string(v.minor) + "." + std::to_string(micro);
  return v;
}

QemuProcess::QemuProcess(const std::string &path, const Profile &profile) {
  const char *tmp = getenv("TMPDIR");
  std::string name = std::string(tmp && *tmp ? tmp : "/tmp") + "/vtd-oracle-XXXXXX";
  if (!mkdtemp(name.data()))
    throw std::runtime_error("cannot create a directory like " + name + ": " + strerror(errno));
  dir_ = name;
  int listener = -1;
  try {
    std::ofstream(dir_ + "/boot", std::ios::binary) << boot_block();
    if (mkfifo((dir_ + "/trace").c_str(), 0600) ||
        (trace_ = open((dir_ + "/trace").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) < 0)
      throw std::runtime_error("cannot make a pipe in " + dir_ + ": " + strerror(errno));
    // As big as allowed: each time it is full, QEMU waits for us.
    (void)fcntl(trace_, F_SETPIPE_SZ, trace_pipe_bytes);
    listener = listen_at(dir_ + "/qtest");
    const auto arguments = command_line(path, profile, dir_);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0)
      throw std::runtime_error(std::string("cannot start a process: ") + strerror(errno));
    if (pid_ == 0)
      become(arguments, dir_, parent);
    for (int waited = 0; socket_ < 0; waited += 50) {
      pollfd p = {listener, POLLIN, 0};
      if (poll(&p, 1, 50) > 0)
        socket_ = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      else if (waited >= start_timeout_ms || waitpid(pid_, nullptr, WNOHANG) != 0)
        throw std::runtime_error(path + " does not start: " + last_words());
    }
    close(listener);
  } catch (...) {
    if (listener >= 0)
      close(listener);
    close_all();
    throw;
  }
}

QemuProcess::~QemuProcess() {
  close_all();
}

std::string QemuProcess::last_words() const {
  std::ifstream f(dir_ + "/stderr");
  std::string text, line;
  while (std::getline(f, line))
    text = line;
  return text.empty() ? "it said nothing" : text;
}

std::string QemuProcess::post_mortem() {
  if (pid_ < 0)
    return "QEMU was not running";
  // A closed socket may be seen before the process has ended.
  int status = 0;
  pid_t got = 0;
  for (unsigned i = 0; i < 20 && got == 0; i++) {
    got = waitpid(pid_, &status, WNOHANG);
    if (got == 0)
      usleep(10000);
  }
  std::string text = "QEMU hung and was ended";
  if (got == pid_) {
    pid_ = -1;
    text = "QEMU " + ended(status);
  }
  text += "; its last message: " + last_words();
  close_all();
  return text;
}

void QemuProcess::close_all() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  pid_ = -1;
  for (int *fd : {&socket_, &trace_}) {
    if (*fd >= 0)
      close(*fd);
    *fd = -1;
  }
  if (!dir_.empty()) {
    std::error_code ignored;
    fs::remove_all(dir_, ignored);
  }
  dir_.clear();
}

} // namespace vtd::judge

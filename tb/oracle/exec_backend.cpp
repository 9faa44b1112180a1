// SPDX-License-Identifier: Apache-2.0
// The backend "exec:": any program that reads images on its standard input and writes outcomes on
// its standard output (docs/conformance.md has the protocol).
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend.h"

namespace vtd::judge {

namespace {

constexpr const char *greeting = "vtd-backend 1 ";

struct Died {
  std::string how;
};

// The program, with both of its ends.
class Child {
public:
  explicit Child(const std::string &command) {
    int down[2], up[2];
    if (pipe2(down, O_CLOEXEC) != 0 || pipe2(up, O_CLOEXEC) != 0)
      throw std::runtime_error(std::string("no pipe to the backend: ") + strerror(errno));
    pid_ = fork();
    if (pid_ < 0)
      throw std::runtime_error(std::string("the backend cannot be started: ") + strerror(errno));
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      dup2(down[0], 0);
      dup2(up[1], 1);
      execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
      _exit(127);
    }
    close(down[0]);
    close(up[1]);
    to_ = fdopen(down[1], "w");
    from_ = fdopen(up[0], "r");
  }
  Child(const Child &) = delete;
  Child &operator=(const Child &) = delete;
  ~Child() {
    fclose(to_);
    fclose(from_);
    if (pid_ > 0)
      waitpid(pid_, nullptr, 0);
    free(line_);
  }

  void send(const std::string &text) {
    if (fwrite(text.data(), 1, text.size(), to_) != text.size() || fflush(to_) != 0)
      throw Died{end()};
  }
  std::string line() {
    const ssize_t length = getline(&line_, &room_, from_);
    if (length < 0)
      throw Died{end()};
    return std::string(line_, size_t(length) - (length > 0 && line_[length - 1] == '\n'));
  }

private:
  std::string end() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    if (WIFSIGNALED(status))
      return std::string("the backend died: ") + strsignal(WTERMSIG(status));
    return "the backend ended with status " + std::to_string(WEXITSTATUS(status));
  }

  pid_t pid_ = -1;
  FILE *to_ = nullptr, *from_ = nullptr;
  char *line_ = nullptr;
  size_t room_ = 0;
};

uint64_t hex(const std::string &text) {
  size_t end = 0;
  const uint64_t value = std::stoull(text, &end, 16);
  if (end != text.size())
    throw std::invalid_argument("not a hexadecimal number");
  return value;
}

void take(Outcome &o, const std::string &key, const std::string &value) {
  if (key == "fault") {
    o.faulted = value != "none";
    if (*o.faulted)
      o.fault.reason = uint8_t(hex(value));
  } else if (key == "requester") {
    o.fault.requester = uint16_t(hex(value));
  } else if (key == "at") {
    o.fault.addr = hex(value);
  } else if (key == "write") {
    o.fault.write = hex(value) != 0;
  } else if (key == "addr") {
    o.addr = hex(value);
  } else if (key == "shift") {
    o.page_shift = uint8_t(hex(value));
  } else if (key == "cached") {
    o.cached = hex(value) != 0;
  } else if (key == "value") {
    o.value = hex(value);
  } else if (key == "messages") {
    o.messages.emplace();
    std::istringstream list(value == "none" ? "" : value);
    std::string item;
    while (std::getline(list, item, ',')) {
      const size_t colon = item.find(':');
      if (colon == std::string::npos)
        throw std::invalid_argument("a message is address:data");
      o.messages->push_back(
          message_of(hex(item.substr(0, colon)), uint32_t(hex(item.substr(colon + 1)))));
    }
  } else {
    throw std::invalid_argument("unknown key");
  }
}

Outcome outcome_of(const std::string &line) {
  std::istringstream in(line);
  std::string word;
  Outcome o;
  in >> word;
  if (word == "passed")
    o.verdict = Verdict::passed;
  else if (word == "blocked")
    o.verdict = Verdict::blocked;
  else if (word != "unknown")
    throw std::runtime_error("the backend wrote \"" + line +
                             "\"; a line begins with passed, blocked or unknown");
  while (in >> word) {
    const size_t eq = word.find('=');
    try {
      if (eq == std::string::npos)
        throw std::invalid_argument("no =");
      take(o, word.substr(0, eq), word.substr(eq + 1));
    } catch (const std::logic_error &) {
      throw std::runtime_error("the backend wrote \"" + word + "\", which has no meaning");
    }
  }
  return o;
}

class Exec : public Backend {
public:
  explicit Exec(std::string command) : command_(std::move(command)) { start(); }

  std::string describe() override { return name_; }
  std::string refuses(const Image &) override { return ""; }
  unsigned batch_size() const override { return 8; }

  std::vector<Result> run(const std::vector<const Image *> &batch) override {
    std::vector<Result> results;
    for (const Image *image : batch)
      results.push_back(run(*image));
    return results;
  }

private:
  void start() {
    child_ = std::make_unique<Child>(command_);
    std::string line;
    try {
      line = child_->line();
    } catch (const Died &died) {
      throw std::runtime_error(command_ + ": " + died.how + " before it said what it is");
    }
    if (line.rfind(greeting, 0) != 0)
      throw std::runtime_error(command_ + " must begin with the line \"" + greeting +
                               "<what it is>\", not \"" + line + "\"");
    name_ = line.substr(strlen(greeting));
  }

  Result run(const Image &image) {
    Result result;
    std::ostringstream text;
    save(text, image);
    try {
      child_->send(text.str());
      for (std::string line = child_->line(); line != "end"; line = child_->line())
        result.outcomes.push_back(outcome_of(line));
    } catch (const Died &died) {
      result.death = died.how;
      result.outcomes.resize(image.ops.size());
      start();
    }
    return result;
  }

  std::string command_, name_;
  std::unique_ptr<Child> child_;
};

} // namespace

std::unique_ptr<Backend> make_exec(const std::string &command) {
  signal(SIGPIPE, SIG_IGN);
  return std::make_unique<Exec>(command);
}

} // namespace vtd::judge

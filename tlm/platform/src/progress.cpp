// SPDX-License-Identifier: Apache-2.0
// The progress line.
#include "progress.h"

#include <cstdio>
#include <unistd.h>

namespace vtd {

namespace {
constexpr unsigned asks_per_look = 256; // looking at the clock is dearer than counting
} // namespace

progress_line::progress_line(bool enabled)
    : enabled_(enabled), terminal_(isatty(STDERR_FILENO) != 0),
      interval_(std::chrono::milliseconds(terminal_ ? 200 : 1000)), last_(clock::now()) {}

progress_line::~progress_line() {
  erase();
}

bool progress_line::due() {
  if (!enabled_ || ++asked_ % asks_per_look != 0)
    return false;
  return clock::now() - last_ >= interval_;
}

void progress_line::update(const std::string &text) {
  last_ = clock::now();
  std::fprintf(stderr, terminal_ ? "\r\033[K%s" : "%s\n", text.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void progress_line::erase() {
  if (shown_ && terminal_)
    std::fputs("\r\033[K", stderr);
  shown_ = false;
}

} // namespace vtd

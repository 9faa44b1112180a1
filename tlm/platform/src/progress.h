// SPDX-License-Identifier: Apache-2.0
// A line on standard error that shows how far the run is.
#ifndef VTD_PLATFORM_PROGRESS_H
#define VTD_PLATFORM_PROGRESS_H

#include <chrono>
#include <string>

namespace vtd {

// On a terminal the line is rewritten in place, else a new one is written now and then.
class progress_line {
public:
  explicit progress_line(bool enabled);
  ~progress_line();

  // True if it is time for update(). Cheap enough to be asked at every access.
  bool due();
  void update(const std::string &text);
  void erase();

private:
  using clock = std::chrono::steady_clock;
  bool enabled_;
  bool terminal_;
  bool shown_ = false;
  unsigned asked_ = 0;
  clock::duration interval_;
  clock::time_point last_;
};

} // namespace vtd

#endif // VTD_PLATFORM_PROGRESS_H

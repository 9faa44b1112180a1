// SPDX-License-Identifier: Apache-2.0
// printf into a string.
#ifndef VTD_TB_FORMAT_H
#define VTD_TB_FORMAT_H

#include <cstdarg>
#include <cstdio>
#include <string>

namespace vtd::oracle {

inline std::string format(const char *text, ...) __attribute__((format(printf, 1, 2)));
inline std::string format(const char *text, ...) {
  char buffer[512];
  va_list args;
  va_start(args, text);
  vsnprintf(buffer, sizeof buffer, text, args);
  va_end(args);
  return buffer;
}

} // namespace vtd::oracle

#endif // VTD_TB_FORMAT_H

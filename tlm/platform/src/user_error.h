// SPDX-License-Identifier: Apache-2.0
// A mistake of the user: told in one line, ends vtd-sim with exit status 2.
#ifndef VTD_PLATFORM_USER_ERROR_H
#define VTD_PLATFORM_USER_ERROR_H

#include <stdexcept>

namespace vtd {

// The text says what is wrong and, behind a semicolon, what helps. Without the program's name.
class user_error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace vtd

#endif // VTD_PLATFORM_USER_ERROR_H

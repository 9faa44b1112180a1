// SPDX-License-Identifier: Apache-2.0
// For builds of SystemC programs with the address sanitizer; linked into each of them.
//
// When an exception is thrown, the sanitizer forgets what it knows of the frames that are going to
// be left: all from the present one to the top of the stack. SystemC tells it about the stacks of
// processes, but not that a process has ended and the next one goes on. From then on until the next
// switch the sanitizer looks at a stack that is gone, keeps what it knows of left frames, and finds
// errors that are none. Here the top is where it is: the thread's own stack as the system says, or
// at most the size of a process's stack away.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <systemc>

namespace {

struct bounds {
  uintptr_t bottom = 0, top = 0;
};

bounds own_stack() {
  bounds found;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0)
    return found;
  void *bottom = nullptr;
  size_t size = 0;
  if (pthread_attr_getstack(&attributes, &bottom, &size) == 0)
    found = {reinterpret_cast<uintptr_t>(bottom), reinterpret_cast<uintptr_t>(bottom) + size};
  pthread_attr_destroy(&attributes);
  return found;
}

} // namespace

// In place of the sanitizer's own.
extern "C" __attribute__((no_sanitize("address"))) void __asan_handle_no_return() {
  static const bounds own = own_stack();
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  const bool on_own = here >= own.bottom && here < own.top;
  const size_t above =
      on_own ? own.top - here : static_cast<size_t>(sc_core::SC_DEFAULT_STACK_SIZE);
  __asan_unpoison_memory_region(reinterpret_cast<void *>(here), above);
}

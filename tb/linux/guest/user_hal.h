// SPDX-License-Identifier: Apache-2.0
// Hardware access for firmware drivers in a program of the guest: their "physical" addresses are
// pointers of the program, in registers as in memory.
#ifndef GUEST_USER_HAL_H
#define GUEST_USER_HAL_H

#include "vtd_hal.h"

// The same for all drivers of the program; there are no pages to allocate.
const vtd_hal *user_hal(void);

#endif // GUEST_USER_HAL_H

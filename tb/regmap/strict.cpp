// SPDX-License-Identifier: Apache-2.0
// Compiles the generated headers as freestanding C++17 under strict warnings; there is nothing to
// run.
#include "vtd/vtd_regs.h"
#include "vtd/vtd_tables.h"

static_assert(VTD_CTX_SIZE == 8 * VTD_CTX_WORDS, "sizes agree");

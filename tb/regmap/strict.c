// SPDX-License-Identifier: Apache-2.0
// Compiles the generated headers as freestanding C11 under strict warnings; there is nothing to
// run.
#include "vtd/vtd_regs.h"
#include "vtd/vtd_tables.h"

_Static_assert(VTD_CTX_SIZE == 8 * VTD_CTX_WORDS, "sizes agree");

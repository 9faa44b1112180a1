// SPDX-License-Identifier: Apache-2.0
// Makes a failing case small, and tells it in words.
#ifndef VTD_TB_SHRINK_H
#define VTD_TB_SHRINK_H

#include <iosfwd>

#include "machine.h"

namespace vtd::oracle {

// Takes away operations, words, pages and oddities of the unit as long as the same kind of mismatch
// stays. `options` say which pass failed.
Case shrink(Case c, const RunOptions &options, const Mismatch &found);

// The whole story: the unit, the operations before, the walk entry by entry, both answers.
void tell(std::ostream &out, const Case &c, const RunOptions &options, const Mismatch &mismatch);

} // namespace vtd::oracle

#endif // VTD_TB_SHRINK_H

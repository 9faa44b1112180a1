// SPDX-License-Identifier: Apache-2.0
// Makes an image small while something about it stays true.
#ifndef VTD_TB_ORACLE_SHRINK_IMAGE_H
#define VTD_TB_ORACLE_SHRINK_IMAGE_H

#include <functional>

#include "image.h"

namespace vtd::judge {

// Takes away operations, then words, then single bits of words, as long as `holds` says yes, for at
// most `seconds` or `tries` questions (a try with an implementation in another process takes
// milliseconds). Gives the image back as it was if `holds` is false from the start.
Image shrink(Image image, const std::function<bool(const Image &)> &holds, double seconds = 60,
             unsigned tries = 20000);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_SHRINK_IMAGE_H

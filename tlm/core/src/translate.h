// SPDX-License-Identifier: Apache-2.0
// The ways through a translation: shortcut.c leaves to translate.c what is not plain, and a test
// compares both.
#ifndef VTD_TRANSLATE_H
#define VTD_TRANSLATE_H

#include "vtd/vtd.h"

// What vtd_translate() does, without its short way for plain IOTLB hits: same result, same effects.
void vtd_translate_fully(vtd_t *u, const vtd_request *request, vtd_result *result);

// The rest of it for a plain request which the IOTLB is known not to hold, of which `context` is
// the valid line, and which is counted; `walk` is the handle of its walk.
struct vtd_context;
void vtd_translate_missed(vtd_t *u, const vtd_request *request, vtd_result *result,
                          const struct vtd_context *context, uint8_t walk);

#endif // VTD_TRANSLATE_H

// SPDX-License-Identifier: Apache-2.0
// The two ways through a translation, for a test that compares them.
#ifndef VTD_TRANSLATE_H
#define VTD_TRANSLATE_H

#include "vtd/vtd.h"

// What vtd_translate() does, without its short way for plain IOTLB hits: same result, same effects.
void vtd_translate_fully(vtd_t *u, const vtd_request *request, vtd_result *result);

#endif // VTD_TRANSLATE_H

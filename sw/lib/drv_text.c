// SPDX-License-Identifier: Apache-2.0
// Error texts.
#include "vtd_drv.h"

const char *vtd_drv_err_text(vtd_drv_err err) {
  switch (err) {
  case VTD_DRV_OK:
    return "no error";
  case VTD_DRV_BAD_ARGUMENT:
    return "bad argument";
  case VTD_DRV_NO_UNIT:
    return "no remapping unit at this address";
  case VTD_DRV_UNSUPPORTED:
    return "not supported by this unit";
  case VTD_DRV_NO_MEMORY:
    return "out of pages";
  case VTD_DRV_NO_DOMAIN_ID:
    return "out of domain ids";
  case VTD_DRV_NO_PASID:
    return "out of PASIDs";
  case VTD_DRV_TIMEOUT:
    return "the unit did not answer in time";
  case VTD_DRV_EXISTS:
    return "something is there already";
  case VTD_DRV_NOT_MAPPED:
    return "not mapped or not attached";
  case VTD_DRV_RANGE:
    return "address out of range";
  case VTD_DRV_QUEUE_ERROR:
    return "invalidation queue error";
  case VTD_DRV_DEVICE_TIMEOUT:
    return "a device did not complete its invalidation";
  case VTD_DRV_REFUSED:
    return "invalidation refused by the unit";
  case VTD_DRV_BUSY:
    return "another call is under way";
  case VTD_DRV_STATE:
    return "not possible in this state";
  }
  return "unknown error";
}

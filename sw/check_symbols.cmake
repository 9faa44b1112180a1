# Proves that a freestanding image needs nothing from outside, and that there is something in it.
#   cmake -DNM=<nm> -DIMAGE=<relocatable object> -P check_symbols.cmake
execute_process(COMMAND ${NM} --undefined-only ${IMAGE} OUTPUT_VARIABLE undefined
  RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
if(failed)
  message(FATAL_ERROR "nm cannot read ${IMAGE}")
endif()
if(undefined)
  message(FATAL_ERROR "${IMAGE} has undefined symbols:\n${undefined}")
endif()
execute_process(COMMAND ${NM} --defined-only ${IMAGE} OUTPUT_VARIABLE defined)
foreach(symbol vtd_drv_probe vtd_drv_map dmae_open fw_programs mmio_start_unit)
  if(NOT defined MATCHES "${symbol}")
    message(FATAL_ERROR "${IMAGE} lacks ${symbol}")
  endif()
endforeach()
message(STATUS "${IMAGE}: no undefined symbols")

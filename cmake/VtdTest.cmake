# vtd_add_test(NAME <name> LABELS <label>... [TIMEOUT <seconds>] COMMAND <command> [<arg>...])
#
# Registers a ctest test under one or more of the project's labels
# (unit, tlm, cosim, firmware, oracle, linux, fuzz, bench).
function(vtd_add_test)
  cmake_parse_arguments(T "" "NAME;TIMEOUT;WORKING_DIRECTORY" "LABELS;COMMAND" ${ARGN})
  if(NOT T_NAME OR NOT T_LABELS OR NOT T_COMMAND)
    message(FATAL_ERROR "vtd_add_test needs NAME, LABELS and COMMAND")
  endif()
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 300)
  endif()
  if(NOT T_WORKING_DIRECTORY)
    set(T_WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
  endif()
  add_test(NAME "${T_NAME}" COMMAND ${T_COMMAND} WORKING_DIRECTORY "${T_WORKING_DIRECTORY}")
  set_tests_properties("${T_NAME}" PROPERTIES LABELS "${T_LABELS}" TIMEOUT "${T_TIMEOUT}")
endfunction()

# Installs a build to a place of its own, moves it, builds one consumer against it, and compares what that prints.
# KIND: cmake, cmake_core (find_package); pkgconfig, pkgconfig_core.
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGV " " line)
    message(FATAL_ERROR "${line}\nended with ${status}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --component development --prefix ${WORK}/first_place)
file(RENAME ${WORK}/first_place ${WORK}/installed) # the package must not know where it was put

set(example ${SOURCE}/tlm/examples/first_platform)
if(KIND MATCHES "_core")
  set(example ${SOURCE}/tlm/examples/core_alone)
endif()
set(program ${WORK}/program)

if(KIND STREQUAL "cmake")
  run(${CMAKE_COMMAND} -S ${example} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${CXX}
      -DCMAKE_PREFIX_PATH=${WORK}/installed -DSystemCLanguage_DIR=${SYSTEMC_DIR})
  run(${CMAKE_COMMAND} --build ${WORK}/build)
  set(program ${WORK}/build/first_platform)
elseif(KIND STREQUAL "cmake_core")
  file(WRITE ${WORK}/source/CMakeLists.txt
    "cmake_minimum_required(VERSION 3.25)\nproject(consumer LANGUAGES C)\n"
    "find_package(vtd 0.1 REQUIRED COMPONENTS core)\n"
    "add_executable(consumer ${example}/main.c)\ntarget_link_libraries(consumer PRIVATE vtd::core)\n")
  run(${CMAKE_COMMAND} -S ${WORK}/source -B ${WORK}/build -G ${GENERATOR} -DCMAKE_C_COMPILER=${CC}
      -DCMAKE_PREFIX_PATH=${WORK}/installed)
  run(${CMAKE_COMMAND} --build ${WORK}/build)
  set(program ${WORK}/build/consumer)
else()
  if(NOT PKG_CONFIG)
    message(FATAL_ERROR "pkg-config was not found; scripts/setup installs it")
  endif()
  file(GLOB_RECURSE files ${WORK}/installed/*.pc)
  list(GET files 0 one)
  get_filename_component(folder ${one} DIRECTORY)
  set(ENV{PKG_CONFIG_PATH} "${folder}:$ENV{PKG_CONFIG_PATH}")
  set(package vtd)
  set(compiler ${CXX} -std=c++17 ${example}/main.cpp)
  if(KIND STREQUAL "pkgconfig_core")
    set(package vtd-core)
    set(compiler ${CC} -std=c11 ${example}/main.c)
  endif()
  run(${PKG_CONFIG} --cflags --libs ${package})
  separate_arguments(flags UNIX_COMMAND "${output}")
  run(${compiler} -o ${program} ${flags})
endif()

set(ENV{SYSTEMC_DISABLE_COPYRIGHT_MESSAGE} 1)
run(${program})
file(READ ${example}/expected.txt expected)
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "the consumer printed\n${output}\nbut expected.txt says\n${expected}")
endif()

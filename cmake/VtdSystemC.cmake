# Provides the target vtd::systemc: SystemC with TLM-2.0, whichever way it is installed.
#
# SystemC 3.x and source builds of 2.3.x bring a CMake package; Debian's 2.3.4 brings only a pkg-config file.
# The library carries the C++ standard it was built with in a symbol, so a mismatch shows up as a link error:
# the check below turns that into a message.
include(CheckCXXSourceCompiles)

if(NOT TARGET vtd::systemc)
  add_library(vtd_systemc_dep INTERFACE)
  add_library(vtd::systemc ALIAS vtd_systemc_dep)
  find_package(SystemCLanguage CONFIG QUIET)
  if(SystemCLanguage_FOUND)
    set(vtd_systemc_imported SystemC::systemc)
  else()
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND)
      pkg_check_modules(VTD_SYSTEMC QUIET IMPORTED_TARGET systemc)
    endif()
    if(NOT VTD_SYSTEMC_FOUND)
      message(FATAL_ERROR "SystemC was not found: neither the CMake package SystemCLanguage nor systemc.pc. "
                          "On Debian 12 install libsystemc-dev (scripts/setup does); "
                          "for your own build set CMAKE_PREFIX_PATH or PKG_CONFIG_PATH.")
    endif()
    set(vtd_systemc_imported PkgConfig::VTD_SYSTEMC)
  endif()
  find_package(Threads REQUIRED)
  target_link_libraries(vtd_systemc_dep INTERFACE ${vtd_systemc_imported} Threads::Threads)

  set(CMAKE_REQUIRED_LIBRARIES ${vtd_systemc_imported} Threads::Threads)
  set(CMAKE_REQUIRED_FLAGS "-std=c++17")
  check_cxx_source_compiles(
    "#include <systemc>\nint sc_main(int, char **) { sc_core::sc_time t; return t.value() != 0; }"
    VTD_SYSTEMC_LINKS)
  unset(CMAKE_REQUIRED_LIBRARIES)
  unset(CMAKE_REQUIRED_FLAGS)
  if(NOT VTD_SYSTEMC_LINKS)
    unset(VTD_SYSTEMC_LINKS CACHE) # the next run may find another library
    message(FATAL_ERROR "SystemC was found but a C++17 program does not link with it. The library's "
                        "sc_api_version symbol names the C++ standard that it was built with: build SystemC with "
                        "-DCMAKE_CXX_STANDARD=17, or use Debian 12's libsystemc-dev.")
  endif()
endif()

# What `cmake --install` puts where: the libraries vtd::core, vtd::acpi and vtd::tlm, the headers of
# vtd::adapters, the CMake package and the pkg-config files. The result may be moved to another place.
# All of it is of the install component "development".
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(VTD_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/vtd")
set(VTD_INSTALLED_COMPONENTS core acpi)
file(RELATIVE_PATH VTD_PC_PREFIX "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")

function(vtd_install_component component target)
  string(SUBSTRING "${component}" 0 1 first)
  string(SUBSTRING "${component}" 1 -1 rest)
  string(TOUPPER "${first}" first)
  install(TARGETS ${target} EXPORT vtd${first}${rest}Targets
          ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
  install(EXPORT vtd${first}${rest}Targets NAMESPACE vtd:: DESTINATION "${VTD_CMAKE_DIR}"
          COMPONENT development)
endfunction()

# Archives for link-time optimisation carry ordinary code, too: for consumers with another linker.
if(VTD_LTO AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
  target_compile_options(vtd_core PRIVATE -ffat-lto-objects)
  target_compile_options(vtd_acpi PRIVATE -ffat-lto-objects)
  if(TARGET vtd_tlm)
    target_compile_options(vtd_tlm PRIVATE -ffat-lto-objects)
  endif()
endif()

vtd_install_component(core vtd_core)
install(DIRECTORY tlm/core/include/vtd DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
configure_file(cmake/vtd-core.pc.in vtd-core.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/vtd-core.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
        COMPONENT development)

vtd_install_component(acpi vtd_acpi)
install(FILES tlm/acpi/include/vtd/acpi_dmar.h tlm/acpi/include/vtd/acpi_platform.h
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/vtd" COMPONENT development)
configure_file(cmake/vtd-acpi.pc.in vtd-acpi.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/vtd-acpi.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
        COMPONENT development)

if(TARGET vtd_tlm)
  list(APPEND VTD_INSTALLED_COMPONENTS tlm)
  vtd_install_component(tlm vtd_tlm)
  install(DIRECTORY tlm/systemc/include/vtd DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
  list(APPEND VTD_INSTALLED_COMPONENTS adapters)
  vtd_install_component(adapters vtd_adapters)
  install(DIRECTORY tlm/adapters/include/vtd DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
  install(FILES cmake/VtdSystemC.cmake DESTINATION "${VTD_CMAKE_DIR}" COMPONENT development)
  configure_file(cmake/vtd.pc.in vtd.pc @ONLY)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/vtd.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
        COMPONENT development)
endif()

configure_package_config_file(cmake/vtdConfig.cmake.in vtdConfig.cmake INSTALL_DESTINATION "${VTD_CMAKE_DIR}")
write_basic_package_version_file(vtdConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/vtdConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/vtdConfigVersion.cmake"
        DESTINATION "${VTD_CMAKE_DIR}" COMPONENT development)

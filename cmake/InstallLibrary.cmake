# Installs the library with a package config, so that find_package(oci2boot) finds it.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/oci2boot)
install(TARGETS oci2boot_oci EXPORT oci2bootTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  COMPONENT library)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/oci2boot DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT library)
install(EXPORT oci2bootTargets NAMESPACE oci2boot:: DESTINATION ${package_folder}
  COMPONENT library)
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/oci2bootConfig.cmake.in
  ${PROJECT_BINARY_DIR}/oci2bootConfig.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/oci2bootConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/oci2bootConfig.cmake
  ${PROJECT_BINARY_DIR}/oci2bootConfigVersion.cmake DESTINATION ${package_folder}
  COMPONENT library)

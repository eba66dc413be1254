# Packages for Debian and Ubuntu: `cpack` in the build folder makes oci2boot, the program, and
# liboci2boot-dev, the library. They depend on the libraries of the system that they were made on.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "oci2boot")
set(CPACK_PACKAGE_CONTACT "oci2boot maintainers <maintainers@oci2boot.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has a line of its own
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_OCI2BOOT_CHANGELOG ${PROJECT_SOURCE_DIR}/CHANGELOG.md)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_OCI2BOOT_STRIP ${CMAKE_STRIP})
set(CPACK_COMPONENTS_ALL program library)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/debian/finish.cmake)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(own_qemu qemu-system-arm)
  set(other_qemu qemu-system-x86)
else()
  set(own_qemu qemu-system-x86)
  set(other_qemu qemu-system-arm)
endif()
# What is loaded while it runs (oci/http/libcurl.h), and so is not found as a library that is linked.
set(loaded "libcurl4t64 | libcurl4 (>= 7.81)")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME oci2boot)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "${loaded}")  # beside those that are linked
# Converting takes none of these; booting does, and the formats of qemu-img.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS
  "${own_qemu}, qemu-utils, virtiofsd | qemu-system-common (<< 1:8), \
ca-certificates")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "${other_qemu}")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
  "boot container images as virtual machines
oci2boot turns an OCI or Docker image into something that boots: an
initramfs, an ext4 or qcow2 disk, with a kernel and a script that starts it
under QEMU. It needs neither root nor a container engine nor loop mounts.
.
oci2boot run boots an image at once, with the manners of docker run: input,
output and exit status are those of the program in the guest.")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME liboci2boot-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "libarchive-dev, libbz2-dev, ${loaded}, libisal-dev, \
liblzma-dev, libssl-dev, libzstd-dev, nlohmann-json3-dev, pkg-config")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION
  "read container images as root file systems (development files)
The library of oci2boot: from the name of an OCI or Docker image, in a
registry or on disk, to its verified layers and the tree of files that they
make. C++20, linked statically, with a package for CMake's find_package().")

include(CPack)

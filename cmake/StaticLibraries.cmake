# For OCI2BOOT_STATIC: whatever is found after this is linked statically where it is installed so.
#
# Shared all the same, as they are found first:
# - the C library: it loads the host's name services (nsswitch.conf) when a registry's name is looked
#   up, and a static one demands the very version that it was built with;
# - OpenSSL: libcurl brings the shared one when it is loaded (oci/http/libcurl.h). Both read the
#   system's certificates and settings and get its security updates, and a static libcurl would want
#   Kerberos and LDAP, which distributions have as shared libraries alone;
# - libarchive: it stands on libxml2, nettle and libacl, which nothing else here needs;
# - libzstd: Debian's static one packs with one thread alone, and libarchive brings the shared one.
find_package(LibArchive REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)

set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
add_link_options(-static-libstdc++ -static-libgcc)

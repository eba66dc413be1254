# The flags that all of our own targets are built with: link the interface target `oci2boot_flags`.
add_library(oci2boot_flags INTERFACE)
target_compile_options(oci2boot_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2>
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${OCI2BOOT_WERROR}>>:-Werror>)
# At -O3, GCC 12 takes the copies inside std::string's operator+ for overlapping ones (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(oci2boot_flags INTERFACE
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CONFIG:Release>>:-Wno-restrict>)
endif()
target_include_directories(oci2boot_flags INTERFACE ${PROJECT_SOURCE_DIR})

if(OCI2BOOT_SANITIZE)
  target_compile_options(oci2boot_flags INTERFACE
    -fsanitize=${OCI2BOOT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(oci2boot_flags INTERFACE -fsanitize=${OCI2BOOT_SANITIZE})
endif()

// SPDX-License-Identifier: Apache-2.0
#include "src/init/embedded_init.h"

// From embedded_init.S; each pair is there only when the build made that architecture's binary.
extern "C" {
extern const std::byte oci2boot_init_amd64_begin[];
extern const std::byte oci2boot_init_amd64_end[];
extern const std::byte oci2boot_init_arm64_begin[];
extern const std::byte oci2boot_init_arm64_end[];
}

namespace oci2boot {

std::span<const std::byte> embedded_init(std::string_view architecture) {
#ifdef OCI2BOOT_INIT_AMD64
  if (architecture == "amd64") return {oci2boot_init_amd64_begin, oci2boot_init_amd64_end};
#endif
#ifdef OCI2BOOT_INIT_ARM64
  if (architecture == "arm64") return {oci2boot_init_arm64_begin, oci2boot_init_arm64_end};
#endif
  static_cast<void>(architecture);
  return {};
}

}  // namespace oci2boot

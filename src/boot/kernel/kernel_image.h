// SPDX-License-Identifier: Apache-2.0
// Tells a Linux kernel from its bytes: what form it has, for which architecture, which version.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace oci2boot {

enum class KernelFormat {
  bzimage,      ///< x86: Documentation/arch/x86/boot.rst
  arm64_image,  ///< Documentation/arch/arm64/booting.rst; also packed with gzip
  zboot,        ///< a self-unpacking EFI program: drivers/firmware/efi/libstub/zboot-header.S
  elf,          ///< vmlinux
};

struct KernelImage {
  KernelFormat format = KernelFormat::bzimage;
  std::string architecture;  ///< GOARCH: "amd64", "386", "arm64", "riscv64"
  std::string version;       ///< as `uname -r` gives it; empty when the bytes do not say
};

/// So many first bytes of a file are enough for kernel_of_head().
inline constexpr std::size_t kKernelHead = 64U << 10;

/// What a file that begins so may be: form and architecture, and its version where it stands there.
/// Nothing when it is surely no kernel. Any bytes will do.
std::optional<KernelImage> kernel_of_head(std::string_view head);

/// What a whole file is. Nothing when it is no kernel of these forms. Any bytes will do.
std::optional<KernelImage> recognise_kernel(std::string_view bytes);

}  // namespace oci2boot

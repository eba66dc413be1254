// SPDX-License-Identifier: Apache-2.0
// What a kernel that unpacks itself unpacks: the kernel proper, which some machines want instead
// (Firecracker, Cloud Hypervisor), and which has its configuration in it where it was built so.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/boot/kernel/kernel_image.h"

namespace oci2boot {

/// The bytes that hold the kernel proper, packed or not; nothing when they lie outside of the file,
/// or it does not say where they are. Any bytes will do.
std::optional<std::string_view> kernel_payload(const KernelImage& image, std::string_view bytes);

/// The kernel proper in the file `bytes`, which `image` is about: of a bzImage the ELF file vmlinux
/// (followed by its relocations, as scripts/extract-vmlinux of the kernel's sources leaves them),
/// for arm64 the plain Image. What is not packed is given back as it is. Throws Error
/// (invalid_image) when it is packed in a way that is not read (lzma, lzo), damaged, or too
/// large. Any bytes will do.
std::string unpacked_kernel(const KernelImage& image, std::string_view bytes);

/// The configuration that a kernel built with CONFIG_IKCONFIG carries (kernel/configs.c), as text.
/// Nothing when there is none. Any bytes will do.
std::optional<std::string> embedded_config(std::string_view unpacked);

}  // namespace oci2boot

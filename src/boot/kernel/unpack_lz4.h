// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oci2boot {

/// Whether bytes begin like a legacy lz4 frame, the one that the kernel's build makes (lz4 -l).
bool is_legacy_lz4(std::string_view bytes);

/// What such a frame unpacks to: blocks of at most 8 MiB, each behind the number of its packed
/// bytes, up to the end of the bytes (lib/decompress_unlz4.c). Throws Error: verification_failed
/// when it is damaged, invalid_image when it is more than `limit` bytes.
std::string unpack_legacy_lz4(std::string_view packed, std::uint64_t limit);

}  // namespace oci2boot

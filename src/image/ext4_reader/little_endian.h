// SPDX-License-Identifier: Apache-2.0
// Integers as ext4 has them on disk. The caller has checked that they lie within the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/image/little_endian.h"

namespace oci2boot {

inline std::uint16_t le16(std::span<const std::byte> bytes, std::size_t offset) {
  return little_endian_at<std::uint16_t>(bytes, offset);
}
inline std::uint32_t le32(std::span<const std::byte> bytes, std::size_t offset) {
  return little_endian_at<std::uint32_t>(bytes, offset);
}

/// A number of which the lower 32 bits lie at one place and the upper ones at another.
inline std::uint64_t from_halves(std::uint64_t low, std::uint64_t high) {
  return low | high << 32;
}

}  // namespace oci2boot

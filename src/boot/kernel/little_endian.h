// SPDX-License-Identifier: Apache-2.0
// Integers from headers that were made by anyone: a read past the end gives nothing.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace oci2boot {

template <std::unsigned_integral Integer>
std::optional<Integer> little_endian(std::string_view bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Integer)) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = sizeof(Integer); i > 0; --i) {
    value = (value << 8U) | static_cast<unsigned char>(bytes[offset + i - 1]);
  }
  return static_cast<Integer>(value);
}

/// `size` bytes at `offset`; nothing when they are not all there.
inline std::optional<std::string_view> slice(std::string_view bytes, std::uint64_t offset,
                                             std::uint64_t size) {
  if (offset > bytes.size() || bytes.size() - offset < size) return std::nullopt;
  return bytes.substr(offset, size);
}

}  // namespace oci2boot

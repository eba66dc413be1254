// SPDX-License-Identifier: Apache-2.0
// Integers in bytes, least significant byte first, as ext4 and most disk formats have them. The
// caller has checked that they lie within the bytes.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace oci2boot {

template <std::unsigned_integral Integer>
Integer little_endian_at(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value |= std::to_integer<std::uint64_t>(bytes[offset + i]) << (8 * i);
  }
  return static_cast<Integer>(value);
}

template <std::unsigned_integral Integer>
void put_little_endian(std::span<std::byte> bytes, std::size_t offset, Integer number) {
  const std::span<std::byte> field = bytes.subspan(offset, sizeof number);
  std::uint64_t rest = number;
  for (std::byte& byte : field) {
    byte = static_cast<std::byte>(rest & 0xff);
    rest >>= 8;
  }
}

}  // namespace oci2boot

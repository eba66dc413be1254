// SPDX-License-Identifier: Apache-2.0
// Numbers as qcow2 keeps them.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

namespace oci2boot::qcow2 {

/// The number at the start of `bytes`, which has as many.
template <std::unsigned_integral Number>
Number big_endian(std::span<const std::byte> bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) {
    number = static_cast<Number>((number << 8U) | std::to_integer<Number>(bytes[i]));
  }
  return number;
}

template <std::unsigned_integral Number>
void put_big_endian(Number number, std::span<std::byte> bytes) {
  for (std::size_t i = sizeof number; i-- > 0; number = static_cast<Number>(number >> 8U)) {
    bytes[i] = static_cast<std::byte>(number & 0xffU);
  }
}

}  // namespace oci2boot::qcow2

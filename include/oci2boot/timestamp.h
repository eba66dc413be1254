// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

namespace oci2boot {

/// A point in time as file systems keep it: seconds since 1970 (negative before), and nanoseconds
/// 0..999999999 that count forward from there.
struct Timestamp {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;

  auto operator<=>(const Timestamp&) const = default;
};

}  // namespace oci2boot

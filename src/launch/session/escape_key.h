// SPDX-License-Identifier: Apache-2.0
// How a user ends a machine to which every key goes: Ctrl-] three times within a second. Pure.
#pragma once

#include <array>
#include <string_view>

#include "src/launch/session/course.h"

namespace oci2boot {

class EscapeKey {
 public:
  /// Whether that was it.
  bool take(std::string_view typed, SessionClock::time_point now);

 private:
  static constexpr char kKey = 0x1d;
  std::array<SessionClock::time_point, 2> before_{};
  std::size_t count_ = 0;  ///< in a row, at most 2
};

}  // namespace oci2boot

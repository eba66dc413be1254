// SPDX-License-Identifier: Apache-2.0
// Text of sections, keys and values, as systemd and NetworkManager have it (systemd.syntax(7)).
#pragma once

#include <functional>
#include <string_view>

namespace oci2boot {

struct IniLine {
  std::string_view section;  ///< without brackets; empty before the first
  std::string_view key;
  std::string_view value;
};

/// Calls `visit` for every assignment, in order. What is neither a section, a comment nor an
/// assignment is passed over, as is the continuation of a line.
void each_assignment(std::string_view text, const std::function<void(const IniLine&)>& visit);

}  // namespace oci2boot

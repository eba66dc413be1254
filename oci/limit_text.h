// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace oci2boot {

/// The end of every message about a limit, the way out. `limit` is the name of the option: that of
/// the field of Limits, with dashes.
inline std::string raised_by_option(std::string_view limit) {
  return "; --limit " + std::string(limit) + "=N raises it";
}

}  // namespace oci2boot

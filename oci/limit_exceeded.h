// SPDX-License-Identifier: Apache-2.0
// What is thrown when an image asks for more than Limits give.
#pragma once

#include <string>
#include <string_view>

#include "oci2boot/error.h"

namespace oci2boot {

/// The end of every message about a limit, the way out. `limit` is the name of the option: that of
/// the field of Limits, with dashes.
inline std::string raised_by_option(std::string_view limit) {
  return "; --limit " + std::string(limit) + "=N raises it";
}

/// What asks for too much is what it is: its digest would tell nothing more, so the rest of it need
/// not be read.
class LimitExceeded : public Error {
 public:
  /// `limit`: see raised_by_option().
  LimitExceeded(const std::string& message, std::string_view limit)
      : Error(ErrorCode::invalid_image, message + raised_by_option(limit)) {}
};

}  // namespace oci2boot

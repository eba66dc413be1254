// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "oci/limit_text.h"
#include "oci2boot/error.h"

namespace oci2boot {

/// What a layer throws that asks for more than Limits give: it is what it is, its digest would tell
/// nothing more, so the rest of it need not be read.
class LimitExceeded : public Error {
 public:
  /// `limit`: see raised_by_option().
  LimitExceeded(const std::string& message, std::string_view limit)
      : Error(ErrorCode::invalid_image, message + raised_by_option(limit)) {}
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// Base64 with padding and without line breaks (RFC 4648, section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oci2boot {

std::string base64_encoded(std::string_view bytes);

/// Nothing when `text` is not base64.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace oci2boot

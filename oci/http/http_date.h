// SPDX-License-Identifier: Apache-2.0
// Dates in headers (RFC 9110, section 5.6.7).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace oci2boot {

/// Any of the three forms; nothing when `text` is none. `now` decides the century of a year of two
/// digits.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text,
                                                        std::chrono::system_clock::time_point now);

}  // namespace oci2boot

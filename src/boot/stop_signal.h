// SPDX-License-Identifier: Apache-2.0
// The image's STOPSIGNAL as a number.
#pragma once

#include <optional>
#include <string_view>

namespace oci2boot {

inline constexpr int kDefaultStopSignal = 15;  ///< SIGTERM

/// "SIGTERM", "term", "15", "SIGRTMIN+3" (which stops systemd) or "SIGRTMAX-2", with the numbers
/// that Linux has on amd64, arm64 and riscv64, where the real-time signals go from 34 to 64 as
/// glibc and Docker count them. Nothing when it is none of 1..64.
std::optional<int> parse_signal(std::string_view text);

}  // namespace oci2boot

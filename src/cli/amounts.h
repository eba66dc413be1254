// SPDX-License-Identifier: Apache-2.0
// Sizes, times and numbers as people read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "oci2boot/timestamp.h"

namespace oci2boot {

/// "3.1 MiB"
std::string human_size(std::uint64_t bytes);

/// How much of a whole is there, in the unit of the whole: "3.1/12.0 MiB", "97/120 MiB". At most 13
/// columns up to a TiB.
std::string human_part(std::uint64_t bytes, std::uint64_t whole);

/// "3.1 MiB/s", "120 MiB/s"; at most 10 columns up to a TiB.
std::string human_rate(double bytes_per_second);

/// "1 layer", "3 layers"
std::string counted(std::uint64_t count, const std::string& noun);

/// "7s", "1:05", "1:01:05"
std::string human_duration(std::chrono::seconds duration);

/// "2026-11-20T14:23:54Z" (RFC 3339), without parts of a second.
std::string utc_time(Timestamp time);

/// "2026-11-20 14:23"
std::string utc_minute(std::chrono::system_clock::time_point time);

}  // namespace oci2boot

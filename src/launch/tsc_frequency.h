// SPDX-License-Identifier: Apache-2.0
// How fast the time stamp counter of this machine's processor counts, which is the one that QEMU
// shows to a guest whose processor it emulates.
//
// Such a guest measures it against a timer that QEMU emulates as well, which on a busy host comes
// late: it finds a third of the truth, and its clock runs three times as fast.
#pragma once

#include <cstdint>
#include <optional>

namespace oci2boot {

/// One moment by both clocks.
struct TscMoment {
  std::uint64_t ticks = 0;
  std::uint64_t nanoseconds = 0;
};

/// In kHz; nothing when the two are less than 5 ms apart: that is too little to tell. Pure.
std::optional<std::uint64_t> tsc_khz(const TscMoment& begin, const TscMoment& end);

/// Of this machine, from the program's start until now; nothing where its counter does not count
/// evenly, or is no x86 processor's.
std::optional<std::uint64_t> host_tsc_khz();

}  // namespace oci2boot

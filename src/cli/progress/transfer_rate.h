// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace oci2boot {

using ProgressClock = std::chrono::steady_clock;

/// How fast bytes came during the last few seconds. Pure: the caller has the clock.
class TransferRate {
 public:
  /// So many bytes in all are here `now`.
  void note(std::uint64_t bytes, ProgressClock::time_point now);

  /// Bytes per second, falling while none come; nothing before there is enough to tell from.
  std::optional<double> at(ProgressClock::time_point now) const;

 private:
  struct Sample {
    ProgressClock::time_point time;
    std::uint64_t bytes;
  };
  std::deque<Sample> samples_;  ///< of the last few seconds, a few for each
  std::uint64_t bytes_ = 0;
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/launch/tsc_frequency.h"

#include <time.h>

#include <limits>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

namespace oci2boot {

namespace {

constexpr std::uint64_t kLeastNanoseconds = 5'000'000;
constexpr std::uint64_t kNanosecondsPerMillisecond = 1'000'000;

#if defined(__x86_64__)

/// Intel SDM, "Invariant TSC"; AMD APM, "TscInvariant".
bool counts_evenly() {
  constexpr unsigned kPowerManagement = 0x80000007;
  constexpr unsigned kInvariant = 1U << 8;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  return __get_cpuid(kPowerManagement, &a, &b, &c, &d) != 0 && (d & kInvariant) != 0;
}

std::uint64_t read_clock() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC_RAW, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec);
}

/// Whoever is interrupted between the clocks reads them at two moments: the closest pair counts.
TscMoment read_moment() noexcept {
  constexpr int kTries = 8;
  TscMoment best;
  std::uint64_t best_distance = std::numeric_limits<std::uint64_t>::max();
  for (int i = 0; i < kTries; ++i) {
    const std::uint64_t before = read_clock();
    const std::uint64_t ticks = __rdtsc();
    const std::uint64_t distance = read_clock() - before;
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = {ticks, before + distance / 2};
  }
  return best;
}

#else

bool counts_evenly() {
  return false;
}
TscMoment read_moment() noexcept {
  return {};
}

#endif

const TscMoment kProgramStart = read_moment();

}  // namespace

std::optional<std::uint64_t> tsc_khz(const TscMoment& begin, const TscMoment& end) {
  if (end.ticks <= begin.ticks || end.nanoseconds < begin.nanoseconds + kLeastNanoseconds) {
    return std::nullopt;
  }
  const double milliseconds = static_cast<double>(end.nanoseconds - begin.nanoseconds) /
                              static_cast<double>(kNanosecondsPerMillisecond);
  return static_cast<std::uint64_t>(static_cast<double>(end.ticks - begin.ticks) / milliseconds);
}

std::optional<std::uint64_t> host_tsc_khz() {
  if (!counts_evenly()) return std::nullopt;
  return tsc_khz(kProgramStart, read_moment());
}

}  // namespace oci2boot

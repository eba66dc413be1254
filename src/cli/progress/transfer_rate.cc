// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/transfer_rate.h"

#include <algorithm>

namespace oci2boot {

namespace {

using namespace std::chrono_literals;

constexpr auto kWindow = 5s;
constexpr auto kSpacing = 200ms;
constexpr auto kLeastToTellFrom = 500ms;

}  // namespace

void TransferRate::note(std::uint64_t bytes, ProgressClock::time_point now) {
  bytes_ = std::max(bytes_, bytes);
  if (!samples_.empty() && now < samples_.back().time + kSpacing) return;
  samples_.push_back({now, bytes_});
  // The last one that is older than the window stays: the window starts there.
  while (samples_.size() > 2 && samples_[1].time < now - kWindow) samples_.pop_front();
}

std::optional<double> TransferRate::at(ProgressClock::time_point now) const {
  if (samples_.empty()) return std::nullopt;
  const Sample* first = &samples_.front();
  for (const Sample& sample : samples_) {
    if (sample.time <= now - kWindow) first = &sample;
  }
  if (now < first->time + kLeastToTellFrom) return std::nullopt;
  const std::chrono::duration<double> seconds = now - first->time;
  return static_cast<double>(bytes_ - first->bytes) / seconds.count();
}

}  // namespace oci2boot

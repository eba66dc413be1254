// SPDX-License-Identifier: Apache-2.0
// How far the layers of an image are. Plain data: no lock, no clock, no terminal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "oci2boot/image.h"
#include "src/cli/progress/transfer_rate.h"

namespace oci2boot {

enum class LayerStage {
  waiting,     ///< for its turn
  arriving,    ///< perhaps being unpacked at the same time
  elsewhere,   ///< another process downloads it
  cached,      ///< here, and needed no download
  downloaded,  ///< here
  unpacking,
  done,
};

struct LayerState {
  std::optional<Digest> digest;
  std::optional<std::uint64_t> total;
  LayerStage stage = LayerStage::waiting;
  bool has_arrived = false;
  std::uint64_t bytes = 0;     ///< of the blob that are here, or have been unpacked
  std::uint64_t resumed = 0;   ///< of those that came, how many were here from an earlier try
  std::uint64_t unpacked = 0;  ///< bytes of the blob
  TransferRate rate;
  std::optional<ProgressClock::time_point> started;  ///< when the first bytes arrived

  bool is_active() const;
};

/// What Progress tells, noted. A layer that there is not is passed over; so is what comes late.
struct TransferState {
  std::string image;
  std::vector<LayerState> layers;

  TransferState() = default;
  explicit TransferState(const Image& opened);

  void arriving(std::size_t layer, std::uint64_t bytes, std::uint64_t total, std::uint64_t resumed,
                ProgressClock::time_point now);
  void waiting(std::size_t layer);
  void arrived(std::size_t layer, bool was_here);
  void unpacking(std::size_t layer, std::uint64_t bytes);
  void unpacked(std::size_t layer);

  /// Whether anything had to be fetched or waited for.
  bool downloads() const;
};

}  // namespace oci2boot

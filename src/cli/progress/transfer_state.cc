// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/transfer_state.h"

#include <algorithm>

namespace oci2boot {

bool LayerState::is_active() const {
  return stage == LayerStage::arriving || stage == LayerStage::elsewhere ||
         stage == LayerStage::unpacking;
}

TransferState::TransferState(const Image& opened) : image(opened.name()) {
  for (const Layer& layer : opened.layers()) {
    LayerState state;
    state.digest = layer.digest ? layer.digest : layer.diff_id;
    state.total = layer.size;
    layers.push_back(std::move(state));
  }
}

void TransferState::arriving(std::size_t layer, std::uint64_t bytes, std::uint64_t total,
                             std::uint64_t resumed, ProgressClock::time_point now) {
  if (layer >= layers.size() || layers[layer].has_arrived) return;
  LayerState& state = layers[layer];
  if (!state.started) state.started = now;
  state.stage = LayerStage::arriving;
  state.bytes = std::max(state.bytes, bytes);
  state.total = total;
  state.resumed = resumed;
  state.rate.note(bytes, now);
}

void TransferState::waiting(std::size_t layer) {
  if (layer >= layers.size() || layers[layer].has_arrived) return;
  layers[layer].stage = LayerStage::elsewhere;
}

void TransferState::arrived(std::size_t layer, bool was_here) {
  if (layer >= layers.size() || layers[layer].has_arrived) return;
  LayerState& state = layers[layer];
  state.has_arrived = true;
  state.stage = was_here ? LayerStage::cached : LayerStage::downloaded;
  if (state.unpacked > 0) state.stage = LayerStage::unpacking;
}

void TransferState::unpacking(std::size_t layer, std::uint64_t bytes) {
  if (layer >= layers.size()) return;
  LayerState& state = layers[layer];
  state.unpacked = std::max(state.unpacked, bytes);
  // As long as it arrives, that is what there is to wait for.
  if (state.stage != LayerStage::arriving && state.stage != LayerStage::elsewhere &&
      state.stage != LayerStage::done) {
    state.stage = LayerStage::unpacking;
  }
}

void TransferState::unpacked(std::size_t layer) {
  if (layer >= layers.size()) return;
  layers[layer].stage = LayerStage::done;
  layers[layer].has_arrived = true;
}

bool TransferState::downloads() const {
  return std::any_of(layers.begin(), layers.end(), [](const LayerState& layer) {
    return layer.started || layer.stage == LayerStage::elsewhere;
  });
}

}  // namespace oci2boot

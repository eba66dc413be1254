// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/plain_display.h"

#include <algorithm>
#include <cstdio>

#include "src/cli/amounts.h"
#include "src/cli/report.h"

namespace oci2boot {

namespace {

std::string layer_words(const TransferState& state, std::size_t layer) {
  const auto& digest = state.layers[layer].digest;
  return "layer " + std::to_string(layer + 1) + " of " + std::to_string(state.layers.size()) +
         (digest ? " (" + digest->abbreviated() + ")" : "");
}

}  // namespace

std::string downloaded_line(const TransferState& state, std::size_t layer,
                            ProgressClock::time_point now) {
  const LayerState& one = state.layers[layer];
  const std::chrono::duration<double> time = now - one.started.value_or(now);
  const std::uint64_t came = one.bytes - std::min(one.bytes, one.resumed);
  char seconds[48];
  std::snprintf(seconds, sizeof seconds, " in %.1f s, ", time.count());
  std::string text = "downloaded " + layer_words(state, layer) + ": " + human_size(came) + seconds +
                     human_rate(static_cast<double>(came) / std::max(time.count(), 0.001));
  if (one.resumed > 0) text += "; " + human_size(one.resumed) + " were here from an earlier try";
  return text;
}

void PlainDisplay::opened(const Image& image) {
  const std::lock_guard lock(mutex_);
  state_ = TransferState(image);
}

void PlainDisplay::arriving(std::size_t layer, std::uint64_t bytes, std::uint64_t total,
                            std::uint64_t resumed) {
  const std::lock_guard lock(mutex_);
  state_.arriving(layer, bytes, total, resumed, ProgressClock::now());
}

void PlainDisplay::waiting(std::size_t layer) {
  const std::lock_guard lock(mutex_);
  if (layer >= state_.layers.size() || state_.layers[layer].stage == LayerStage::elsewhere) return;
  state_.waiting(layer);
  print_remark("waiting for another process that downloads " + layer_words(state_, layer));
}

void PlainDisplay::arrived(std::size_t layer, bool was_here) {
  const std::lock_guard lock(mutex_);
  if (layer >= state_.layers.size() || state_.layers[layer].has_arrived) return;
  state_.arrived(layer, was_here);
  if (was_here || !state_.layers[layer].started) return;
  print_remark(downloaded_line(state_, layer, ProgressClock::now()));
}

void PlainDisplay::retrying(const std::string& failure, std::chrono::milliseconds pause) {
  const std::string line = retrying_line(failure, pause);
  if (!line.empty()) print_remark(line);
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/frame.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/cli/amounts.h"
#include "src/cli/columns.h"

namespace oci2boot {

namespace {

// Columns from left to right, each with a space before it. Where the window is too narrow the last
// ones are left out.
constexpr std::size_t kName = 12;
constexpr std::size_t kStage = 10;
constexpr std::size_t kAmount = 13;
constexpr std::size_t kRate = 10;
constexpr std::size_t kTimeLeft = 7;
constexpr std::size_t kLeastBar = 10;
constexpr std::size_t kLongestBar = 40;
constexpr std::size_t kShortName = 8;

constexpr std::chrono::hours kLongestTimeLeft{10};

std::string name_of(const LayerState& layer, std::size_t index) {
  if (layer.digest) return std::string(layer.digest->hex().substr(0, kName));
  return "layer " + std::to_string(index + 1);
}

const char* word_for(LayerStage stage) {
  switch (stage) {
    case LayerStage::waiting:
    case LayerStage::elsewhere:
      return "waiting";
    case LayerStage::arriving:
      return "arriving";
    case LayerStage::cached:
      return "cached";
    case LayerStage::downloaded:
      return "downloaded";
    case LayerStage::unpacking:
      return "unpacking";
    case LayerStage::done:
      return "done";
  }
  return "";
}

std::uint64_t bytes_of(const LayerState& layer) {
  return layer.stage == LayerStage::unpacking ? layer.unpacked : layer.bytes;
}

/// Between 0 and 1, while there is something to see.
std::optional<double> fraction_of(const LayerState& layer) {
  const bool moves = layer.stage == LayerStage::arriving || layer.stage == LayerStage::unpacking;
  const std::uint64_t total = layer.total.value_or(0);
  if (!moves || total == 0) return std::nullopt;
  return std::min(1.0, static_cast<double>(bytes_of(layer)) / static_cast<double>(total));
}

std::string amount(const LayerState& layer) {
  const std::uint64_t total = layer.total.value_or(0);
  if (fraction_of(layer)) return human_part(bytes_of(layer), total);
  if (layer.stage == LayerStage::unpacking) return human_size(layer.unpacked);
  return layer.total ? human_size(total) : "";
}

std::string time_left(const LayerState& layer, double rate) {
  if (rate < 1 || !layer.total || *layer.total < layer.bytes) return "";
  const double seconds = std::ceil(static_cast<double>(*layer.total - layer.bytes) / rate);
  const std::chrono::seconds longest = kLongestTimeLeft;
  if (seconds >= static_cast<double>(longest.count())) return "";
  return human_duration(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

std::string bar(double fraction, std::size_t width) {
  const std::size_t inside = width - 2;
  const auto full = static_cast<std::size_t>(fraction * static_cast<double>(inside));
  std::string text(full, '=');
  if (full < inside) text += '>';
  return "[" + on_the_left(text, inside) + "]";
}

std::string narrow_line(const LayerState& layer, std::size_t index) {
  const std::string name = name_of(layer, index).substr(0, kShortName);
  const std::optional<double> fraction = fraction_of(layer);
  if (!fraction) return on_the_left(name, kShortName) + " " + word_for(layer.stage);
  const std::string percent = std::to_string(static_cast<int>(*fraction * 100)) + "%";
  return on_the_left(name, kShortName) + on_the_right(percent, 5);
}

/// `width` is what a line may fill.
std::string layer_line(const LayerState& layer, std::size_t index, std::size_t width,
                       ProgressClock::time_point now) {
  std::size_t used = kName + 1 + kStage + 1 + kAmount;
  if (width < used) return narrow_line(layer, index);
  std::string line = on_the_left(name_of(layer, index), kName) + " ";
  const std::string elsewhere = "waiting for another process";
  if (layer.stage == LayerStage::elsewhere && line.size() + elsewhere.size() <= width) {
    return line + elsewhere;
  }
  line += on_the_left(word_for(layer.stage), kStage) + " " + on_the_right(amount(layer), kAmount);
  const std::optional<double> fraction = fraction_of(layer);
  if (!fraction) return line;
  std::string rate;
  std::string left;
  if (const auto known = layer.rate.at(now); known && layer.stage == LayerStage::arriving) {
    rate = human_rate(*known);
    left = time_left(layer, *known);
  }
  used += 1 + kRate;
  if (width < used) return line;
  line += " " + on_the_right(rate, kRate);
  used += 1 + kTimeLeft;
  if (width < used) return line;
  line += " " + on_the_right(left, kTimeLeft);
  if (width < used + 1 + kLeastBar) return line;
  return line + " " + bar(*fraction, std::min(width - used - 1, kLongestBar));
}

std::string summary(const TransferState& state) {
  std::size_t finished = 0;
  std::uint64_t bytes = 0;
  std::uint64_t total = 0;
  for (const LayerState& layer : state.layers) {
    if (layer.has_arrived && !layer.is_active()) ++finished;
    total += layer.total.value_or(0);
    bytes += layer.has_arrived ? layer.total.value_or(0) : layer.bytes;
  }
  std::string text =
      std::to_string(finished) + " of " + counted(state.layers.size(), "layer") + " done";
  if (total > 0) text += ", " + human_part(bytes, total);
  return text;
}

/// Which layers get one of `lines` lines, in order: those at work, then those that will be, then
/// those that are done, the last ones first.
std::vector<std::size_t> chosen(const std::vector<LayerState>& layers, std::size_t lines) {
  const auto rank = [&](std::size_t index) {
    if (layers[index].is_active()) return 0;
    return layers[index].stage == LayerStage::waiting ? 1 : 2;
  };
  std::vector<std::size_t> order(layers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    if (rank(left) != rank(right)) return rank(left) < rank(right);
    return rank(left) == 2 ? left > right : left < right;
  });
  order.resize(std::min(lines, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace

std::vector<std::string> render_frame(const TransferState& state, std::size_t columns,
                                      std::size_t rows, ProgressClock::time_point now) {
  const std::size_t width = columns > 1 ? columns - 1 : 1;
  const std::size_t lines = rows > 2 ? rows - 1 : 1;
  const bool all_fit = state.layers.size() <= lines;
  std::vector<std::string> frame;
  for (const std::size_t index : chosen(state.layers, all_fit ? lines : lines - 1)) {
    frame.push_back(layer_line(state.layers[index], index, width, now));
  }
  if (!all_fit) frame.push_back(summary(state));
  for (std::string& line : frame) {
    line.resize(std::min(line.size(), width));
    line.erase(line.find_last_not_of(' ') + 1);
  }
  return frame;
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/layer_colors.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace oci2boot {

namespace {

constexpr std::size_t kColors = 8;

}  // namespace

LayerColors::LayerColors(const std::vector<LayerSums>& layers) : colors_(layers.size()) {
  std::vector<std::size_t> shown(layers.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  std::stable_sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) {
    return layers[a].added.bytes > layers[b].added.bytes;
  });
  if (shown.size() > kColors) {
    all_are_colored_ = layers[shown[kColors]].added.bytes == 0;
    shown.resize(kColors);
  }
  std::sort(shown.begin(), shown.end());
  unsigned color = 0;
  for (const std::size_t layer : shown) {
    if (layers[layer].added.bytes > 0) colors_[layer] = ++color;
  }
}

std::string LayerColors::of(std::uint32_t layer) const {
  return "c" + std::to_string(layer == 0 || layer > colors_.size() ? 0 : colors_[layer - 1]);
}

std::vector<std::uint32_t> LayerColors::colored() const {
  std::vector<std::uint32_t> layers;
  for (std::size_t i = 0; i < colors_.size(); ++i) {
    if (colors_[i] > 0) layers.push_back(static_cast<std::uint32_t>(i + 1));
  }
  return layers;
}

Html LayerColors::chip(std::uint32_t layer) const {
  return element("b", attribute("class", "chip " + of(layer)), html_text(std::to_string(layer)));
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// The colours that tell layers apart on the page. Only so many can be told apart: the largest
// layers have one each, all others share one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/cli/page/html.h"
#include "src/pipeline/layers/layer_analysis.h"

namespace oci2boot {

class LayerColors {
 public:
  explicit LayerColors(const std::vector<LayerSums>& layers);

  /// The class of the style sheet for a layer, counted from 1: "c1" to "c8", or "c0".
  std::string of(std::uint32_t layer) const;
  /// Layers with a colour of their own, oldest first.
  std::vector<std::uint32_t> colored() const;
  /// Whether all layers that bring something have one.
  bool all_are_colored() const { return all_are_colored_; }

  /// The layer's number on its colour.
  Html chip(std::uint32_t layer) const;

 private:
  std::vector<unsigned> colors_;  // by layer, from 0
  bool all_are_colored_ = true;
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/layers/build_steps.h"

#include <algorithm>

namespace oci2boot {

std::vector<BuildStep> build_steps(const std::vector<HistoryStep>& history, std::size_t layers) {
  std::vector<BuildStep> steps;
  const auto told = std::count_if(history.begin(), history.end(),
                                  [](const HistoryStep& step) { return !step.empty_layer; });
  if (static_cast<std::size_t>(told) != layers) {
    for (std::size_t i = 0; i < layers; ++i) steps.push_back({"", i});
    return steps;
  }
  std::size_t layer = 0;
  for (const HistoryStep& step : history) {
    const std::string& words = step.created_by.empty() ? step.comment : step.created_by;
    steps.push_back({words, step.empty_layer ? std::nullopt : std::optional(layer++)});
  }
  return steps;
}

}  // namespace oci2boot

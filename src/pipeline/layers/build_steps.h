// SPDX-License-Identifier: Apache-2.0
// How an image says it was made, step by step, and which layer came of which step.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "oci2boot/image_config.h"

namespace oci2boot {

struct BuildStep {
  std::string created_by;            ///< see HistoryStep; empty where nothing is told
  std::optional<std::size_t> layer;  ///< from 0; nothing: the step made none
};

/// Oldest first, each of the `layers` layers once. A history that tells of another number of layers
/// is of no use: who would know which is which?
std::vector<BuildStep> build_steps(const std::vector<HistoryStep>& history, std::size_t layers);

}  // namespace oci2boot

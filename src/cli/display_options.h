// SPDX-License-Identifier: Apache-2.0
// The options that say how much is told while a command runs.
#pragma once

#include "src/cli/option_parser.h"

namespace oci2boot {

enum class ProgressMode {
  automatic,  ///< the terminal's lines where there is a terminal, else plain
  plain,      ///< a line for each layer that was downloaded
  json,       ///< standard error holds one JSON object a line, and nothing else
  none,
};

struct DisplayOptions {
  ProgressMode progress = ProgressMode::automatic;
  bool quiet = false;  ///< nothing but what was asked for, warnings and errors
};

/// The heading that they are listed below.
inline constexpr const char* kDisplayGroup = "What is told";

void declare_display_options(Options& options);

/// Throws Error (usage). Quiet means no progress, where nobody asked for a certain kind of it.
DisplayOptions display_options(const GivenOptions& given);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// What the terminal shows of a TransferState.
#pragma once

#include <string>
#include <vector>

#include "src/cli/progress/transfer_state.h"

namespace oci2boot {

/// The lines to show in a window of `columns` and `rows`: one for each layer, or, where there are
/// not rows enough, those that matter most and a summary. ASCII without control characters, each
/// shorter than the window is wide, and fewer than it has rows.
std::vector<std::string> render_frame(const TransferState& state, std::size_t columns,
                                      std::size_t rows, ProgressClock::time_point now);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// One run of a small program: a text in, a text out, never for long and never much.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace oci2boot {

struct ProcessOutput {
  int exit_status = 0;  ///< 128 + the signal's number when a signal ended it, as shells count
  std::string standard_output;
  std::string standard_error;
};

struct ProcessLimits {
  std::size_t output_bytes = 64U << 10;  ///< of either output
  std::chrono::milliseconds time{60'000};
};

/// Finds `arguments[0]` in PATH and runs it without a shell, with this process's environment.
/// Throws Error: missing_tool when there is no such program, failed when it cannot be run or goes
/// beyond a limit (it is killed then). The message names the program and repeats no output.
ProcessOutput run_helper_process(const std::vector<std::string>& arguments,
                                 const std::string& input, const ProcessLimits& limits = {});

}  // namespace oci2boot

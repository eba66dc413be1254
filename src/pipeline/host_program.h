// SPDX-License-Identifier: Apache-2.0
// Programs of this machine, and what they answer.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace oci2boot {

/// The program that execvp(3) would run; nothing when there is none. `search_path` is as $PATH;
/// empty: that is not set.
std::optional<std::filesystem::path> find_program(const std::string& name,
                                                  const std::string& search_path);

struct ProgramAnswer {
  bool succeeded = false;  ///< it ran, and its exit status was 0
  std::string text;        ///< what it printed, both streams, 64 KiB at most; or why it did not run
};

/// Runs it with nothing on its standard input, and no longer than that.
ProgramAnswer ask_program(const std::filesystem::path& program,
                          const std::vector<std::string>& arguments,
                          std::chrono::milliseconds patience = std::chrono::seconds(10));

/// The first line of a text, without what is no printable ASCII.
std::string first_line(const std::string& text);

}  // namespace oci2boot

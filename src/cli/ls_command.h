// SPDX-License-Identifier: Apache-2.0
// oci2boot ls OUTPUT [PATH...]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "oci2boot/limits.h"
#include "src/cli/command_description.h"
#include "src/cli/option_parser.h"

namespace oci2boot {

struct LsCommand {
  std::filesystem::path output;
  std::vector<std::string> paths;  ///< in it; none: all of it
  bool json = false;
  Limits limits;
};

Options ls_options();
CommandDescription ls_description();

/// Throws Error (usage).
LsCommand ls_command(const GivenOptions& given);

}  // namespace oci2boot

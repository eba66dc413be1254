// SPDX-License-Identifier: Apache-2.0
// What the user typed, as data.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "src/pipeline/convert_request.h"

namespace oci2boot {

/// Text to print instead of doing something: --help, --version.
struct Information {
  std::string text;
};

using Command = std::variant<ConvertRequest, Information>;

/// `arguments` without the program's name. Throws Error (usage).
Command parse_command_line(std::span<const std::string> arguments);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// How help texts are set: 80 columns, what is explained on the left, the explanation on the right.
#pragma once

#include <string>
#include <string_view>

#include "src/cli/option.h"

namespace oci2boot {

/// `text` in lines of at most 80 columns, each of them behind `indent` spaces and with its newline.
/// Lines that are broken in `text` stay so. A word that is longer than a line has one of its own.
std::string wrapped(std::string_view text, std::size_t indent);

/// "  NAME        explanation", the explanation from the column `column` on: beside the name, or
/// below a long one.
std::string explained(const std::string& name, std::string_view explanation,
                      std::size_t column = 25);

/// "oci2boot cache ls [options]". The command that needs no name is told so.
std::string usage_line(const std::string& command, const std::string& usage);

/// "-o, --output OUTPUT"
std::string option_spelling(const Option& option);

/// The options of that group, explained.
std::string option_list(const Options& options, std::string_view group);

}  // namespace oci2boot

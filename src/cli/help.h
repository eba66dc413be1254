// SPDX-License-Identifier: Apache-2.0
// What --help and --version print: 80 columns, examples first, options in groups.
#pragma once

#include <string>

namespace oci2boot {

/// Of the program and of `convert`, its main command.
std::string help_text();
std::string inspect_help_text();
std::string ls_help_text();
std::string unpack_help_text();
std::string pull_help_text();
std::string cache_help_text();
std::string kernel_help_text();

/// "oci2boot 0.1.0"
std::string version_text();

}  // namespace oci2boot

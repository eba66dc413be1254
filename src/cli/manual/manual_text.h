// SPDX-License-Identifier: Apache-2.0
// The part of oci2boot(1) that tells of commands and their options, in mdoc(7). Made from the table
// of commands, as help is.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "src/cli/command_description.h"

namespace oci2boot {

/// A subsection for each command. An option that an earlier command takes in the same way is named
/// and not told of again.
std::string manual_text(std::span<const CommandDescription> commands);

/// `text` as roff(7) takes it for text: nothing in it is a request or an escape.
std::string roff_text(std::string_view text);

}  // namespace oci2boot

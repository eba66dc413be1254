// SPDX-License-Identifier: Apache-2.0
// Names come from images and may hold anything, also what a terminal takes for a command.
#pragma once

#include <string>
#include <string_view>

namespace oci2boot {

/// `text` with '?' for each control character (C0, DEL, and C1 as UTF-8 has it) and each byte that
/// is no part of well-formed UTF-8.
std::string terminal_text(std::string_view text);

/// Whether all of `text` is well-formed UTF-8.
bool is_utf8(std::string_view text);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// Texts of an image, line by line.
#pragma once

#include <string_view>
#include <vector>

namespace oci2boot {

/// The lines of a text, each without its newline. Valid as long as the text.
std::vector<std::string_view> text_lines(std::string_view text);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// What somebody who mistyped a word perhaps meant.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace oci2boot {

/// The candidate that is most like `word`: at most two characters to add, leave out, change or swap
/// (one in a word of three or four), or the only one that starts with it. Nothing when no
/// candidate is like it, or when `word` has fewer than three characters.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// The same for a file that is not there: the path of one in the same folder, spelled as `path`
/// is. Nothing when the folder cannot be read, or holds thousands.
std::string nearest_file(const std::filesystem::path& path);

}  // namespace oci2boot

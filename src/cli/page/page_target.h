// SPDX-License-Identifier: Apache-2.0
// The file that a page is put into.
#pragma once

#include <filesystem>
#include <string>

namespace oci2boot {

struct PageTarget {
  std::filesystem::path path;  ///< "-": standard output
  bool force = false;          ///< what is there is replaced
};

/// Before any work: throws Error (output_failed) when something is in the way or the folder is not
/// there.
void check_page_target(const PageTarget& target);

/// The file appears complete or not at all; its name and size are told on standard output. Throws
/// Error (output_failed).
void put_page(const PageTarget& target, const std::string& page);

}  // namespace oci2boot

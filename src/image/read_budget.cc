// SPDX-License-Identifier: Apache-2.0
#include "src/image/read_budget.h"

#include <string>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

/// `used` grows by `more`, within `limit`, whatever the numbers are.
void use(std::uint64_t& used, std::uint64_t more, std::uint64_t limit, const std::string& what,
         const std::string& option) {
  if (more > limit - used) {
    throw Error(ErrorCode::invalid_image, "it has more than " + std::to_string(limit) + " " + what +
                                              "; --limit " + option + "=N raises it");
  }
  used += more;
}

}  // namespace

void ReadBudget::add_entries(std::uint64_t count) {
  use(entries_, count, limits_.entries, "entries", "entries");
}

void ReadBudget::add_metadata(std::uint64_t bytes) {
  use(metadata_bytes_, bytes, limits_.metadata_bytes, "bytes of names and attributes",
      "metadata-bytes");
}

void ReadBudget::add_content(std::uint64_t bytes) {
  use(content_bytes_, bytes, limits_.unpacked_bytes, "bytes in its files", "unpacked-bytes");
}

void ReadBudget::check_depth(std::uint64_t levels) const {
  std::uint64_t none = 0;
  use(none, levels, limits_.path_depth, "folders in one path", "path-depth");
}

void ReadBudget::check_xattrs(std::uint64_t bytes) const {
  std::uint64_t none = 0;
  use(none, bytes, limits_.xattr_bytes, "bytes of extended attributes at one file", "xattr-bytes");
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// A folder of the host that the user wants in the guest, and whether it is one.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace oci2boot {

/// A machine has no more room for shares (slots of its PCI bus).
inline constexpr std::size_t kMostVolumes = 16;

struct Volume {
  std::filesystem::path host;  ///< as it was typed
  std::string guest;           ///< absolute, no "." nor "..", not "/"
  bool read_only = false;
  bool operator==(const Volume&) const = default;
};

/// With absolute paths of the host in which no name is a link, and in the order in which they have
/// to be mounted: a path after those that it is below. Throws Error (usage): what is not there, is
/// no folder, or may not be read; two on one path of the guest; too many.
std::vector<Volume> resolve_volumes(std::span<const Volume> volumes);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// The largest folders and files of a tree, few enough to be shown.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oci2boot/file_tree.h"

namespace oci2boot {

/// A folder or a file with all that is in it. Bytes are what files hold, holes not counted; a file
/// with several names counts at one of them.
struct SizeTree {
  std::string name;  ///< a folder that holds nothing but one folder goes with it: "usr/lib"
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;  ///< all that are no directories
  bool is_folder = false;
  /// That it came with; of a folder the one that brought more than half of its bytes, if one did.
  std::uint32_t layer = 0;
  std::vector<SizeTree> entries;  ///< largest first; empty too where only the folder is shown
  /// What is in the folder besides `entries`, in files of its own or of folders below.
  std::uint64_t other_bytes = 0;
  std::uint64_t other_files = 0;
  std::uint32_t names = 1;  ///< of a file: hard links to it, this name included
};

/// The data of a regular file, holes not counted; 0 of anything else.
std::uint64_t stored_bytes(const FileTree& tree, InodeId inode);

/// Shows the largest folders from the root down, about `most` entries in all, each no smaller than
/// a 2500th of the whole.
SizeTree make_size_tree(const FileTree& tree, std::size_t most);

}  // namespace oci2boot

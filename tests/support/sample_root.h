// SPDX-License-Identifier: Apache-2.0
// A root file system that has a file of each type, as writers of outputs are tested with.
#pragma once

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// Last changed on 14 November 2023, 22:13:20 UTC.
inline Metadata metadata(std::uint16_t permissions, std::uint32_t uid = 0, std::uint32_t gid = 0) {
  return {permissions, uid, gid, {1'700'000'000, 0}, {}};
}

inline void add_every_type(RootFilesystem& root) {
  FileTree& tree = root.tree;
  tree.set_metadata(FileTree::kRoot, metadata(0751, 12, 34));
  write_file(root, FileTree::kRoot, "file", metadata(04755, 4294967294, 7), "content");
  tree.add_symlink(FileTree::kRoot, "link", metadata(0777), "/else/where");
  const InodeId dev = tree.add_directory(FileTree::kRoot, "dev", metadata(01777));
  tree.add_special(dev, "null", metadata(0666), FileType::char_device, {1, 3});
  tree.add_special(dev, "sda", metadata(0660, 0, 6), FileType::block_device, {8, 300});
  tree.add_special(dev, "pipe", metadata(0600), FileType::fifo, {});
}

}  // namespace oci2boot

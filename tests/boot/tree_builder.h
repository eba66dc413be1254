// SPDX-License-Identifier: Apache-2.0
// A root file system in a few words, and questions to it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

class TreeBuilder {
 public:
  RootFilesystem root{testing::TempDir()};

  TreeBuilder& file(std::string_view path, std::string_view content = "",
                    std::uint16_t permissions = 0644) {
    Metadata metadata;
    metadata.permissions = permissions;
    const auto [parent, name] = place(path);
    write_file(root, parent, name, metadata, content);
    return *this;
  }
  TreeBuilder& program(std::string_view path) { return file(path, "program", 0755); }
  TreeBuilder& directory(std::string_view path) {
    ensure_directory(root.tree, path, {});
    return *this;
  }
  TreeBuilder& symlink(std::string_view path, std::string_view target) {
    const auto [parent, name] = place(path);
    root.tree.add_symlink(parent, name, {}, target);
    return *this;
  }
  TreeBuilder& hard_link(std::string_view path, std::string_view target) {
    const auto [parent, name] = place(path);
    root.tree.add_link(parent, name, *root.tree.lookup_no_follow(target));
    return *this;
  }

  /// The content of a regular file; a link as "-> TARGET"; "(directory)", "(special)", "(none)".
  std::string at(std::string_view path) const {
    const std::optional<InodeId> inode = root.tree.lookup_no_follow(path);
    if (!inode) return "(none)";
    switch (root.tree.type(*inode)) {
      case FileType::regular:
        return read_file(root, *inode, 1U << 30);
      case FileType::symlink:
        return "-> " + std::string(root.tree.symlink_target(*inode));
      case FileType::directory:
        return "(directory)";
      default:
        return "(special)";
    }
  }

  Metadata metadata(std::string_view path) const {
    return root.tree.metadata(root.tree.lookup_no_follow(path).value());
  }

 private:
  struct Place {
    InodeId parent;
    std::string_view name;
  };
  Place place(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return {ensure_directory(root.tree, path.substr(0, slash + 1), {}), path.substr(slash + 1)};
  }
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// Following a path inside a FileTree the way the kernel does in a process whose root it is:
// symbolic links resolve inside the root, and ".." at the root stays there (path_resolution(7)).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "oci2boot/file_tree.h"

namespace oci2boot {

struct PathWalk {
  enum class End {
    found,
    missing,        ///< a part does not exist
    not_directory,  ///< a part that is followed by others is no directory
    too_many_links  ///< a loop of symbolic links, or as good as one
  };
  End end = End::missing;
  InodeId inode = FileTree::kRoot;  ///< what was found
  std::size_t path_bytes = 0;       ///< how long its path is, free of links
};

/// Follows all of `path`, also a symbolic link at its end.
PathWalk walk_path(const FileTree& tree, std::string_view path);

/// Makes `name`, which is missing in `parent`, and says what stands there now. `path_bytes` is how
/// long its path is, free of links.
using MakeMissing =
    std::function<InodeId(InodeId parent, std::string_view name, std::size_t path_bytes)>;

/// The same as container engines do it where they unpack layers (Go's filepath-securejoin,
/// containerd's continuity RootPath), on the way to the parent of an entry: ".." takes the part
/// before it away, even where that is missing or no directory. What is missing of the path in the
/// end is made; with no `make_missing`, it is the end.
PathWalk walk_as_engines(const FileTree& tree, std::string_view path,
                         const MakeMissing& make_missing = nullptr);

/// The directory that holds the last part of `path`, and that part: "a/b/c" gives a/b and "c".
/// The path must not end in "." or "..", nor be empty.
std::pair<std::string_view, std::string_view> split_last(std::string_view path);

}  // namespace oci2boot

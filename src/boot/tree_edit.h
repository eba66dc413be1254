// SPDX-License-Identifier: Apache-2.0
// Edits of a tree by path, as patches make them. Parents are followed through symbolic links inside
// the tree; the last part of a path is what is edited, also where it is a link.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// The text of the regular file at `path`, the last part not followed. Nothing when it is none, and
/// when is_too_large().
std::optional<std::string> file_text(const RootFilesystem& root, std::string_view path);

/// Whether the regular file at `path` has more text than patches read (1 MiB). It is there: who
/// would add to what it says must leave it.
bool is_too_large(const RootFilesystem& root, std::string_view path);

/// The names in the folder at `path`, links followed. None when there is no such folder.
std::vector<FileTree::Child> folder_entries(const FileTree& tree, std::string_view path);

/// Makes a file with this text. What was a regular file there keeps its owner, permissions and
/// attributes, else it is 0644 root:root; missing parents are made. False, and no change, when it
/// has that text already or when a directory is there or something in its parent's way.
bool put_text(RootFilesystem& root, std::string_view path, std::string_view text, Timestamp time);

/// Makes a symbolic link under the same rules.
bool put_symlink(FileTree& tree, std::string_view path, std::string_view target, Timestamp time);

/// Takes away what is at `path` if it is not a directory. False when there was no such thing.
bool remove_file(FileTree& tree, std::string_view path);

/// Gives the entry `name` of `from` the name `new_name` in `to`, with all that is below it. It must
/// exist, and `to` must not lie in it.
void move_entry(FileTree& tree, InodeId from, std::string_view name, InodeId to,
                std::string_view new_name);

}  // namespace oci2boot

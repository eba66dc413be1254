// SPDX-License-Identifier: Apache-2.0
// What `ls` prints of a tree.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "oci2boot/file_tree.h"

namespace oci2boot {

/// Takes text piece by piece, so that a million lines need not be in memory.
using TextSink = std::function<void(const std::string&)>;

/// One name of a tree.
struct ListedName {
  std::string path;  ///< absolute
  InodeId inode;
};

/// Calls `visit` for the names that `paths` stand for and all below them, each once, sorted as
/// FileTree::walk() has them; for all names where there are no paths. A path is what it is to a
/// process in the tree; a symbolic link at its end stands for itself, with a slash behind it for
/// the folder that it leads to. Throws Error (not_found) that names a path that is not there,
/// before anything is visited.
void visit_listed(const FileTree& tree, std::span<const std::string> paths,
                  const std::function<void(const ListedName&)>& visit);

/// A line for each, as `ls -l` has it with numbers for owners: type and permissions (behind them
/// '+' where there is an ACL, '@' for other extended attributes), names of the inode, owner, group,
/// size or the numbers of a device, time (UTC), path, target of a link. Columns are as wide as they
/// need to be. What a terminal would take for a command is '?'.
void print_listing(const FileTree& tree, std::span<const std::string> paths, const TextSink& print);

/// One JSON document: "format" and "entries", in each "path", "type", "mode" (octal), "uid", "gid",
/// "mtime" (RFC 3339), "links" and "inode" (equal for names of one file), and by type "size",
/// "target", "device"; "xattrs" have their values in base64. Where a text is no UTF-8 it has U+FFFD
/// in the wrong places, and all its bytes are beside it: "pathBase64", "targetBase64",
/// "nameBase64".
void print_listing_json(const std::string& format, const FileTree& tree,
                        std::span<const std::string> paths, const TextSink& print);

}  // namespace oci2boot

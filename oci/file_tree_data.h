// SPDX-License-Identifier: Apache-2.0
// What a FileTree keeps, shared by the files that implement it.
#pragma once

#include <set>
#include <vector>

#include "oci/block_vector.h"
#include "oci/dirent_table.h"
#include "oci/name_pool.h"
#include "oci2boot/file_tree.h"

namespace oci2boot {

using XattrSet = std::vector<Xattr>;

inline constexpr NameId kNoName = HashSlots::kNone;

/// 64 bytes: a million files cost 64 MB here.
struct Inode {
  std::int64_t seconds = 0;
  std::uint64_t size = 0;
  std::uint32_t nanoseconds = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t links = 0;
  const XattrSet* xattrs = nullptr;  // into FileTree::Data::xattr_sets
  // What the type calls for:
  //   directory: the first of its Dirents, how many     regular file: its first extent, how many
  //   symlink: the target's NameId                       device: major, minor
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  // What it was called first, and the layer that took its last name.
  InodeId parent = FileTree::kRoot;
  NameId name = kNoName;
  std::uint32_t removed_by = 0;
  std::uint16_t permissions = 0;
  FileType type = FileType::directory;
};

static_assert(sizeof(Inode) == 64);

struct FileTree::Data {
  NamePool names;
  DirentTable dirents;
  BlockVector<Inode> inodes;
  std::vector<Extent> extents;
  std::set<XattrSet> xattr_sets;  // equal sets are kept once; the nodes never move
  std::uint32_t layer = 0;
  std::vector<InodeId> layer_starts;  // the first inode that layer 1, 2, … could make

  InodeId new_inode(FileType type, const Metadata& metadata);
  void apply(Inode& inode, const Metadata& metadata);
  const XattrSet* keep(XattrSet xattrs);

  /// Frees the name (replacing) and adds the entry.
  void attach(InodeId parent, std::string_view name, InodeId inode);
  void detach(DirentId id);
};

}  // namespace oci2boot

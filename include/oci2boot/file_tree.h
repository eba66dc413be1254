// SPDX-License-Identifier: Apache-2.0
// A root file system's metadata in memory: names, inodes, extended attributes and the extents that
// say where a file's bytes lie in the ContentStore. It is the sandbox: nothing of an image is ever
// created on the host, so no name in it can escape.
//
// Memory is O(names), about 150 bytes each and their text, never O(bytes of content).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/timestamp.h"

namespace oci2boot {

enum class FileType : std::uint8_t { regular, directory, symlink, char_device, block_device, fifo };

struct DeviceNumber {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  bool operator==(const DeviceNumber&) const = default;
};

/// One extended attribute. The value is any bytes, NULs among them.
struct Xattr {
  std::string name;
  std::string value;
  auto operator<=>(const Xattr&) const = default;
};

/// What every inode has, whatever its type.
struct Metadata {
  std::uint16_t permissions = 0755;  ///< the low twelve bits: rwx, setuid, setgid, sticky
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  Timestamp mtime;
  std::vector<Xattr> xattrs;  ///< in any order; a name that occurs twice: the last one counts
};

/// `length` bytes (not 0) at `file_offset` of a file are those at `store_offset` of the
/// ContentStore. What no extent covers reads as zeros: a hole of the file.
struct Extent {
  /// As a store_offset: the bytes are zeros that the file has as data, and are stored nowhere.
  static constexpr std::uint64_t kZeros = UINT64_MAX;

  std::uint64_t file_offset = 0;
  std::uint64_t length = 0;
  std::uint64_t store_offset = 0;
  bool operator==(const Extent&) const = default;
};

/// Names an inode of one FileTree. Ids are not reused while the tree lives.
using InodeId = std::uint32_t;

class FileTree {
 public:
  static constexpr InodeId kRoot = 0;

  /// A tree that has nothing but a root directory, 0755 root:root, time 0.
  FileTree();
  ~FileTree();
  FileTree(FileTree&&) noexcept;
  FileTree& operator=(FileTree&&) noexcept;

  // --- Inodes -----------------------------------------------------------------------------------

  FileType type(InodeId inode) const;
  std::uint16_t permissions(InodeId inode) const;
  std::uint32_t uid(InodeId inode) const;
  std::uint32_t gid(InodeId inode) const;
  Timestamp mtime(InodeId inode) const;
  /// How many names the inode has. A directory always has one.
  std::uint32_t links(InodeId inode) const;
  /// Sorted by name. Valid until the next change of the tree.
  std::span<const Xattr> xattrs(InodeId inode) const;
  /// All of the above as one value.
  Metadata metadata(InodeId inode) const;

  std::uint64_t size(InodeId inode) const;               ///< of a regular file, holes included
  std::span<const Extent> extents(InodeId inode) const;  ///< ascending, not overlapping
  std::string_view symlink_target(InodeId inode) const;  ///< any bytes but NUL
  DeviceNumber device(InodeId inode) const;              ///< of a char or block device

  void set_metadata(InodeId inode, const Metadata& metadata);
  /// Gives a regular file other content, whatever its names are; see add_file().
  void set_content(InodeId file, std::uint64_t size, std::span<const Extent> extents);

  // --- Names ------------------------------------------------------------------------------------

  /// What `name` means in the directory `directory`; nothing when it is not there or `directory`
  /// is none.
  std::optional<InodeId> child(InodeId directory, std::string_view name) const;

  std::size_t child_count(InodeId directory) const;

  /// The number of names in the tree, the root not counted.
  std::size_t entry_count() const;

  /// Looks up a path as a process in the guest would: from the root, `.` and `..` understood,
  /// symbolic links followed inside the root (also the last one, unless `lookup_no_follow`).
  /// Nothing when a part is missing, no directory, or in a loop.
  std::optional<InodeId> lookup(std::string_view path) const;
  std::optional<InodeId> lookup_no_follow(std::string_view path) const;

  // Adding a name. Each replaces what had that name before, a directory with all below it. A name
  // is not empty, not "." or "..", and has no '/' and no NUL.

  InodeId add_directory(InodeId parent, std::string_view name, const Metadata& metadata);
  /// `extents` must ascend, not overlap, and end within `size`.
  InodeId add_file(InodeId parent, std::string_view name, const Metadata& metadata,
                   std::uint64_t size, std::span<const Extent> extents);
  InodeId add_symlink(InodeId parent, std::string_view name, const Metadata& metadata,
                      std::string_view target);
  /// `type` is char_device, block_device or fifo (whose number is not looked at).
  InodeId add_special(InodeId parent, std::string_view name, const Metadata& metadata,
                      FileType type, DeviceNumber device);
  /// A further name of an inode that is not a directory.
  void add_link(InodeId parent, std::string_view name, InodeId inode);

  /// Takes the name away, and everything below it; an inode goes with its last name. False when
  /// there was no such name.
  bool remove(InodeId parent, std::string_view name);

  // --- Walking ----------------------------------------------------------------------------------

  /// One name in a directory.
  struct Child {
    std::string_view name;  ///< valid while the tree lives
    InodeId inode;
    std::uint32_t layer;  ///< the layer that set this name last, see begin_layer()
  };

  /// A directory's names in byte order.
  std::vector<Child> children(InodeId directory) const;

  /// Calls `visit` for every name, parents first, siblings in byte order, so that equal trees are
  /// seen in equal order. `path` has no leading slash; the root comes first and is "". The tree
  /// must not change meanwhile.
  void walk(const std::function<void(const std::string& path, InodeId inode)>& visit) const;

  // --- Layers -----------------------------------------------------------------------------------

  /// Names that are set from now on belong to a new layer (the first call makes it 1). That is how
  /// a whiteout tells what is below it from what stands beside it.
  void begin_layer();
  std::uint32_t current_layer() const;
  /// The layer that set a name that is there.
  std::uint32_t layer_of(InodeId parent, std::string_view name) const;
  /// Marks a directory's name as set by the current layer (a directory over a directory).
  void touch(InodeId parent, std::string_view name);

  // --- History ----------------------------------------------------------------------------------
  // Inodes that have lost their last name stay known, with all that was known of them: what layers
  // have brought for nothing can be told at the end.

  /// All inodes that there ever were: their ids are below this.
  std::size_t inode_count() const;
  /// The layer that made the inode.
  std::uint32_t made_by(InodeId inode) const;
  /// The layer that took its last name away; nothing while it has one.
  std::optional<std::uint32_t> removed_by(InodeId inode) const;
  /// The directory and the name in it that the inode got first, even if both are gone. Of the root:
  /// the root, and no name.
  InodeId first_parent(InodeId inode) const;
  std::string_view first_name(InodeId inode) const;
  /// That name's path, without a leading slash; of the root "".
  std::string first_path(InodeId inode) const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace oci2boot

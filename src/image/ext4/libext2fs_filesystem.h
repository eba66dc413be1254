// SPDX-License-Identifier: Apache-2.0
// What libext2fs makes of a file system: superblock, group descriptors, bitmaps, resize inode, the
// journal's superblock, and the checksums of all of them. Everything that it would else take from a
// clock, the environment or at random is told.
#pragma once

#include <ext2fs/ext2fs.h>

#include <cstdint>
#include <memory>
#include <span>

#include "src/image/block_file.h"
#include "src/image/ext4/data_area.h"
#include "src/image/ext4/ext4_image.h"
#include "src/image/ext4/extent_tree.h"
#include "src/image/ext4/geometry.h"
#include "src/image/ext4/libext2fs_channel.h"

namespace oci2boot {

class Libext2fsFilesystem {
 public:
  /// Nothing is in use yet but the places that ext4 fixes. `disk` must outlive it. Throws Error.
  Libext2fsFilesystem(BlockFile& disk, const Geometry& geometry, std::uint32_t descriptor_room,
                      const Ext4Identity& identity);

  /// Blocks of the disk that are in use; none twice.
  void mark_used(BlockRange on_disk);

  /// Where a group's bitmaps and its part of the inode table lie; marks them as used.
  void place_group(std::uint32_t group, std::uint64_t block_bitmap, std::uint64_t inode_bitmap,
                   std::uint64_t inode_table);

  /// Inodes 1 to `last` are in use. `directories`: those of each group.
  void set_inodes(std::uint32_t last, std::span<const std::uint32_t> directories);

  /// Some inodes hold values of attributes.
  void set_has_value_inodes();

  /// The journal begins at the disk's block `first`; `root`: i_block of its inode, of which the
  /// superblock keeps a copy.
  void set_journal(std::uint64_t first, std::uint32_t blocks, const InodeBlockField& root);

  /// Makes the inode by which the kernel finds the room for more group descriptors. `list`: the
  /// block for it, which becomes used. The inode's place is zeros so far.
  void make_resize_inode(std::uint64_t list);

  /// Blocks in use by metadata that does not grow with the files.
  void set_overhead(std::uint64_t blocks);

  /// Writes everything.
  void close();

 private:
  struct Freer {
    void operator()(ext2_filsys filesystem) const;
  };

  void check(errcode_t result, const char* what);

  Libext2fsChannel channel_;
  std::unique_ptr<struct_ext2_filsys, Freer> filesystem_;
};

}  // namespace oci2boot

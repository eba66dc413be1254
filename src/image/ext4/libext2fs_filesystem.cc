// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/libext2fs_filesystem.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "oci2boot/error.h"
#include "src/image/ext4/format.h"
#include "src/image/ext4/node_table.h"

namespace oci2boot {
namespace {

constexpr std::uint8_t kLogGroupsPerFlex = 4;

/// The superblock's times have 32 bits; libext2fs takes 0 for "ask the clock".
std::uint32_t superblock_time(Timestamp time) {
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(time.seconds, 1, std::int64_t{UINT32_MAX}));
}

ext2_super_block parameters(const Geometry& geometry, std::uint32_t descriptor_room) {
  ext2_super_block wanted{};
  ext2fs_blocks_count_set(&wanted, geometry.blocks);
  wanted.s_inodes_count = static_cast<std::uint32_t>(geometry.inodes());
  wanted.s_log_block_size = 2;
  wanted.s_rev_level = EXT2_DYNAMIC_REV;
  wanted.s_inode_size = kExt4InodeSize;
  wanted.s_max_mnt_count = -1;
  wanted.s_default_mount_opts = EXT2_DEFM_XATTR_USER | EXT2_DEFM_ACL;
  wanted.s_log_groups_per_flex = kLogGroupsPerFlex;
  wanted.s_reserved_gdt_blocks =
      static_cast<std::uint16_t>(descriptor_room - geometry.descriptor_blocks);
  wanted.s_feature_compat = EXT2_FEATURE_COMPAT_EXT_ATTR | EXT2_FEATURE_COMPAT_RESIZE_INODE |
                            EXT2_FEATURE_COMPAT_DIR_INDEX;
  wanted.s_feature_incompat = EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_EXTENTS |
                              EXT4_FEATURE_INCOMPAT_64BIT | EXT4_FEATURE_INCOMPAT_FLEX_BG;
  wanted.s_feature_ro_compat =
      EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER | EXT2_FEATURE_RO_COMPAT_LARGE_FILE |
      EXT4_FEATURE_RO_COMPAT_HUGE_FILE | EXT4_FEATURE_RO_COMPAT_DIR_NLINK |
      EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE | EXT4_FEATURE_RO_COMPAT_METADATA_CSUM;
  return wanted;
}

void identify(ext2_super_block& super, const Ext4Identity& identity) {
  std::copy(identity.uuid.begin(), identity.uuid.end(), std::begin(super.s_uuid));
  std::memcpy(super.s_hash_seed, identity.hash_seed.data(), sizeof super.s_hash_seed);
  std::copy_n(identity.label.begin(), std::min(identity.label.size(), sizeof super.s_volume_name),
              std::begin(super.s_volume_name));
  super.s_mkfs_time = super.s_lastcheck = super.s_wtime = superblock_time(identity.time);
  super.s_checksum_type = EXT2_CRC32C_CHKSUM;
  super.s_def_hash_version = EXT2_HASH_HALF_MD4;
  super.s_flags = EXT2_FLAGS_UNSIGNED_HASH;  // whatever the host's char is
}

errcode_t give_planned_block(ext2_filsys filesystem, blk64_t /*goal*/, blk64_t* block) noexcept {
  *block = *static_cast<const std::uint64_t*>(filesystem->priv_data);
  return 0;
}

}  // namespace

void Libext2fsFilesystem::Freer::operator()(ext2_filsys filesystem) const {
  ext2fs_free(filesystem);
}

Libext2fsFilesystem::Libext2fsFilesystem(BlockFile& disk, const Geometry& geometry,
                                         std::uint32_t descriptor_room,
                                         const Ext4Identity& identity)
    : channel_(disk) {
  ext2_super_block wanted = parameters(geometry, descriptor_room);
  ext2_filsys made = nullptr;
  check(ext2fs_initialize("disk", EXT2_FLAG_64BITS, &wanted, Libext2fsChannel::manager(), &made),
        "begin the file system");
  filesystem_.reset(made);
  channel_.attach(made->io);
  if (ext2fs_blocks_count(made->super) != geometry.blocks ||
      made->super->s_inodes_per_group != geometry.inodes_per_group) {
    throw Error(ErrorCode::failed,
                "cannot make the ext4 file system: libext2fs wants another size");
  }
  made->now = superblock_time(identity.time);
  identify(*made->super, identity);
  ext2fs_init_csum_seed(made);
  for (dgrp_t group = 0; group < made->group_desc_count; ++group) {
    ext2fs_bg_flags_set(made, group, EXT2_BG_INODE_ZEROED);
  }
}

void Libext2fsFilesystem::check(errcode_t result, const char* what) {
  channel_.rethrow_failure();
  if (result == 0) return;
  initialize_ext2_error_table();
  throw Error(ErrorCode::failed,
              std::string("cannot ") + what + ": libext2fs: " + error_message(result));
}

void Libext2fsFilesystem::mark_used(BlockRange on_disk) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 30;
  while (on_disk.count > 0) {
    const std::uint64_t count = std::min(kMost, on_disk.count);
    ext2fs_block_alloc_stats_range(filesystem_.get(), on_disk.first, static_cast<blk_t>(count), +1);
    on_disk.first += count;
    on_disk.count -= count;
  }
}

void Libext2fsFilesystem::place_group(std::uint32_t group, std::uint64_t block_bitmap,
                                      std::uint64_t inode_bitmap, std::uint64_t inode_table) {
  ext2fs_block_bitmap_loc_set(filesystem_.get(), group, block_bitmap);
  ext2fs_inode_bitmap_loc_set(filesystem_.get(), group, inode_bitmap);
  ext2fs_inode_table_loc_set(filesystem_.get(), group, inode_table);
  mark_used({block_bitmap, 1});
  mark_used({inode_bitmap, 1});
  mark_used({inode_table, filesystem_->inode_blocks_per_group});
}

void Libext2fsFilesystem::set_inodes(std::uint32_t last,
                                     std::span<const std::uint32_t> directories) {
  ext2_filsys const filesystem = filesystem_.get();
  const std::uint32_t per_group = filesystem->super->s_inodes_per_group;
  for (ext2_ino_t inode = 1; inode <= last; ++inode) {
    ext2fs_fast_mark_inode_bitmap2(filesystem->inode_map, inode);
  }
  for (dgrp_t group = 0; group * std::uint64_t{per_group} < last; ++group) {
    const std::uint32_t used = std::min(last - group * per_group, per_group);
    ext2fs_bg_free_inodes_count_set(filesystem, group, per_group - used);
    ext2fs_bg_itable_unused_set(filesystem, group, per_group - used);
    ext2fs_bg_used_dirs_count_set(filesystem, group, directories[group]);
    ext2fs_bg_flags_clear(filesystem, group, EXT2_BG_INODE_UNINIT);
  }
  filesystem->super->s_free_inodes_count = filesystem->super->s_inodes_count - last;
  ext2fs_mark_ib_dirty(filesystem);
}

void Libext2fsFilesystem::set_has_value_inodes() {
  ext2fs_set_feature_ea_inode(filesystem_->super);
}

void Libext2fsFilesystem::set_journal(std::uint64_t first, std::uint32_t blocks,
                                      const InodeBlockField& root) {
  ext2_filsys const filesystem = filesystem_.get();
  ext2fs_journal_params parameters{.num_journal_blocks = blocks, .num_fc_blocks = 0};
  char* bytes = nullptr;
  check(ext2fs_create_journal_superblock2(filesystem, &parameters, 0, &bytes), "make the journal");
  const errcode_t written = io_channel_write_blk64(filesystem->io, first, 1, bytes);
  ext2fs_free_mem(static_cast<void*>(&bytes));
  check(written, "write the journal");

  ext2_super_block& super = *filesystem->super;
  const std::uint64_t size = std::uint64_t{blocks} * kExt4BlockSize;
  std::memcpy(super.s_jnl_blocks, root.data(), root.size());
  super.s_jnl_blocks[15] = static_cast<std::uint32_t>(size >> 32);
  super.s_jnl_blocks[16] = static_cast<std::uint32_t>(size);
  super.s_jnl_backup_type = EXT3_JNL_BACKUP_BLOCKS;
  super.s_journal_inum = kJournalInode;
  ext2fs_set_feature_journal(&super);
}

void Libext2fsFilesystem::make_resize_inode(std::uint64_t list) {
  filesystem_->priv_data = &list;
  ext2fs_set_alloc_block_callback(filesystem_.get(), &give_planned_block, nullptr);
  const errcode_t made = ext2fs_create_resize_inode(filesystem_.get());
  filesystem_->priv_data = nullptr;
  check(made, "make the resize inode");
}

void Libext2fsFilesystem::set_overhead(std::uint64_t blocks) {
  filesystem_->super->s_overhead_clusters = static_cast<std::uint32_t>(blocks);
}

void Libext2fsFilesystem::close() {
  ext2_filsys const filesystem = filesystem_.get();
  for (dgrp_t group = 0; group < filesystem->group_desc_count; ++group) {
    ext2fs_group_desc_csum_set(filesystem, group);
  }
  ext2fs_mark_super_dirty(filesystem);
  check(ext2fs_flush2(filesystem, 0), "write the file system's groups");
  filesystem_.reset();
}

}  // namespace oci2boot

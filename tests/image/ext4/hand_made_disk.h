// SPDX-License-Identifier: Apache-2.0
// A small ext4 file system into which a test puts inodes and blocks as the encoders made them, for
// e2fsck and debugfs to judge. mke2fs makes the empty one, libext2fs keeps its bitmaps; neither
// touches what the test puts.
#pragma once

#include <ext2fs/ext2fs.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "src/image/ext4/directory.h"
#include "src/image/ext4/inode.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {

class HandMadeDisk {
 public:
  explicit HandMadeDisk(int megabytes = 64);
  ~HandMadeDisk();
  HandMadeDisk(const HandMadeDisk&) = delete;
  HandMadeDisk& operator=(const HandMadeDisk&) = delete;

  std::uint32_t seed() const { return seed_; }
  static HashSeed hash_seed();

  /// Takes an inode, and gives it a name in the root directory if `name` is not empty.
  std::uint32_t new_inode(FileType type, std::string_view name);

  /// Takes a block. It need not follow the last one.
  std::uint64_t new_block();
  std::vector<std::uint64_t> new_blocks(std::size_t count);

  void write_block(std::uint64_t number, std::span<const std::byte> bytes);
  void write_inode(std::uint32_t number, const InodeRecord& record);

  /// The inode of a file or a directory that holds `bytes`, whole blocks, and has `record` else.
  /// Blocks that the record has already are the attribute block's.
  void write_file(std::uint32_t number, InodeRecord record, std::span<const std::byte> bytes);

  /// Writes the root directory and closes; afterwards the tools may look.
  void finish();

  /// "" when e2fsck finds nothing wrong, else what it says.
  std::string complaints() const;

  /// What debugfs answers to one command.
  std::string debugfs(const std::string& command) const;

  /// Runs a file of its commands.
  void debugfs_script(const std::string& script) const;

  std::string path() const { return path_.string(); }

 private:
  void check(errcode_t error, const char* what) const;

  TemporaryFolder folder_;
  std::filesystem::path path_;
  ext2_filsys fs_ = nullptr;
  std::uint32_t seed_ = 0;
  std::vector<std::string> names_;
  std::vector<DirectoryEntry> entries_;  // without their names
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "tests/image/ext4/hand_made_disk.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "src/image/ext4/crc32c.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

constexpr std::string_view kTools = "PATH=$PATH:/usr/sbin:/sbin; ";
constexpr std::string_view kUuid = "6f636932-626f-6f74-8102-030405060708";
constexpr std::string_view kHashSeed = "00112233-4455-6677-8899-aabbccddeeff";

Outcome run_tool(const std::string& command) {
  return run_shell(std::string(kTools) + command);
}

}  // namespace

HashSeed HandMadeDisk::hash_seed() {
  return {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
          0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
}

HandMadeDisk::HandMadeDisk(int megabytes) : path_(folder_.path() + "/disk") {
  const Outcome made = run_tool(
      "mke2fs -q -t ext4 -b 4096 -I 256 -O metadata_csum,64bit,dir_index,dir_nlink,ea_inode "
      "-U " +
      std::string(kUuid) + " -E lazy_itable_init=0,hash_seed=" + std::string(kHashSeed) + " " +
      sh_word(path()) + " " + std::to_string(megabytes) + "M 2>&1");
  if (made.status != 0) throw std::runtime_error("mke2fs: " + made.output);
  check(ext2fs_open(path().c_str(), EXT2_FLAG_RW | EXT2_FLAG_64BITS, 0, 0, unix_io_manager, &fs_),
        "open");
  check(ext2fs_read_bitmaps(fs_), "read bitmaps");
  fs_->super->s_flags = EXT2_FLAGS_UNSIGNED_HASH;
  ext2fs_mark_super_dirty(fs_);
  std::array<std::uint8_t, 16> uuid{};
  std::copy_n(fs_->super->s_uuid, uuid.size(), uuid.begin());
  seed_ = filesystem_seed(uuid);
  names_.reserve(1000);  // entries point into it
  names_.emplace_back("lost+found");
  entries_.push_back({names_.back(), EXT2_GOOD_OLD_FIRST_INO, FileType::directory});
}

HandMadeDisk::~HandMadeDisk() {
  if (fs_ != nullptr) ext2fs_free(fs_);
}

void HandMadeDisk::check(errcode_t error, const char* what) const {
  if (error != 0) throw std::runtime_error(std::string(what) + ": " + error_message(error));
}

std::uint32_t HandMadeDisk::new_inode(FileType type, std::string_view name) {
  const bool is_directory = type == FileType::directory;
  ext2_ino_t number = 0;
  check(ext2fs_new_inode(fs_, EXT2_ROOT_INO, is_directory ? LINUX_S_IFDIR : LINUX_S_IFREG, nullptr,
                         &number),
        "new inode");
  ext2fs_inode_alloc_stats2(fs_, number, 1, is_directory ? 1 : 0);
  if (!name.empty()) {
    names_.emplace_back(name);
    entries_.push_back({names_.back(), number, type});
  }
  return number;
}

std::uint64_t HandMadeDisk::new_block() {
  blk64_t block = 0;
  check(ext2fs_new_block2(fs_, 0, nullptr, &block), "new block");
  ext2fs_block_alloc_stats2(fs_, block, 1);
  return block;
}

std::vector<std::uint64_t> HandMadeDisk::new_blocks(std::size_t count) {
  std::vector<std::uint64_t> blocks(count);
  for (std::uint64_t& block : blocks) block = new_block();
  return blocks;
}

void HandMadeDisk::write_block(std::uint64_t number, std::span<const std::byte> bytes) {
  check(io_channel_write_blk64(fs_->io, number, 1, bytes.data()), "write");
}

void HandMadeDisk::write_inode(std::uint32_t number, const InodeRecord& record) {
  const std::uint32_t index = (number - 1) % fs_->super->s_inodes_per_group;
  const blk64_t block = ext2fs_inode_table_loc(fs_, ext2fs_group_of_ino(fs_, number)) + index / 16;
  std::array<std::byte, kExt4BlockSize> table{};
  check(io_channel_read_blk64(fs_->io, block, 1, table.data()), "read");
  encode_inode(record, inode_seed(seed_, number),
               std::span(table).subspan(index % 16 * kExt4InodeSize).first<kExt4InodeSize>());
  write_block(block, table);
}

void HandMadeDisk::write_file(std::uint32_t number, InodeRecord record,
                              std::span<const std::byte> bytes) {
  std::vector<BlockRun> runs;
  for (std::size_t i = 0; i * kExt4BlockSize < bytes.size(); ++i) {
    const std::uint64_t block = new_block();
    write_block(block, bytes.subspan(i * kExt4BlockSize, kExt4BlockSize));
    if (!runs.empty() && runs.back().physical + runs.back().count == block) {
      ++runs.back().count;
    } else {
      runs.push_back({i, block, 1});
    }
  }
  const std::vector<std::uint64_t> places = new_blocks(extent_tree_blocks(runs));
  const ExtentTree tree = make_extent_tree(runs, places, inode_seed(seed_, number));
  for (std::size_t i = 0; i < places.size(); ++i) {
    write_block(places[i], std::span(tree.blocks).subspan(i * kExt4BlockSize, kExt4BlockSize));
  }
  record.block = tree.root;
  record.flags |= kExt4ExtentsFlag;
  record.blocks += bytes.size() / kExt4BlockSize + places.size();
  if (record.size == 0) record.size = bytes.size();
  write_inode(number, record);
}

void HandMadeDisk::finish() {
  blk64_t block = 0;
  check(ext2fs_bmap2(fs_, EXT2_ROOT_INO, nullptr, nullptr, 0, 0, nullptr, &block), "root");
  InodeRecord root;
  root.type = FileType::directory;
  root.permissions = 0755;
  root.links = 2;
  for (const DirectoryEntry& entry : entries_) {
    if (entry.type == FileType::directory) ++root.links;
  }
  const std::vector<BlockRun> runs{{0, block, 1}};
  root.block = make_extent_tree(runs, {}, 0).root;
  root.flags = kExt4ExtentsFlag;
  root.size = kExt4BlockSize;
  root.blocks = 1;
  write_inode(EXT2_ROOT_INO, root);
  write_directory(entries_,
                  {.inode = EXT2_ROOT_INO,
                   .parent = EXT2_ROOT_INO,
                   .inode_seed = inode_seed(seed_, EXT2_ROOT_INO),
                   .hash_seed = hash_seed()},
                  [&](std::span<const std::byte> bytes) { write_block(block, bytes); });
  check(ext2fs_close_free(&fs_), "close");
}

std::string HandMadeDisk::complaints() const {
  const Outcome outcome = run_tool("e2fsck -fn " + sh_word(path()) + " 2>&1");
  return outcome.status == 0 ? "" : outcome.output;
}

std::string HandMadeDisk::debugfs(const std::string& command) const {
  return run_tool("debugfs -R " + sh_word(command) + " " + sh_word(path()) + " 2>/dev/null").output;
}

void HandMadeDisk::debugfs_script(const std::string& script) const {
  run_tool("debugfs -f " + sh_word(script) + " " + sh_word(path()) + " 2>&1");
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/inode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "src/image/ext4/crc32c.h"
#include "tests/image/ext4/hand_made_disk.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

ext2_inode_large encoded(const InodeRecord& record) {
  std::array<std::byte, kExt4InodeSize> bytes{};
  encode_inode(record, 0, bytes);
  ext2_inode_large inode{};
  std::memcpy(&inode, bytes.data(), sizeof inode);
  return inode;
}

/// The kernel's ext4_decode_extra_time().
Timestamp decoded(std::uint32_t seconds, std::uint32_t extra) {
  return {static_cast<std::int32_t>(seconds) + (static_cast<std::int64_t>(extra & 3) << 32),
          extra >> 2};
}

Timestamp kept(Timestamp time) {
  InodeRecord record;
  record.modified = time;
  const ext2_inode_large inode = encoded(record);
  return decoded(inode.i_mtime, inode.i_mtime_extra);
}

TEST(Inode, HoldsTimesFrom1901To2446ToTheNanosecond) {
  for (const std::int64_t seconds :
       {std::int64_t{-2147483648}, std::int64_t{-1}, std::int64_t{0}, std::int64_t{2147483647},
        std::int64_t{2147483648}, std::int64_t{4294967295}, std::int64_t{4294967296},
        std::int64_t{6442450943}, std::int64_t{6442450944}, std::int64_t{15032385535}}) {
    const Timestamp time{seconds, 999'999'999};
    EXPECT_TRUE(kept(time) == time) << seconds;
    EXPECT_TRUE(ext4_time(time) == time) << seconds;
  }
}

TEST(Inode, MovesOtherTimesToTheNearestThatItHolds) {
  EXPECT_TRUE(kept({-2147483649, 5}) == (Timestamp{-2147483648, 0}));
  EXPECT_TRUE(kept({INT64_MIN, 5}) == (Timestamp{-2147483648, 0}));
  EXPECT_TRUE(kept({15032385536, 5}) == (Timestamp{15032385535, 999'999'999}));
  EXPECT_TRUE(kept({INT64_MAX, 5}) == (Timestamp{15032385535, 999'999'999}));
}

TEST(Inode, KeepsItsFourTimesApart) {
  InodeRecord record;
  record.accessed = {1, 10};
  record.changed = {2, 20};
  record.modified = {3, 30};
  record.created = {4, 40};
  const ext2_inode_large inode = encoded(record);
  EXPECT_TRUE(decoded(inode.i_atime, inode.i_atime_extra) == record.accessed);
  EXPECT_TRUE(decoded(inode.i_ctime, inode.i_ctime_extra) == record.changed);
  EXPECT_TRUE(decoded(inode.i_mtime, inode.i_mtime_extra) == record.modified);
  EXPECT_TRUE(decoded(inode.i_crtime, inode.i_crtime_extra) == record.created);
}

TEST(Inode, HoldsOwnersOf32Bits) {
  InodeRecord record;
  record.uid = 0x12345678;
  record.gid = 0x9abcdef0;
  ext2_inode_large inode = encoded(record);
  EXPECT_EQ(inode_uid(inode), record.uid);
  EXPECT_EQ(inode_gid(inode), record.gid);
}

TEST(Inode, HoldsSizesAndBlocksBeyond32Bits) {
  InodeRecord record;
  record.size = 0x123456789ab;
  record.blocks = 0x123456789;
  record.attribute_block = 0xabcd12345678;
  const ext2_inode_large inode = encoded(record);
  EXPECT_EQ(inode.i_size, 0x456789abU);
  EXPECT_EQ(inode.i_size_high, 0x123U);
  EXPECT_EQ(inode.i_blocks, 0x1a2b3c48U);
  EXPECT_EQ(inode.osd2.linux2.l_i_blocks_hi, 9U);
  EXPECT_EQ(inode.i_file_acl, 0x12345678U);
  EXPECT_EQ(inode.osd2.linux2.l_i_file_acl_high, 0xabcdU);
}

TEST(Inode, OfADirectoryCountsSubdirectoriesUpTo65000) {
  InodeRecord record;
  record.type = FileType::directory;
  record.links = 65000;
  EXPECT_EQ(encoded(record).i_links_count, 65000);
  record.links = 65001;
  EXPECT_EQ(encoded(record).i_links_count, 1);
}

TEST(Inode, HoldsDeviceNumbersInTheFormThatTheKernelReads) {
  const auto words = [](DeviceNumber number) {
    const InodeBlockField field = encode_device(number);
    std::array<std::uint32_t, 2> pair{};
    std::memcpy(pair.data(), field.data(), sizeof pair);
    return pair;
  };
  using Pair = std::array<std::uint32_t, 2>;
  EXPECT_EQ(words({1, 3}), (Pair{0x103, 0}));
  EXPECT_EQ(words({255, 255}), (Pair{0xffff, 0}));
  EXPECT_EQ(words({256, 0}), (Pair{0, 0x10000}));
  EXPECT_EQ(words({8, 256}), (Pair{0, 0x100800}));
  EXPECT_EQ(words({0xfff, 0xfffff}), (Pair{0, 0xffffffff}));
}

TEST(Inode, OfEveryKindIsSoundToE2fsckAndKnownToDebugfs) {
  HandMadeDisk disk;
  const auto put = [&](const char* name, FileType type, const InodeBlockField& block,
                       std::uint64_t size) {
    InodeRecord record;
    record.type = type;
    record.permissions = 0640;
    record.links = 1;
    record.block = block;
    record.size = size;
    record.modified = {4'000'000'000, 123'456'789};
    disk.write_inode(disk.new_inode(type, name), record);
  };
  const std::string target(59, 't');
  put("link", FileType::symlink, encode_fast_symlink(target), target.size());
  put("fifo", FileType::fifo, {}, 0);
  put("null", FileType::char_device, encode_device({1, 3}), 0);
  put("vda300", FileType::block_device, encode_device({254, 300}), 0);
  InodeRecord slow;
  slow.type = FileType::symlink;
  slow.permissions = 0777;
  slow.links = 1;
  slow.size = 4095;
  disk.write_file(disk.new_inode(FileType::symlink, "slow"), slow, [] {
    std::vector<std::byte> block(kExt4BlockSize, std::byte{'s'});
    block.back() = std::byte{0};
    return block;
  }());
  disk.finish();
  EXPECT_EQ(disk.complaints(), "");
  EXPECT_THAT(disk.debugfs("stat link"), HasSubstr("Fast link dest: \"" + target + "\""));
  EXPECT_THAT(disk.debugfs("stat null"), HasSubstr("number: 01:03 "));
  EXPECT_THAT(disk.debugfs("stat vda300"), HasSubstr("number: 254:300 "));
  EXPECT_THAT(disk.debugfs("stat fifo"), HasSubstr("Type: FIFO"));
  EXPECT_THAT(disk.debugfs("stat slow"), HasSubstr("Size: 4095"));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "src/image/ext4/crc32c.h"
#include "tests/image/ext4/hand_made_disk.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

AttributePlan plan_for_file(const std::vector<Xattr>& xattrs) {
  return plan_attributes(xattrs, FileType::regular, 0644);
}

/// A value that e2fsck and debugfs cannot take for another.
std::string value_of(std::size_t size) {
  std::string value(size, '\0');
  for (std::size_t i = 0; i < size; ++i) value[i] = static_cast<char>('a' + (i * 7 + size) % 26);
  return value;
}

/// Puts a file with these attributes at /f of the disk.
void write_at_f(HandMadeDisk& disk, const std::vector<Xattr>& xattrs) {
  const AttributePlan plan = plan_for_file(xattrs);
  EXPECT_THAT(plan.left_out, IsEmpty());
  InodeRecord record;
  std::vector<std::uint32_t> value_inodes;
  for (const std::string& value : plan.large_values) {
    value_inodes.push_back(disk.new_inode(FileType::regular, ""));
    std::vector<std::byte> blocks((value.size() + kExt4BlockSize - 1) / kExt4BlockSize *
                                  kExt4BlockSize);
    std::memcpy(blocks.data(), value.data(), value.size());
    disk.write_file(value_inodes.back(),
                    value_inode_record(value.size(), large_value_hash(value, disk.seed()), 1),
                    blocks);
    record.blocks += blocks.size() / kExt4BlockSize;
  }
  record.permissions = 0644;
  record.links = 1;
  const std::vector<std::byte> inside = encode_inode_attributes(plan);
  record.attributes = inside;
  if (plan.needs_block()) {
    record.attribute_block = disk.new_block();
    ++record.blocks;
    std::vector<std::byte> block = encode_attribute_block(plan, value_inodes, disk.seed());
    seal_attribute_block(block, record.attribute_block, 1, disk.seed());
    disk.write_block(record.attribute_block, block);
  }
  disk.write_file(disk.new_inode(FileType::regular, "f"), record, {});
}

void expect_kept(const std::vector<Xattr>& xattrs) {
  HandMadeDisk disk;
  write_at_f(disk, xattrs);
  disk.finish();
  EXPECT_EQ(disk.complaints(), "");
  const std::string script = disk.path() + ".commands";
  const auto copy = [&](std::size_t i) { return disk.path() + ".value" + std::to_string(i); };
  std::string commands;
  for (std::size_t i = 0; i < xattrs.size(); ++i) {
    commands += "ea_get -f " + copy(i) + " /f " + xattrs[i].name + "\n";
  }
  write_host_file(script, commands);
  disk.debugfs_script(script);
  for (std::size_t i = 0; i < xattrs.size(); ++i) {
    EXPECT_TRUE(read_host_file(copy(i)) == xattrs[i].value) << xattrs[i].name;
  }
}

TEST(Attributes, OfMostFilesAreNone) {
  const AttributePlan plan = plan_for_file({});
  EXPECT_FALSE(plan.needs_block());
  EXPECT_THAT(encode_inode_attributes(plan), IsEmpty());
}

TEST(Attributes, ThatAreSmallLieInTheInode) {
  const std::vector<Xattr> xattrs{{"security.capability", value_of(20)}, {"user.a", "b"}};
  EXPECT_FALSE(plan_for_file(xattrs).needs_block());
  expect_kept(xattrs);
}

TEST(Attributes, FillTheInodeToTheLastByte) {
  // 16 bytes for the entry, 4 for its name, 68 for the value: 88 of 96 less 8.
  const std::vector<Xattr> full{{"user.name", value_of(68)}};
  EXPECT_FALSE(plan_for_file(full).needs_block());
  expect_kept(full);
  EXPECT_TRUE(plan_for_file({{"user.name", value_of(69)}}).needs_block());
}

TEST(Attributes, ThatHaveNoRoomThereLieInABlock) {
  expect_kept({{"security.capability", value_of(20)},
               {"trusted.t", value_of(100)},
               {"user.empty", ""},
               {"user.long", value_of(3000)},
               {"user.odd", value_of(13)}});
}

TEST(Attributes, FillTheBlockToTheLastByte) {
  const std::vector<Xattr> full{{"user.name", value_of(4060 - 20)}};
  EXPECT_THAT(plan_for_file(full).large_values, IsEmpty());
  expect_kept(full);
  EXPECT_EQ(plan_for_file({{"user.name", value_of(4060 - 19)}}).large_values.size(), 1U);
}

TEST(Attributes, WithLargeValuesHaveThemInInodesOfTheirOwn) {
  const std::vector<Xattr> xattrs{{"trusted.big", value_of(65536)},
                                  {"user.block", value_of(4096)},
                                  {"user.more", value_of(5000)},
                                  {"user.small", value_of(30)}};
  EXPECT_EQ(plan_for_file(xattrs).large_values.size(), 3U);
  expect_kept(xattrs);
}

TEST(Attributes, MayBeMany) {
  std::vector<Xattr> xattrs;
  for (int i = 100; i < 200; ++i) xattrs.push_back({"user." + std::to_string(i), value_of(10)});
  expect_kept(xattrs);
  for (Xattr& xattr : xattrs) xattr.value = value_of(1000);
  expect_kept(xattrs);
}

TEST(Attributes, WhoseNamesAreNotAsciiAreSoundToE2fsck) {
  HandMadeDisk disk;
  write_at_f(disk, {{"user.gr\u00f6\u00dfe", value_of(500)}, {"user.na\u00efve", value_of(9000)}});
  disk.finish();
  EXPECT_EQ(disk.complaints(), "");
}

TEST(Attributes, InABlockAreInTheOrderInWhichTheKernelSearches) {
  // By the namespace's number, the name's length, the name.
  const std::vector<Xattr> xattrs{{"security.zz", value_of(90)}, {"security.yyy", value_of(80)},
                                  {"trusted.a", value_of(300)},  {"user.b", value_of(200)},
                                  {"user.a", value_of(250)},     {"user.ccc", value_of(70)}};
  std::vector<std::string> names;
  for (const StoredAttribute& attribute : plan_for_file(xattrs).in_block) {
    names.push_back(std::to_string(attribute.name_index) + attribute.name);
  }
  EXPECT_THAT(names, ElementsAre("1a", "1b", "1ccc", "4a", "6zz", "6yyy"));
}

TEST(Attributes, HaveTheHashByWhichTheKernelFindsEqualBlocks) {
  const AttributePlan plan = plan_for_file(
      {{"trusted.t", value_of(101)}, {"user.a", value_of(200)}, {"user.b", value_of(70)}});
  std::vector<std::byte> block = encode_attribute_block(plan, {}, 0);
  auto* const header = reinterpret_cast<ext2_ext_attr_header*>(block.data());
  const std::uint32_t hash = header->h_hash;
  header->h_hash = 0;
  ext2fs_ext_attr_block_rehash(header, reinterpret_cast<ext2_ext_attr_entry*>(block.data() + 4096));
  EXPECT_EQ(hash, header->h_hash);
  EXPECT_NE(hash, 0U);
}

TEST(Attributes, ThatAreEqualMayShareABlock) {
  HandMadeDisk disk;
  const AttributePlan plan = plan_for_file({{"user.a", value_of(200)}});
  const std::uint64_t place = disk.new_block();
  std::vector<std::byte> block = encode_attribute_block(plan, {}, disk.seed());
  seal_attribute_block(block, place, 2, disk.seed());
  disk.write_block(place, block);
  for (const char* name : {"f", "g"}) {
    InodeRecord record;
    record.links = 1;
    record.attribute_block = place;
    record.blocks = 1;
    disk.write_file(disk.new_inode(FileType::regular, name), record, {});
  }
  disk.finish();
  EXPECT_EQ(disk.complaints(), "");
}

TEST(Attributes, AclsAreAmongThem) {
  // rw- for the owner, r-- for user 1000, the group, the mask and others, as archives have it. Ids
  // that mean nothing are 0 here, as debugfs fills them in.
  const std::string acl(
      "\2\0\0\0"
      "\1\0\6\0\0\0\0\0"
      "\2\0\4\0\350\3\0\0"
      "\4\0\4\0\0\0\0\0"
      "\20\0\4\0\0\0\0\0"
      "\40\0\4\0\0\0\0\0",
      44);
  expect_kept({{"system.posix_acl_access", acl}});
}

/// The reasons by the attributes' names.
std::map<std::string, std::string> left_out(const std::vector<Xattr>& xattrs,
                                            FileType type = FileType::regular) {
  std::map<std::string, std::string> reasons;
  for (const LeftOutAttribute& attribute : plan_attributes(xattrs, type, 0644).left_out) {
    reasons[attribute.name] = attribute.reason;
  }
  return reasons;
}

TEST(Attributes, ThatLinuxRefusesAreLeftOutAndTold) {
  const std::string longest = "user." + std::string(250, 'n');
  const auto reasons = left_out({{"com.apple.quarantine", "x"},
                                 {longest, "x"},
                                 {longest + "n", "x"},
                                 {"system.posix_acl_access", "x"},
                                 {"system.posix_acl_default", "x"},
                                 {"user.", "x"},
                                 {"user.huge", value_of(65537)},
                                 {"user.large", value_of(65536)}});
  EXPECT_EQ(reasons.size(), 6U);
  EXPECT_THAT(reasons.at("com.apple.quarantine"), HasSubstr("user, trusted and security"));
  EXPECT_THAT(reasons.at(longest + "n"), HasSubstr("255"));
  EXPECT_THAT(reasons.at("system.posix_acl_access"), HasSubstr("ACL"));
  EXPECT_THAT(reasons.at("system.posix_acl_default"), HasSubstr("directory"));
  EXPECT_THAT(reasons.at("user."), HasSubstr("user, trusted and security"));
  EXPECT_THAT(reasons.at("user.huge"), HasSubstr("65536"));
}

TEST(Attributes, OfLinksAndDevicesAreTheSystems) {
  const std::vector<Xattr> xattrs{
      {"security.selinux", "label"}, {"system.posix_acl_access", ""}, {"user.a", "b"}};
  EXPECT_EQ(left_out(xattrs, FileType::symlink).size(), 2U);
  EXPECT_EQ(left_out(xattrs, FileType::fifo).size(), 1U);
  EXPECT_EQ(left_out(xattrs, FileType::directory).size(), 0U);
}

TEST(Attributes, WhoseNamesTakeMoreThanABlockStayOutInPart) {
  std::vector<Xattr> xattrs(30, {"user." + std::string(200, 'n'), value_of(100)});
  for (std::size_t i = 0; i < xattrs.size(); ++i) xattrs[i].name += std::to_string(i);
  const AttributePlan plan = plan_for_file(xattrs);
  EXPECT_THAT(plan.left_out, Not(IsEmpty()));
  EXPECT_THAT(plan.left_out.front().reason, HasSubstr("4 KiB"));
  EXPECT_EQ(plan.in_block.size() + plan.left_out.size(), xattrs.size());
}

}  // namespace
}  // namespace oci2boot

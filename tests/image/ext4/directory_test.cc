// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "oci2boot/error.h"
#include "src/image/ext4/crc32c.h"
#include "tests/image/ext4/hand_made_disk.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

/// `count` names of `size` bytes.
std::vector<std::string> many_names(std::size_t count, std::size_t size) {
  std::vector<std::string> names;
  names.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = std::to_string(i);
    name.insert(0, size - name.size(), 'n');
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<DirectoryEntry> entries_of(const std::vector<std::string>& names) {
  std::vector<DirectoryEntry> entries;
  entries.reserve(names.size());
  for (const std::string& name : names) entries.push_back({name, 0, FileType::regular});
  return entries;
}

/// As many inodes as the names need, for ext4 allows no more than 65,000 names of one.
void give_inodes(HandMadeDisk& disk, std::span<DirectoryEntry> entries) {
  while (!entries.empty()) {
    const std::size_t count = std::min<std::size_t>(entries.size(), kExt4LinkMax);
    InodeRecord record;
    record.links = static_cast<std::uint32_t>(count);
    const std::uint32_t inode = disk.new_inode(FileType::regular, "");
    disk.write_file(inode, record, {});
    for (DirectoryEntry& entry : entries.first(count)) entry.inode = inode;
    entries = entries.subspan(count);
  }
}

/// Puts the directory at /d of the disk, which is to be finished.
void write_at_d(HandMadeDisk& disk, std::vector<DirectoryEntry> entries) {
  give_inodes(disk, entries);
  const std::uint32_t inode = disk.new_inode(FileType::directory, "d");
  std::vector<std::byte> bytes;
  write_directory(entries,
                  {.inode = inode,
                   .parent = EXT2_ROOT_INO,
                   .inode_seed = inode_seed(disk.seed(), inode),
                   .hash_seed = HandMadeDisk::hash_seed()},
                  [&](std::span<const std::byte> blocks) {
                    bytes.insert(bytes.end(), blocks.begin(), blocks.end());
                  });
  EXPECT_EQ(bytes.size() / kExt4BlockSize, directory_blocks(entries, HandMadeDisk::hash_seed()));
  InodeRecord record;
  record.type = FileType::directory;
  record.permissions = 0755;
  record.links = 2;
  if (bytes.size() > kExt4BlockSize) record.flags = kExt4IndexFlag;
  disk.write_file(inode, record, bytes);
}

/// The names that debugfs lists in /d: the ninth field of its raw form,
/// /INODE/MODE/UID/GID/NAME/...
std::multiset<std::string> names_listed(const HandMadeDisk& disk) {
  std::istringstream lines(disk.debugfs("ls -p /d"));
  std::multiset<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string field;
    for (int i = 0; i < 6; ++i) std::getline(fields, field, '/');
    if (!field.empty() && field != "." && field != "..") names.insert(field);
  }
  return names;
}

void expect_kept(std::size_t count, std::size_t size, int megabytes = 64) {
  SCOPED_TRACE(std::to_string(count) + " names of " + std::to_string(size));
  const std::vector<std::string> names = many_names(count, size);
  HandMadeDisk disk(megabytes);
  write_at_d(disk, entries_of(names));
  disk.finish();
  EXPECT_EQ(disk.complaints(), "");
  EXPECT_TRUE(names_listed(disk) == std::multiset<std::string>(names.begin(), names.end()));
}

TEST(Directory, IsOneBlockWhileItsNamesHaveRoom) {
  // `.` and `..` take 24 bytes, the tail 12; a name of 4 bytes takes 12.
  const HashSeed seed{};
  EXPECT_EQ(directory_blocks({}, seed), 1U);
  EXPECT_EQ(directory_blocks(entries_of(many_names(338, 4)), seed), 1U);
  EXPECT_GT(directory_blocks(entries_of(many_names(339, 4)), seed), 1U);
}

TEST(Directory, IsReadBackByTheToolsInEverySize) {
  for (const std::size_t count : {0U, 1U, 338U, 339U, 1000U}) expect_kept(count, 4);
  expect_kept(15, 255);
  expect_kept(16, 255);
}

TEST(Directory, HasTwoLevelsOfIndexWhenOneDoesNotDo) {
  // 15 of the longest names fit in a block, 507 blocks in the root.
  const std::size_t most = std::size_t{507} * 15;
  const std::vector<std::string> names = many_names(most + 1, 255);
  EXPECT_EQ(directory_blocks(entries_of(many_names(most, 255)), {}), 1U + 507);
  EXPECT_EQ(directory_blocks(entries_of(names), {}), 1U + 1 + 508);
  expect_kept(most, 255);
  expect_kept(most + 1, 255);
  expect_kept(std::size_t{510} * 15 + 1, 255);  // the second node begins
}

template <typename Number>
Number number_at(std::span<const std::byte> bytes, std::size_t offset) {
  Number number{};
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

bool leaf_has(std::span<const std::byte> leaf, std::string_view name) {
  for (std::size_t at = 0; at < leaf.size(); at += number_at<std::uint16_t>(leaf, at + 4)) {
    const std::size_t size = number_at<std::uint8_t>(leaf, at + 6);
    const auto* const text = reinterpret_cast<const char*>(leaf.data() + at + 8);
    if (std::string_view(text, size) == name) return true;
  }
  return false;
}

/// Goes the kernel's way (dx_probe in fs/ext4/namei.c): from the root to the one leaf where the
/// name has to be. e2fsck does not see an index that leads into the wrong leaf.
bool is_found(std::span<const std::byte> directory, std::string_view name) {
  std::array<__u32, 4> seed{};
  std::memcpy(seed.data(), HandMadeDisk::hash_seed().data(), sizeof seed);
  __u32 hash = 0;
  __u32 minor_hash = 0;
  ext2fs_dirhash2(EXT2_HASH_HALF_MD4_UNSIGNED, name.data(), static_cast<int>(name.size()), nullptr,
                  0, seed.data(), &hash, &minor_hash);
  const auto levels = number_at<std::uint8_t>(directory, 30);
  std::size_t block = 0;
  for (int level = 0; level <= levels; ++level) {
    const std::size_t pairs = block * kExt4BlockSize + (level == 0 ? 32 : 8);
    std::size_t last = number_at<std::uint16_t>(directory, pairs + 2) - std::size_t{1};
    while (last > 0 && number_at<std::uint32_t>(directory, pairs + 8 * last) > hash) --last;
    block = number_at<std::uint32_t>(directory, pairs + 8 * last + 4);
  }
  return leaf_has(directory.subspan(block * kExt4BlockSize, kExt4BlockSize), name);
}

TEST(Directory, LeadsToEveryNameByItsHash) {
  const std::vector<std::vector<std::string>> directories{
      many_names(1000, 4), many_names(std::size_t{510} * 15 + 1, 255), many_names(100'000, 20)};
  for (const std::vector<std::string>& names : directories) {
    std::vector<std::byte> bytes;
    write_directory(entries_of(names), {.hash_seed = HandMadeDisk::hash_seed()},
                    [&](std::span<const std::byte> blocks) {
                      bytes.insert(bytes.end(), blocks.begin(), blocks.end());
                    });
    EXPECT_TRUE(std::all_of(names.begin(), names.end(), [&](const std::string& name) {
      return is_found(bytes, name);
    })) << names.size();
  }
}

TEST(Directory, HoldsHalfAMillionNames) {
  expect_kept(500'000, 20);
}

TEST(Directory, IsIndexedByTheHashesThatTheKernelLooksFor) {
  HandMadeDisk disk;
  write_at_d(disk, entries_of(many_names(1000, 20)));
  disk.finish();
  const std::string dump = disk.debugfs("htree_dump /d");
  EXPECT_THAT(dump, HasSubstr("Hash Version: 1"));
  EXPECT_THAT(dump, HasSubstr("Indirect levels: 0"));
  EXPECT_THAT(dump, HasSubstr("Info length: 8"));
}

/// The names of this hash are in two leaves: the index says so by an odd hash for the second.
bool root_has_hash(std::span<const std::byte> root, std::uint32_t hash) {
  for (std::size_t place = 0; place + sizeof hash <= kExt4BlockSize; place += sizeof hash) {
    if (number_at<std::uint32_t>(root, place) == hash) return true;
  }
  return false;
}

TEST(Directory, FindsNamesOfOneHashOnBothSidesOfALeafsEnd) {
  // Two names with the same hash, found by trying.
  const std::uint32_t hash = 0x201835bc;
  const std::vector<std::string> numbered = many_names(57897, 255);
  bool found = false;
  for (std::size_t others = 15; others < 200 && !found; ++others) {
    std::vector<std::string> names(numbered.begin(), numbered.begin() + static_cast<long>(others));
    names.push_back(numbered[26950]);
    names.push_back(numbered[57896]);
    write_directory(
        entries_of(names), {.hash_seed = HandMadeDisk::hash_seed()},
        [&](std::span<const std::byte> block) { found = found || root_has_hash(block, hash | 1); });
    if (!found) continue;
    HandMadeDisk disk;
    write_at_d(disk, entries_of(names));
    disk.finish();
    EXPECT_EQ(disk.complaints(), "");
    EXPECT_EQ(names_listed(disk).size(), names.size());
  }
  EXPECT_TRUE(found);
}

TEST(Directory, TellsWhatItCannotHold) {
  std::vector<std::string> names{std::string(255, 'n')};
  const std::vector<DirectoryEntry> entries(3'900'000, {names[0], 12, FileType::regular});
  try {
    directory_blocks(entries, {});
    ADD_FAILURE() << "it holds them";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_image);
    EXPECT_THAT(error.what(), HasSubstr("3900000 names"));
  }
}

TEST(Directory, IsTheSameInAnyOrderOfEntriesWhenIndexed) {
  const auto bytes_of = [](const std::vector<std::string>& names) {
    std::vector<std::byte> bytes;
    write_directory(entries_of(names), {}, [&](std::span<const std::byte> blocks) {
      bytes.insert(bytes.end(), blocks.begin(), blocks.end());
    });
    return bytes;
  };
  std::vector<std::string> names = many_names(1000, 20);
  const std::vector<std::byte> forwards = bytes_of(names);
  std::reverse(names.begin(), names.end());
  EXPECT_TRUE(bytes_of(names) == forwards);
}

TEST(Directory, HasTheTypesOfItsFiles) {
  HandMadeDisk disk;
  const std::uint32_t fifo = disk.new_inode(FileType::fifo, "fifo");
  InodeRecord record;
  record.type = FileType::fifo;
  record.links = 1;
  disk.write_inode(fifo, record);
  disk.finish();
  EXPECT_EQ(disk.complaints(), "");  // e2fsck compares the entry's type with the inode's
  EXPECT_THAT(disk.debugfs("ls -p /"), HasSubstr("/fifo/"));
}

TEST(Directory, OfSeveralEmptyBlocksIsSound) {
  HandMadeDisk disk;
  const std::uint32_t inode = disk.new_inode(FileType::directory, "room");
  std::vector<std::byte> bytes;
  write_empty_directory(4,
                        {.inode = inode,
                         .parent = EXT2_ROOT_INO,
                         .inode_seed = inode_seed(disk.seed(), inode),
                         .hash_seed = {}},
                        [&](std::span<const std::byte> blocks) {
                          bytes.insert(bytes.end(), blocks.begin(), blocks.end());
                        });
  EXPECT_EQ(bytes.size(), 4 * kExt4BlockSize);
  InodeRecord record;
  record.type = FileType::directory;
  record.links = 2;
  disk.write_file(inode, record, bytes);
  disk.finish();
  EXPECT_EQ(disk.complaints(), "");
}

}  // namespace
}  // namespace oci2boot

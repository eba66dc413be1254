// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/ext4_image.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/image/ext4/made_disk.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kMebibyte = 1 << 20;

DiskSize total(std::uint64_t bytes) {
  return {DiskSize::Kind::total, bytes};
}

TEST(Ext4Image, OfNothingIsCleanAndHasALostAndFound) {
  MadeDisk made;
  const Ext4Summary summary = made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_EQ(summary.inodes, 11U);
  EXPECT_EQ(std::filesystem::file_size(made.path()), summary.size);
  EXPECT_GE(summary.free_bytes, 64 * kMebibyte);
  EXPECT_NE(made.debugfs("stat /lost+found").find("Mode:  0700"), std::string::npos);
}

TEST(Ext4Image, HasTheFeaturesThatMke2fsGives) {
  MadeDisk made;
  made.finish();
  EXPECT_EQ(
      made.superblock("Filesystem features"),
      "has_journal ext_attr resize_inode dir_index filetype extent 64bit flex_bg sparse_super "
      "large_file huge_file dir_nlink extra_isize metadata_csum");
  EXPECT_EQ(made.superblock("Filesystem volume name"), "oci-0123456789ab");
  EXPECT_EQ(made.superblock("Filesystem UUID"), "03142536-4758-697a-8b9c-adbecfe0f102");
  EXPECT_EQ(made.superblock("Default mount options"), "user_xattr acl");
  EXPECT_EQ(made.superblock("Reserved block count"), "0");
  EXPECT_EQ(made.superblock("Maximum mount count"), "-1");
  EXPECT_EQ(made.superblock("Flex block group size"), "16");
}

TEST(Ext4Image, HoldsFilesOfEveryType) {
  MadeDisk made;
  add_every_type(made.root);
  made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_EQ(made.debugfs("cat /file"), "content");
  EXPECT_NE(made.debugfs("stat /dev/sda").find("Device major/minor number: 08:300"),
            std::string::npos);
  EXPECT_NE(made.debugfs("stat /link").find("Fast link dest: \"/else/where\""), std::string::npos);
}

TEST(Ext4Image, HoldsLargeFilesAcrossGroups) {
  MadeDisk made;
  const std::string bytes = MadeDisk::blocks_of("large", 40'000);
  made.add_blocks("first", 3);
  made.add_file("large", bytes);
  made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_EQ(made.debugfs("cat /large"), bytes);
}

TEST(Ext4Image, HoldsATargetThatHasNoRoomInItsInode) {
  MadeDisk made;
  const std::string target(3000, 't');
  made.root.tree.add_symlink(FileTree::kRoot, "slow", metadata(0777), target);
  made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_NE(made.debugfs("stat /slow").find("Size: 3000"), std::string::npos);
  EXPECT_EQ(made.debugfs("cat /slow"), target);
}

TEST(Ext4Image, HoldsSparseFilesPastFourGibibytes) {
  MadeDisk made;
  const std::uint64_t far = (std::uint64_t{6} << 30) + 4096;
  made.root.contents.begin_block();
  const std::uint64_t at = made.root.contents.append(as_span("the end"));
  const std::vector<Extent> extents{{4096, 100'000'000, Extent::kZeros}, {far, 7, at}};
  made.root.tree.add_file(FileTree::kRoot, "sparse", metadata(0644), far + 7, extents);
  made.finish();
  EXPECT_EQ(made.complaints(), "");
  const std::string told = made.debugfs("stat /sparse");
  EXPECT_NE(told.find("Size: 6442455047"), std::string::npos) << told;
  EXPECT_NE(told.find("Blockcount: 8"), std::string::npos) << told;
}

TEST(Ext4Image, HoldsManyNamesOfOneFileAndManyDirectories) {
  MadeDisk made;
  const InodeId file = made.add_blocks("file", 1);
  for (int i = 0; i < 2000; ++i) {
    const InodeId folder =
        made.root.tree.add_directory(FileTree::kRoot, "folder" + std::to_string(i), metadata(0755));
    made.root.tree.add_link(folder, "name", file);
  }
  const Ext4Summary summary = made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_EQ(summary.inodes, 11U + 1 + 2000);
  EXPECT_NE(made.debugfs("stat /folder1999/name").find("Links: 2001"), std::string::npos);
}

TEST(Ext4Image, HoldsAttributesOfAllSizes) {
  MadeDisk made;
  Metadata with = metadata(0644);
  with.xattrs = {{"user.small", "value"}};
  write_file(made.root, FileTree::kRoot, "small", with, "a");
  with.xattrs.push_back({"user.block", std::string(2000, 'b')});
  write_file(made.root, FileTree::kRoot, "block", with, "b");
  made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_EQ(made.superblock("Filesystem features").find("ea_inode"), std::string::npos);
  EXPECT_EQ(made.debugfs("ea_get -V /small user.small"), "value\n");
  EXPECT_EQ(made.debugfs("ea_get -V /block user.block"), std::string(2000, 'b') + "\n");
}

TEST(Ext4Image, HoldsAttributesThatNeedInodes) {
  MadeDisk made;
  for (const char* const name : {"one", "two"}) {
    Metadata with = metadata(0644);
    with.xattrs = {{"user.large", std::string(60'000, name[0])}, {"user.other", "x"}};
    write_file(made.root, FileTree::kRoot, name, with, "content");
  }
  made.add_blocks("last", 2);
  made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_NE(made.superblock("Filesystem features").find("ea_inode"), std::string::npos);
  EXPECT_EQ(made.debugfs("ea_get -V /two user.large"), std::string(60'000, 't') + "\n");
  EXPECT_EQ(made.debugfs("cat /last"), MadeDisk::blocks_of("last", 2));
}

TEST(Ext4Image, KeepsALostAndFoundOfTheImage) {
  MadeDisk made;
  const InodeId own = made.root.tree.add_directory(FileTree::kRoot, "lost+found", metadata(0711));
  write_file(made.root, own, "kept", metadata(0600), "kept");
  made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_EQ(made.debugfs("cat /lost+found/kept"), "kept");
}

TEST(Ext4Image, ForgetsWhatWasRemoved) {
  MadeDisk made;
  made.add_blocks("secret", 300);
  made.add_blocks("kept", 300);
  made.add_blocks("SECRET", 7);
  made.root.tree.remove(FileTree::kRoot, "secret");
  made.root.tree.remove(FileTree::kRoot, "SECRET");
  made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_EQ(made.bytes().find("<secret"), std::string::npos);
  EXPECT_EQ(made.bytes().find("<SECRET"), std::string::npos);
  EXPECT_EQ(made.debugfs("cat /kept"), MadeDisk::blocks_of("kept", 300));
}

/// Every other file is removed, so that what is kept is twice as long as it has to be.
void fill_with_gaps(MadeDisk& made) {
  for (int i = 0; i < 400; ++i) {
    made.add_blocks("file" + std::to_string(i), static_cast<std::size_t>(1 + i % 37));
  }
  for (int i = 0; i < 400; i += 2) {
    made.root.tree.remove(FileTree::kRoot, "file" + std::to_string(i));
  }
}

void expect_no_gaps(const MadeDisk& made) {
  EXPECT_EQ(made.complaints(), "");
  const std::filesystem::path files = made.dumped();
  for (int i = 1; i < 400; i += 2) {
    const std::string name = "file" + std::to_string(i);
    EXPECT_TRUE(read_host_file(files / name) ==
                MadeDisk::blocks_of(name, static_cast<std::size_t>(1 + i % 37)))
        << name;
  }
  EXPECT_EQ(made.bytes().find("<file100 "), std::string::npos);
}

TEST(Ext4Image, MovesNothingWhileThereIsRoom) {
  MadeDisk made;
  fill_with_gaps(made);
  made.root.contents.flush();
  const std::uint64_t end = made.disk.size();
  const std::size_t before = made.disk.writes.size();
  made.finish();
  expect_no_gaps(made);
  constexpr std::uint64_t kFirstFile = 129UL * 4096;
  for (std::size_t i = before; i < made.disk.writes.size(); ++i) {
    const std::uint64_t offset = made.disk.writes[i].offset;
    EXPECT_TRUE(offset < kFirstFile || offset >= end) << offset;
  }
}

TEST(Ext4Image, MovesContentDownWhenItWouldNotFit) {
  std::uint64_t least = 0;
  {
    MadeDisk made({DiskSize::Kind::free, 0});
    fill_with_gaps(made);
    least = made.finish().size;
    EXPECT_LT(least, 400UL * 19 * 4096);  // less than was written
    expect_no_gaps(made);
  }
  MadeDisk made(total(least));
  fill_with_gaps(made);
  made.finish();
  expect_no_gaps(made);
}

TEST(Ext4Image, IsTheSameEveryTime) {
  const auto bytes = [] {
    MadeDisk made;
    add_every_type(made.root);
    fill_with_gaps(made);
    made.finish();
    return made.bytes();
  };
  const std::string first = bytes();
  setenv("E2FSPROGS_FAKE_TIME", "1234567890", 1);
  const std::string second = bytes();
  unsetenv("E2FSPROGS_FAKE_TIME");
  EXPECT_TRUE(first == second);
}

TEST(Ext4Image, WritesItsMetadataInFewPieces) {
  MadeDisk made;
  for (int i = 0; i < 300; ++i) {
    const InodeId folder =
        made.root.tree.add_directory(FileTree::kRoot, "folder" + std::to_string(i), metadata(0755));
    for (int k = 0; k < 30; ++k) {
      write_file(made.root, folder, "file" + std::to_string(k), metadata(0644), "text");
    }
  }
  made.root.contents.flush();
  const std::size_t before = made.disk.writes.size();
  made.finish();
  EXPECT_LT(made.disk.writes.size() - before, 30U);
  EXPECT_EQ(made.complaints(), "");
}

TEST(Ext4Image, PassesOnWhatTheDiskThrows) {
  std::size_t writes = 0;
  {
    MadeDisk made;
    add_every_type(made.root);
    made.finish();
    writes = made.disk.writes.size();
  }
  for (std::size_t i = 0; i < writes; ++i) {
    MadeDisk made;
    add_every_type(made.root);
    made.disk.failing_write = i;
    expect_error(ErrorCode::output_failed, "the disk is full", [&] { made.finish(); });
  }
}

}  // namespace
}  // namespace oci2boot

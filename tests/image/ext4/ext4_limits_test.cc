// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/ext4_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> warnings_of(const FileTree& tree) {
  std::vector<std::string> warnings;
  check_ext4_limits(tree, [&](const std::string& warning) { warnings.push_back(warning); });
  return warnings;
}

std::string refusal_of(const FileTree& tree) {
  try {
    check_ext4_limits(tree, ignore_warnings);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_image);
    return error.what();
  }
  return "";
}

TEST(Ext4Limits, SayNothingOfWhatFits) {
  FileTree tree;
  tree.add_file(FileTree::kRoot, std::string(255, 'n'),
                {0644, 0, 0, {15032385535, 999'999'999}, {}}, (std::uint64_t{UINT32_MAX}) * 4096,
                {});
  tree.add_symlink(FileTree::kRoot, "link", {}, std::string(4095, 't'));
  tree.add_special(FileTree::kRoot, "device", {}, FileType::char_device, {0xfff, 0xfffff});
  EXPECT_THAT(warnings_of(tree), IsEmpty());
}

TEST(Ext4Limits, RefuseALongName) {
  FileTree tree;
  tree.add_file(FileTree::kRoot, std::string(256, 'n'), {}, 0, {});
  EXPECT_THAT(refusal_of(tree), HasSubstr("has 256 bytes"));
}

TEST(Ext4Limits, RefuseLinkTargetsThatNoSystemHas) {
  FileTree tree;
  tree.add_symlink(FileTree::kRoot, "link", {}, std::string(4096, 't'));
  EXPECT_THAT(refusal_of(tree), HasSubstr("'/link' has a target of 4096 bytes"));
  tree.add_symlink(FileTree::kRoot, "link", {}, "");
  EXPECT_THAT(refusal_of(tree), HasSubstr("'/link' has no target"));
}

TEST(Ext4Limits, RefuseAFileOf16TiB) {
  FileTree tree;
  tree.add_file(FileTree::kRoot, "huge", {}, (std::uint64_t{UINT32_MAX}) * 4096 + 1, {});
  EXPECT_THAT(refusal_of(tree), HasSubstr("'/huge' has 17592186040321 bytes"));
}

TEST(Ext4Limits, RefuseDeviceNumbersThatLinuxDoesNotHave) {
  FileTree tree;
  tree.add_special(FileTree::kRoot, "device", {}, FileType::block_device, {4096, 0});
  EXPECT_THAT(refusal_of(tree), HasSubstr("'/device' has the number 4096:0"));
}

TEST(Ext4Limits, Refuse65001NamesOfAFileButNotOfManyDirectories) {
  FileTree tree;
  const InodeId file = tree.add_file(FileTree::kRoot, "f", {}, 0, {});
  for (int i = 1; i < 65000; ++i) {
    tree.add_link(FileTree::kRoot, "f" + std::to_string(i), file);
    tree.add_directory(FileTree::kRoot, "d" + std::to_string(i), {});
  }
  EXPECT_EQ(refusal_of(tree), "");
  tree.add_link(FileTree::kRoot, "one-more", file);
  EXPECT_THAT(refusal_of(tree), HasSubstr("has 65001 names, and ext4 allows 65000"));
}

TEST(Ext4Limits, WarnOnceOfAllTimesThatMove) {
  FileTree tree;
  const InodeId file =
      tree.add_file(FileTree::kRoot, "a", {0644, 0, 0, {15032385536, 0}, {}}, 0, {});
  tree.add_link(FileTree::kRoot, "b", file);
  EXPECT_THAT(warnings_of(tree),
              ElementsAre("ext4 holds times from 1901 to 2446 only: changed that "
                          "of 1 file ('/a')"));
}

TEST(Ext4Limits, WarnOfPathsThatNobodyCanName) {
  FileTree tree;
  InodeId directory = FileTree::kRoot;
  for (int i = 0; i < 16; ++i) directory = tree.add_directory(directory, std::string(255, 'd'), {});
  EXPECT_THAT(warnings_of(tree), ElementsAre(HasSubstr("4095 bytes: 1 longer name")));
}

TEST(Ext4Limits, WarnOfAttributesOnceForEachReason) {
  FileTree tree;
  tree.add_file(FileTree::kRoot, "a", {0644, 0, 0, {}, {{"com.apple.one", "x"}}}, 0, {});
  tree.add_file(FileTree::kRoot, "b", {0644, 0, 0, {}, {{"com.apple.two", "x"}}}, 0, {});
  tree.add_symlink(FileTree::kRoot, "c", {0644, 0, 0, {}, {{"user.a", "x"}}}, "a");
  EXPECT_THAT(
      warnings_of(tree),
      ElementsAre("left out attributes of 2 files (the first is '/a'), 'com.apple.one': ext4 "
                  "keeps user, trusted and security attributes and ACLs",
                  "left out attributes of 1 file ('/c'), 'user.a': only files and "
                  "directories have user attributes"));
}

}  // namespace
}  // namespace oci2boot

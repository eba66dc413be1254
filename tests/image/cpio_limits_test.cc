// SPDX-License-Identifier: Apache-2.0
#include "src/image/cpio_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint64_t kFourGiB = std::uint64_t{1} << 32;

std::vector<std::string> warnings_of(const FileTree& tree) {
  std::vector<std::string> warnings;
  check_cpio_limits(tree, [&](const std::string& warning) { warnings.push_back(warning); });
  return warnings;
}

std::string refusal_of(const FileTree& tree) {
  try {
    check_cpio_limits(tree, ignore_warnings);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_image);
    return error.what();
  }
  return "taken";
}

TEST(CpioLimitsTest, RefusesAFileOfFourGiBByName) {
  FileTree tree;
  const InodeId folder = tree.add_directory(FileTree::kRoot, "data", {});
  tree.add_file(folder, "fits", {}, kFourGiB - 1, {});
  EXPECT_EQ(refusal_of(tree), "taken");
  tree.add_file(folder, "large", {}, kFourGiB, {});
  EXPECT_THAT(refusal_of(tree), HasSubstr("file '/data/large' has 4294967296 bytes"));
}

TEST(CpioLimitsTest, RefusesDeviceNumbersThatLinuxDoesNotHave) {
  FileTree tree;
  tree.add_special(FileTree::kRoot, "last", {}, FileType::char_device, {4095, 1048575});
  EXPECT_EQ(refusal_of(tree), "taken");
  tree.add_special(FileTree::kRoot, "odd", {}, FileType::block_device, {4096, 0});
  EXPECT_THAT(refusal_of(tree), HasSubstr("device '/odd' has the number 4096:0"));
}

TEST(CpioLimitsTest, MovesTimesIntoRangeAndSaysSoOnce) {
  EXPECT_EQ(cpio_time({-1, 999999999}), 0U);
  EXPECT_EQ(cpio_time({4294967295, 0}), 4294967295U);
  EXPECT_EQ(cpio_time({4294967296, 0}), 4294967295U);

  FileTree tree;
  Metadata early;
  early.mtime = {-5, 0};
  tree.add_file(FileTree::kRoot, "a", early, 0, {});
  tree.add_file(FileTree::kRoot, "b", early, 0, {});
  EXPECT_THAT(warnings_of(tree), ElementsAre(HasSubstr("2 files (the first is '/a')")));
}

TEST(CpioLimitsTest, WarnsOfNamesThatTheKernelDrops) {
  FileTree tree;
  InodeId folder = FileTree::kRoot;
  for (int i = 0; i < 16; ++i) folder = tree.add_directory(folder, std::string(255, 'd'), {});
  EXPECT_TRUE(warnings_of(tree).empty());  // the deepest path has 4095 bytes
  tree.add_file(folder, "f", {}, 0, {});
  EXPECT_THAT(warnings_of(tree), ElementsAre(HasSubstr("leave out 1 name ('/ddd")));
}

TEST(CpioLimitsTest, WarnsOfLongPartsAndLongLinkTargets) {
  FileTree tree;
  tree.add_symlink(FileTree::kRoot, "fits", {}, std::string(4095, 't'));
  EXPECT_TRUE(warnings_of(tree).empty());
  tree.add_symlink(FileTree::kRoot, "a\nlink", {}, std::string(4096, 't'));
  tree.add_file(FileTree::kRoot, std::string(256, 'n'), {}, 0, {});
  EXPECT_THAT(warnings_of(tree), ElementsAre(HasSubstr("2 names (the first is '/a?link')")));
}

}  // namespace
}  // namespace oci2boot

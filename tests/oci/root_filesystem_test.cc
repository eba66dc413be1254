// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/root_filesystem.h"

#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

TEST(RootFilesystemTest, ReadsBackAFile) {
  RootFilesystem root(testing::TempDir());
  const InodeId file = write_file(root, FileTree::kRoot, "f", {}, "content");
  EXPECT_EQ(read_file(root, file, 100), "content");
  EXPECT_THROW(read_file(root, file, 6), Error);
}

TEST(RootFilesystemTest, ReadsHolesAsZeros) {
  RootFilesystem root(testing::TempDir());
  const std::string_view text = "abcdef";
  const std::uint64_t at = root.contents.append(std::as_bytes(std::span(text)));
  const Extent extents[] = {{2, 3, at}, {7, 3, at + 3}};
  const InodeId file = root.tree.add_file(FileTree::kRoot, "sparse", {}, 12, extents);
  EXPECT_EQ(read_file(root, file, 100), std::string("\0\0abc\0\0def\0\0", 12));
}

TEST(RootFilesystemTest, MakesDirectoriesBehindSymlinks) {
  RootFilesystem root(testing::TempDir());
  root.tree.add_symlink(FileTree::kRoot, "etc", {}, "/usr/etc");
  const InodeId made = ensure_directory(root.tree, "/etc/conf.d", {7, 0});
  EXPECT_EQ(root.tree.lookup("usr/etc/conf.d"), made);
  EXPECT_EQ(root.tree.mtime(made), (Timestamp{7, 0}));
  EXPECT_EQ(ensure_directory(root.tree, "/etc/conf.d", {8, 0}), made);
}

TEST(RootFilesystemTest, RefusesAFileInTheWayOfADirectory) {
  RootFilesystem root(testing::TempDir());
  write_file(root, FileTree::kRoot, "etc", {}, "");
  EXPECT_THROW(ensure_directory(root.tree, "etc/conf.d", {}), Error);
  EXPECT_THROW(ensure_directory(root.tree, "etc", {}), Error);
}

}  // namespace
}  // namespace oci2boot

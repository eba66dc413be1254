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
  const Extent extents[] = {{2, 3, at}, {7, 3, at + 3}, {10, 2, Extent::kZeros}};
  const InodeId file = root.tree.add_file(FileTree::kRoot, "sparse", {}, 14, extents);
  EXPECT_EQ(read_file(root, file, 100), std::string("\0\0abc\0\0def\0\0\0\0", 14));
}

TEST(RootFilesystemTest, PassesOverWhatIsNotWanted) {
  RootFilesystem root(testing::TempDir());
  const std::string_view text = "abcdef";
  const std::uint64_t at = root.contents.append(std::as_bytes(std::span(text)));
  const std::uint64_t large = std::uint64_t{1} << 50;
  const Extent extents[] = {{2, 3, at}, {large, 3, at + 3}};
  const InodeId file = root.tree.add_file(FileTree::kRoot, "sparse", {}, large + 10, extents);
  FileReader reader(root, file);
  EXPECT_EQ(reader.skip(large - 1), large - 1);
  char piece[5];
  EXPECT_EQ(reader.read(std::as_writable_bytes(std::span(piece))), 5U);
  EXPECT_EQ(std::string_view(piece, 5), std::string_view("\0def\0", 5));
  EXPECT_EQ(reader.skip(100), 6U);
  EXPECT_EQ(reader.read(std::as_writable_bytes(std::span(piece))), 0U);
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

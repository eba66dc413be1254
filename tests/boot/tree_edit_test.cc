// SPDX-License-Identifier: Apache-2.0
#include "src/boot/tree_edit.h"

#include <gtest/gtest.h>

#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

TEST(TreeEditTest, TellsATextThatIsTooLargeFromNone) {
  TreeBuilder tree;
  tree.file("/fits", std::string(1'048'576, 'x')).file("/large", std::string(1'048'577, 'x'));
  EXPECT_TRUE(file_text(tree.root, "/fits"));
  EXPECT_FALSE(is_too_large(tree.root, "/fits"));
  EXPECT_FALSE(file_text(tree.root, "/large"));
  EXPECT_TRUE(is_too_large(tree.root, "/large"));
  EXPECT_FALSE(is_too_large(tree.root, "/none"));
}

TEST(TreeEditTest, KeepsWhoOwnsAFileThatItRewrites) {
  TreeBuilder tree;
  tree.file("/etc/f", "old");
  const InodeId file = *tree.root.tree.lookup("/etc/f");
  tree.root.tree.set_metadata(file, {0640, 3, 4, {1, 0}, {{"user.x", "y"}}});
  EXPECT_TRUE(put_text(tree.root, "/etc/f", "new", {9, 0}));
  EXPECT_EQ(tree.at("/etc/f"), "new");
  const Metadata metadata = tree.metadata("/etc/f");
  EXPECT_EQ(metadata.permissions, 0640);
  EXPECT_EQ(metadata.uid, 3U);
  EXPECT_EQ(metadata.xattrs.size(), 1U);
  EXPECT_EQ(metadata.mtime, (Timestamp{9, 0}));
  EXPECT_FALSE(put_text(tree.root, "/etc/f", "new", {10, 0}));
  EXPECT_EQ(tree.metadata("/etc/f").mtime, (Timestamp{9, 0}));
}

TEST(TreeEditTest, LeavesTheOtherNamesOfAFileItRewrites) {
  TreeBuilder tree;
  tree.file("/a", "old").hard_link("/b", "/a");
  EXPECT_TRUE(put_text(tree.root, "/a", "new", {}));
  EXPECT_EQ(tree.at("/b"), "old");
}

TEST(TreeEditTest, ReplacesALinkNotItsTarget) {
  TreeBuilder tree;
  tree.file("/target", "kept").symlink("/link", "/target");
  EXPECT_TRUE(put_text(tree.root, "/link", "new", {}));
  EXPECT_EQ(tree.at("/link"), "new");
  EXPECT_EQ(tree.at("/target"), "kept");
  EXPECT_TRUE(put_symlink(tree.root.tree, "/link", "/x", {}));
  EXPECT_FALSE(put_symlink(tree.root.tree, "/link", "/x", {}));
}

TEST(TreeEditTest, RemovesFilesOnly) {
  TreeBuilder tree;
  tree.file("/real/f").symlink("/alias", "real").directory("/d");
  EXPECT_TRUE(remove_file(tree.root.tree, "/alias/f"));
  EXPECT_EQ(tree.at("/real/f"), "(none)");
  EXPECT_FALSE(remove_file(tree.root.tree, "/d"));
  EXPECT_FALSE(remove_file(tree.root.tree, "/none/f"));
}

TEST(TreeEditTest, MovesADirectoryWithAllBelowIt) {
  TreeBuilder tree;
  tree.file("/d/a/f", "1").hard_link("/d/g", "/d/a/f").symlink("/d/l", "a").directory("/new");
  const FileTree& names = tree.root.tree;
  move_entry(tree.root.tree, FileTree::kRoot, "d", *names.lookup("/new"), "e");
  EXPECT_EQ(tree.at("/d"), "(none)");
  EXPECT_EQ(tree.at("/new/e/a/f"), "1");
  EXPECT_EQ(tree.at("/new/e/l"), "-> a");
  EXPECT_EQ(names.lookup("/new/e/g"), names.lookup("/new/e/a/f"));
  EXPECT_EQ(names.links(*names.lookup("/new/e/g")), 2U);
}

TEST(TreeEditTest, MovesAVeryDeepDirectory) {
  TreeBuilder tree;
  InodeId parent = tree.root.tree.add_directory(FileTree::kRoot, "d", {});
  for (int i = 0; i < 20'000; ++i) parent = tree.root.tree.add_directory(parent, "d", {});
  const InodeId target = tree.root.tree.add_directory(FileTree::kRoot, "t", {});
  move_entry(tree.root.tree, FileTree::kRoot, "d", target, "d");
  EXPECT_EQ(tree.root.tree.entry_count(), 20'002U);
}

}  // namespace
}  // namespace oci2boot

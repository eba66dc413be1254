// SPDX-License-Identifier: Apache-2.0
#include "oci/path_walk.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using End = PathWalk::End;

TEST(PathWalkTest, TellsHowItEnded) {
  FileTree tree;
  const InodeId d = tree.add_directory(FileTree::kRoot, "d", {});
  tree.add_file(d, "f", {}, 0, {});
  tree.add_symlink(d, "dangling", {}, "none");
  EXPECT_EQ(walk_path(tree, "d/./../d").inode, d);
  EXPECT_EQ(walk_path(tree, "").inode, FileTree::kRoot);
  EXPECT_EQ(walk_path(tree, "d/none").end, End::missing);
  EXPECT_EQ(walk_path(tree, "d/dangling").end, End::missing);
  EXPECT_EQ(walk_path(tree, "d/f/x").end, End::not_directory);
  EXPECT_EQ(walk_path(tree, "d/f/..").end, End::not_directory);
}

TEST(PathWalkTest, DotDotFollowsWhereTheLinkLedNotItsName) {
  FileTree tree;
  const InodeId a = tree.add_directory(FileTree::kRoot, "a", {});
  const InodeId b = tree.add_directory(a, "b", {});
  tree.add_directory(b, "c", {});
  tree.add_symlink(FileTree::kRoot, "s", {}, "a/b/c");
  EXPECT_EQ(walk_path(tree, "s/..").inode, b);
  EXPECT_EQ(walk_path(tree, "s/../../../../..").inode, FileTree::kRoot);
}

TEST(PathWalkTest, FollowsAsManyLinksAsEnginesDo) {
  FileTree tree;
  tree.add_directory(FileTree::kRoot, "0", {});
  for (int i = 1; i <= 256; ++i) {
    tree.add_symlink(FileTree::kRoot, std::to_string(i), {}, std::to_string(i - 1));
  }
  EXPECT_EQ(walk_path(tree, "255").end, End::found);
  EXPECT_EQ(walk_path(tree, "256").end, End::too_many_links);
}

TEST(PathWalkTest, BoundsWhatOneLookUpFollows) {
  FileTree tree;
  std::string target;
  for (int i = 0; i < 4096; ++i) target += "./";
  tree.add_symlink(FileTree::kRoot, "s", {}, target);
  EXPECT_EQ(walk_path(tree, "s/s/s/s").end, End::found);
  EXPECT_EQ(walk_path(tree, "s/s/s/s/s/s/s/s/s").end, End::too_many_links);
}

TEST(PathWalkTest, EnginesMakeWhatIsMissingInTheEnd) {
  FileTree tree;
  tree.add_symlink(FileTree::kRoot, "s", {}, "/x/../y");
  std::string lengths;
  const auto make = [&](InodeId parent, std::string_view name, std::size_t path_bytes) {
    lengths += std::to_string(path_bytes) + " ";
    return tree.add_directory(parent, name, {});
  };
  const PathWalk walk = walk_as_engines(tree, "s/zz", make);
  EXPECT_EQ(walk.end, End::found);
  EXPECT_EQ(walk.path_bytes, std::string_view("y/zz").size());
  EXPECT_EQ(lengths, "1 4 ") << "of y and y/zz";
  EXPECT_EQ(tree.lookup("y/zz"), walk.inode);
  EXPECT_FALSE(tree.lookup("x").has_value()) << "which '..' took away";
}

TEST(PathWalkTest, EnginesGoUpFromWhatIsMissingOrNoDirectory) {
  FileTree tree;
  const InodeId d = tree.add_directory(FileTree::kRoot, "d", {});
  tree.add_file(FileTree::kRoot, "f", {}, 0, {});
  EXPECT_EQ(walk_as_engines(tree, "none/../d").inode, d);
  EXPECT_EQ(walk_as_engines(tree, "none/none/../../../d").inode, d);
  EXPECT_EQ(walk_as_engines(tree, "f/../d").inode, d);
  EXPECT_EQ(walk_as_engines(tree, "f/x/../../d").inode, d);
  EXPECT_EQ(walk_as_engines(tree, "f/x").end, End::not_directory);
  EXPECT_EQ(walk_as_engines(tree, "d/none").end, End::missing);
  EXPECT_EQ(walk_path(tree, "none/../d").end, End::missing) << "by the kernel's rules";
}

TEST(PathWalkTest, SplitsOffTheLastPart) {
  EXPECT_EQ(split_last("a/b/c"), std::pair(std::string_view("a/b"), std::string_view("c")));
  EXPECT_EQ(split_last("/a//"), std::pair(std::string_view(), std::string_view("a")));
  EXPECT_EQ(split_last("a"), std::pair(std::string_view(), std::string_view("a")));
}

}  // namespace
}  // namespace oci2boot

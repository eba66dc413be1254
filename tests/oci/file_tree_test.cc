// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/file_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::ElementsAre;

std::vector<std::string> names(const FileTree& tree) {
  std::vector<std::string> paths;
  tree.walk([&](const std::string& path, InodeId /*inode*/) { paths.push_back(path); });
  return paths;
}

InodeId add_empty_file(FileTree& tree, InodeId parent, std::string_view name) {
  return tree.add_file(parent, name, {}, 0, {});
}

TEST(FileTreeTest, StartsWithARootThatOnlyRootMayWrite) {
  const FileTree tree;
  EXPECT_EQ(tree.type(FileTree::kRoot), FileType::directory);
  EXPECT_EQ(tree.permissions(FileTree::kRoot), 0755);
  EXPECT_EQ(tree.links(FileTree::kRoot), 1U);
  EXPECT_THAT(names(tree), ElementsAre(""));
}

TEST(FileTreeTest, WalksParentsFirstAndSiblingsInByteOrder) {
  FileTree tree;
  const InodeId b = tree.add_directory(FileTree::kRoot, "b", {});
  add_empty_file(tree, b, "\xff");
  add_empty_file(tree, b, "z");
  add_empty_file(tree, FileTree::kRoot, "b-");  // '-' sorts before '/', yet b's children come first
  add_empty_file(tree, FileTree::kRoot, "B");
  EXPECT_THAT(names(tree), ElementsAre("", "B", "b", "b/z", "b/\xff", "b-"));
}

TEST(FileTreeTest, LinksShareOneInode) {
  FileTree tree;
  const InodeId file = add_empty_file(tree, FileTree::kRoot, "a");
  tree.add_link(FileTree::kRoot, "b", file);
  EXPECT_EQ(tree.child(FileTree::kRoot, "b"), file);
  EXPECT_EQ(tree.links(file), 2U);
  EXPECT_TRUE(tree.remove(FileTree::kRoot, "a"));
  EXPECT_EQ(tree.links(file), 1U);
  EXPECT_EQ(tree.child(FileTree::kRoot, "b"), file);
}

TEST(FileTreeTest, OtherContentIsSeenAtAllNames) {
  FileTree tree;
  const InodeId file = add_empty_file(tree, FileTree::kRoot, "a");
  tree.add_link(FileTree::kRoot, "b", file);
  const Extent extent{0, 5, 100};
  tree.set_content(file, 7, std::span(&extent, 1));
  EXPECT_EQ(tree.lookup("b"), file);
  EXPECT_EQ(tree.size(file), 7U);
  EXPECT_THAT(tree.extents(file), ElementsAre(extent));
  tree.set_content(file, 0, {});
  EXPECT_EQ(tree.size(file), 0U);
  EXPECT_TRUE(tree.extents(file).empty());
}

TEST(FileTreeTest, LinkingANameToItselfChangesNothing) {
  FileTree tree;
  const InodeId file = add_empty_file(tree, FileTree::kRoot, "a");
  tree.add_link(FileTree::kRoot, "a", file);
  EXPECT_EQ(tree.links(file), 1U);
  EXPECT_THAT(names(tree), ElementsAre("", "a"));
}

TEST(FileTreeTest, AddingReplacesADirectoryWithAllBelowIt) {
  FileTree tree;
  const InodeId folder = tree.add_directory(FileTree::kRoot, "x", {});
  const InodeId kept = add_empty_file(tree, folder, "linked");
  tree.add_link(FileTree::kRoot, "outside", kept);
  tree.add_directory(folder, "deep", {});
  tree.add_symlink(FileTree::kRoot, "x", {}, "elsewhere");
  EXPECT_THAT(names(tree), ElementsAre("", "outside", "x"));
  EXPECT_EQ(tree.links(kept), 1U);
  EXPECT_EQ(tree.entry_count(), 2U);
}

TEST(FileTreeTest, KeepsXattrsSortedAndTheLastOfEqualNames) {
  FileTree tree;
  Metadata metadata;
  metadata.xattrs = {{"user.b", "1"}, {"user.a", std::string("\0x", 2)}, {"user.b", "2"}};
  const InodeId file = tree.add_file(FileTree::kRoot, "f", metadata, 0, {});
  ASSERT_EQ(tree.xattrs(file).size(), 2U);
  EXPECT_EQ(tree.xattrs(file)[0], (Xattr{"user.a", std::string("\0x", 2)}));
  EXPECT_EQ(tree.xattrs(file)[1], (Xattr{"user.b", "2"}));
}

TEST(FileTreeTest, KeepsWhatEachTypeHas) {
  FileTree tree;
  const Extent extent{4096, 100, 7};
  const InodeId file = tree.add_file(FileTree::kRoot, "f", {}, 5000, std::span(&extent, 1));
  const InodeId node = tree.add_special(FileTree::kRoot, "n", {}, FileType::char_device, {5, 1});
  const InodeId link = tree.add_symlink(FileTree::kRoot, "l", {}, "../t");
  EXPECT_EQ(tree.size(file), 5000U);
  EXPECT_EQ(tree.extents(file)[0], extent);
  EXPECT_EQ(tree.device(node), (DeviceNumber{5, 1}));
  EXPECT_EQ(tree.symlink_target(link), "../t");
  EXPECT_EQ(tree.symlink_target(file), "");
}

class LookupTest : public testing::Test {
 protected:
  void SetUp() override {
    const InodeId usr = tree_.add_directory(FileTree::kRoot, "usr", {});
    const InodeId lib = tree_.add_directory(usr, "lib", {});
    so_ = add_empty_file(tree_, lib, "x.so");
    tree_.add_symlink(FileTree::kRoot, "lib", {}, "usr/lib");
    tree_.add_symlink(FileTree::kRoot, "out", {}, "../../../usr/./lib");
    tree_.add_symlink(lib, "absolute", {}, "/lib/x.so");
    tree_.add_symlink(FileTree::kRoot, "loop", {}, "loop");
  }

  FileTree tree_;
  InodeId so_ = 0;
};

TEST_F(LookupTest, FollowsLinksInsideTheRoot) {
  EXPECT_EQ(tree_.lookup("/lib/x.so"), so_);
  EXPECT_EQ(tree_.lookup("out//x.so"), so_);
  EXPECT_EQ(tree_.lookup("lib/absolute"), so_);
  EXPECT_EQ(tree_.lookup("usr/../../usr/lib/x.so"), so_);
  EXPECT_EQ(tree_.lookup("/"), FileTree::kRoot);
}

TEST_F(LookupTest, FindsNothingWhereThereIsNothing) {
  EXPECT_EQ(tree_.lookup("usr/lib/none"), std::nullopt);
  EXPECT_EQ(tree_.lookup("usr/lib/x.so/below"), std::nullopt);
  EXPECT_EQ(tree_.lookup("loop"), std::nullopt);
}

TEST_F(LookupTest, CanStopAtALinkInTheLastPart) {
  const auto link = tree_.lookup_no_follow("/lib/absolute");
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(tree_.type(*link), FileType::symlink);
}

TEST(FileTreeTest, ManyNamesInOneDirectoryComeAndGo) {
  FileTree tree;
  for (int i = 0; i < 20'000; ++i) add_empty_file(tree, FileTree::kRoot, std::to_string(i));
  for (int i = 0; i < 20'000; i += 2) {
    ASSERT_TRUE(tree.remove(FileTree::kRoot, std::to_string(i)));
  }
  EXPECT_EQ(tree.child_count(FileTree::kRoot), 10'000U);
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_EQ(tree.child(FileTree::kRoot, std::to_string(i)).has_value(), i % 2 == 1) << i;
  }
}

TEST(FileTreeTest, RemovesTreesOfAnyDepth) {
  FileTree tree;
  InodeId folder = tree.add_directory(FileTree::kRoot, "d", {});
  for (int i = 0; i < 100'000; ++i) folder = tree.add_directory(folder, "d", {});
  EXPECT_TRUE(tree.remove(FileTree::kRoot, "d"));
  EXPECT_EQ(tree.entry_count(), 0U);
}

TEST(FileTreeTest, RemembersWhatIsGoneAndWhichLayersBroughtAndRemovedIt) {
  FileTree tree;
  tree.begin_layer();
  const InodeId folder = tree.add_directory(FileTree::kRoot, "d", {});
  const InodeId first = add_empty_file(tree, folder, "f");
  tree.begin_layer();
  const InodeId second = add_empty_file(tree, folder, "f");
  tree.add_link(FileTree::kRoot, "link", second);
  tree.begin_layer();
  tree.remove(FileTree::kRoot, "d");
  EXPECT_EQ(tree.inode_count(), 4U);
  EXPECT_EQ(tree.made_by(FileTree::kRoot), 0U);
  EXPECT_EQ(tree.made_by(folder), 1U);
  EXPECT_EQ(tree.made_by(second), 2U);
  EXPECT_EQ(tree.removed_by(first), 2U);
  EXPECT_EQ(tree.removed_by(folder), 3U);
  EXPECT_EQ(tree.removed_by(second), std::nullopt);
  EXPECT_EQ(tree.first_parent(second), folder);
  EXPECT_EQ(tree.first_name(second), "f");
  EXPECT_EQ(tree.first_path(second), "d/f");
  EXPECT_EQ(tree.first_path(FileTree::kRoot), "");
}

TEST(FileTreeTest, RemembersWhichLayerSetAName) {
  FileTree tree;
  tree.begin_layer();
  add_empty_file(tree, FileTree::kRoot, "a");
  const InodeId d = tree.add_directory(FileTree::kRoot, "d", {});
  tree.begin_layer();
  tree.touch(FileTree::kRoot, "d");
  add_empty_file(tree, d, "e");
  const auto children = tree.children(FileTree::kRoot);
  EXPECT_EQ(children[0].layer, 1U);
  EXPECT_EQ(children[1].layer, 2U);
}

}  // namespace
}  // namespace oci2boot

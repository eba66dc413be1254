// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/layers/size_tree.h"

#include <gtest/gtest.h>

#include "tests/pipeline/layers/layered_root.h"

namespace oci2boot {
namespace {

TEST(SizeTreeTest, TheLargestComeFirstWithAllThatIsBelowThem) {
  LayeredRoot made;
  made.layer();
  made.file("small", "12");
  made.file("d/one", "333");
  made.file("d/e/two", "55555");
  const SizeTree tree = make_size_tree(made.root.tree, 100);
  EXPECT_EQ(tree.bytes, 10U);
  EXPECT_EQ(tree.files, 3U);
  ASSERT_EQ(tree.entries.size(), 2U);
  EXPECT_EQ(tree.entries[0].name, "d");
  EXPECT_TRUE(tree.entries[0].is_folder);
  EXPECT_EQ(tree.entries[0].bytes, 8U);
  EXPECT_EQ(tree.entries[1].name, "small");
  EXPECT_EQ(tree.other_bytes, 0U);
}

TEST(SizeTreeTest, AFolderThatHoldsOnlyAFolderGoesWithIt) {
  LayeredRoot made;
  made.layer();
  made.file("usr/lib/a", "1");
  made.file("usr/lib/b", "1");
  const SizeTree tree = make_size_tree(made.root.tree, 100);
  ASSERT_EQ(tree.entries.size(), 1U);
  EXPECT_EQ(tree.entries[0].name, "usr/lib");
  EXPECT_EQ(tree.entries[0].entries.size(), 2U);
}

TEST(SizeTreeTest, WhatIsTooSmallIsTogether) {
  LayeredRoot made;
  made.layer();
  made.file("large", std::string(100'000, 'x'));
  made.file("a", "12");
  made.file("b", "123");
  const SizeTree tree = make_size_tree(made.root.tree, 100);
  ASSERT_EQ(tree.entries.size(), 1U);
  EXPECT_EQ(tree.other_bytes, 5U);
  EXPECT_EQ(tree.other_files, 2U);
}

TEST(SizeTreeTest, AFileWithSeveralNamesCountsOnce) {
  LayeredRoot made;
  made.layer();
  const InodeId file = made.file("b", "12345");
  made.root.tree.add_link(FileTree::kRoot, "a", file);
  const SizeTree tree = make_size_tree(made.root.tree, 100);
  EXPECT_EQ(tree.bytes, 5U);
  EXPECT_EQ(tree.files, 1U);
  ASSERT_EQ(tree.entries.size(), 1U);
  EXPECT_EQ(tree.entries[0].names, 2U);
}

TEST(SizeTreeTest, AFolderIsOfTheLayerThatBroughtMostOfIt) {
  LayeredRoot made;
  made.layer();
  made.file("d/a", "12");
  made.file("d/b", "12");
  made.layer();
  made.file("d/c", "12345678");
  made.layer();
  made.file("d/d", "1");
  const SizeTree tree = make_size_tree(made.root.tree, 100);
  ASSERT_EQ(tree.entries.size(), 1U);
  EXPECT_EQ(tree.entries[0].layer, 2U);
}

TEST(SizeTreeTest, WhatIsGoneDoesNotCount) {
  LayeredRoot made;
  made.layer();
  made.file("d/a", "12");
  made.file("e", "123");
  made.layer();
  made.remove("d");
  EXPECT_EQ(make_size_tree(made.root.tree, 100).bytes, 3U);
}

TEST(SizeTreeTest, AboutAsManyAreShownAsWereAskedFor) {
  LayeredRoot made;
  made.layer();
  for (int i = 0; i < 20; ++i) {
    for (int j = 0; j < 20; ++j) {
      made.file("d" + std::to_string(i) + "/" + std::to_string(j), "1234");
    }
  }
  std::size_t shown = 0;
  for (const SizeTree& folder : make_size_tree(made.root.tree, 100).entries) {
    shown += 1 + folder.entries.size();
  }
  EXPECT_GE(shown, 100U);
  EXPECT_LT(shown, 130U);
}

TEST(SizeTreeTest, FoldersWithoutEndAreNoTrouble) {
  LayeredRoot made;
  made.layer();
  std::string path;
  for (int i = 0; i < 3000; ++i) {
    path += "d/";
    if (i % 100 == 0) made.file(path + "f", "12");
  }
  EXPECT_EQ(make_size_tree(made.root.tree, 100).bytes, 60U);
}

}  // namespace
}  // namespace oci2boot

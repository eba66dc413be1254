// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/layers/layer_analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pipeline/layers/layered_root.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LayerAnalysisTest : public testing::Test {
 protected:
  LayerAnalysis analysis() { return analyse_layers(made.root, made.root.tree.current_layer()); }

  LayeredRoot made;
};

TEST_F(LayerAnalysisTest, NothingIsLostWhereLayersOnlyAdd) {
  made.layer();
  made.file("etc/a", "12345");
  made.layer();
  made.file("etc/b", "123");
  const LayerAnalysis found = analysis();
  ASSERT_EQ(found.layers.size(), 2U);
  EXPECT_EQ(found.layers[0].added, (FileSum{1, 5}));
  EXPECT_EQ(found.layers[1].added, (FileSum{1, 3}));
  EXPECT_EQ(found.kept, (FileSum{2, 8}));
  EXPECT_EQ(found.lost, FileSum{});
  EXPECT_THAT(found.largest_lost, IsEmpty());
}

TEST_F(LayerAnalysisTest, TellsDeletedReplacedAndRepeatedFilesApart) {
  made.layer();
  made.file("deleted", "11");
  made.file("replaced", "222");
  made.file("repeated", "4444");
  made.layer();
  made.remove("deleted");
  made.file("replaced", "something else");
  made.file("repeated", "4444");
  const LayerAnalysis found = analysis();
  EXPECT_EQ(found.layers[0].lost, (FileSum{3, 9}));
  EXPECT_EQ(found.layers[1].deletes, (FileSum{1, 2}));
  EXPECT_EQ(found.layers[1].replaces, (FileSum{1, 3}));
  EXPECT_EQ(found.layers[1].repeats, (FileSum{1, 4}));
  EXPECT_EQ(found.kept.bytes, 18U);
  EXPECT_THAT(found.largest_lost,
              ElementsAre(LostFiles{"repeated", {1, 4}, false, 1, 2, Loss::repeated},
                          LostFiles{"replaced", {1, 3}, false, 1, 2, Loss::replaced},
                          LostFiles{"deleted", {1, 2}, false, 1, 2, Loss::deleted}));
}

TEST_F(LayerAnalysisTest, TheLargestFilesAreFoundHoweverDeepTheyLie) {
  made.layer();
  std::string deep = "a";
  for (int i = 0; i < 40; ++i) deep += "/a";
  made.file("b/first-name", "55555");
  made.file(deep, "4444");
  made.file("c", "333");
  made.file("empty", "");
  made.root.tree.add_link(FileTree::kRoot, "z", made.root.tree.lookup("b/first-name").value());
  made.layer();
  made.remove("b/first-name");
  made.file("d", "22");
  EXPECT_THAT(analysis().largest_kept, ElementsAre(KeptFile{"z", 5, 1}, KeptFile{deep, 4, 1},
                                                   KeptFile{"c", 3, 1}, KeptFile{"d", 2, 2}));
}

TEST_F(LayerAnalysisTest, OnlyTheLargestFilesAreTold) {
  made.layer();
  for (std::size_t i = 1; i <= LayerAnalysis::kMostKept + 1; ++i) {
    made.file("folder/" + std::to_string(i), std::string(i, 'x'));
  }
  const std::vector<KeptFile> largest = analysis().largest_kept;
  EXPECT_EQ(largest.size(), LayerAnalysis::kMostKept);
  EXPECT_EQ(largest.front().bytes, LayerAnalysis::kMostKept + 1);
  EXPECT_EQ(largest.back().bytes, 2U);
}

TEST_F(LayerAnalysisTest, WhatAufsLeftIsNoFileOfALayer) {
  made.layer();
  made.file(".wh..wh./0", "4444");
  made.file("a", "333");
  made.remove(".wh..wh.");
  const LayerAnalysis found = analysis();
  EXPECT_THAT(found.layers[0].largest, ElementsAre(PathOfSize{"a", 3}));
  EXPECT_EQ(found.lost.bytes, 4U);
}

TEST_F(LayerAnalysisTest, OneFolderStandsForAllThatShareOneFate) {
  made.layer();
  made.file("var/cache/one", "111");
  made.file("var/cache/below/two", "2222");
  made.file("var/log/kept", "5");
  made.layer();
  made.remove("var/cache");
  EXPECT_THAT(analysis().largest_lost,
              ElementsAre(LostFiles{"var/cache", {2, 7}, true, 1, 2, Loss::deleted}));
}

TEST_F(LayerAnalysisTest, TheFolderIsTheDeepestThatHasAllOfThem) {
  made.layer();
  made.file("kept", "5");
  made.file("var/lib/apt/lists/one", "111");
  made.file("var/lib/apt/lists/two", "2222");
  made.layer();
  made.remove("var");
  EXPECT_THAT(analysis().largest_lost,
              ElementsAre(LostFiles{"var/lib/apt/lists", {2, 7}, true, 1, 2, Loss::deleted}));
}

TEST_F(LayerAnalysisTest, LargeFilesAreNamedAndSmallOnesOfTheirFolderAreTogether) {
  made.layer();
  made.file("bin/kept", "5");
  made.file("bin/large", std::string(5000, 'x'));
  made.file("bin/small1", "1");
  made.file("bin/small2", "22");
  made.layer();
  for (const char* path : {"bin/large", "bin/small1", "bin/small2"}) made.remove(path);
  EXPECT_THAT(analysis().largest_lost,
              ElementsAre(LostFiles{"bin/large", {1, 5000}, false, 1, 2, Loss::deleted},
                          LostFiles{"bin", {2, 3}, true, 1, 2, Loss::deleted}));
}

TEST_F(LayerAnalysisTest, AFolderThatIsMadeAnewHasTheFilesOfTheOldOne) {
  made.layer();
  made.file("app/a", "same");
  made.file("app/b", "old");
  made.layer();
  made.remove("app");
  made.file("app/a", "same");
  made.file("app/b", "new!");
  const LayerAnalysis found = analysis();
  EXPECT_EQ(found.layers[1].repeats, (FileSum{1, 4}));
  EXPECT_EQ(found.layers[1].replaces, (FileSum{1, 3}));
  EXPECT_EQ(found.layers[1].deletes, FileSum{});
}

TEST_F(LayerAnalysisTest, AFileIsLostWithItsLastName) {
  made.layer();
  const InodeId file = made.file("a", "123");
  made.root.tree.add_link(FileTree::kRoot, "b", file);
  made.layer();
  made.remove("a");
  EXPECT_EQ(analysis().lost, FileSum{});
  made.layer();
  made.remove("b");
  const LayerAnalysis found = analysis();
  EXPECT_EQ(found.lost, (FileSum{1, 3}));
  EXPECT_EQ(found.layers[2].deletes, (FileSum{1, 3}));
  EXPECT_EQ(found.layers[1].deletes, FileSum{});
}

TEST_F(LayerAnalysisTest, ANameThatBecomesAHardLinkReplaces) {
  made.layer();
  made.file("a", "123");
  const InodeId other = made.file("b", "4567");
  made.layer();
  made.root.tree.add_link(FileTree::kRoot, "a", other);
  EXPECT_EQ(analysis().layers[1].replaces, (FileSum{1, 3}));
}

TEST_F(LayerAnalysisTest, ALayerThatHasANameTwiceWastesTheFirst) {
  made.layer();
  made.file("a", "first");
  made.file("a", "2nd");
  const LayerAnalysis found = analysis();
  EXPECT_EQ(found.layers[0].added, (FileSum{2, 8}));
  EXPECT_EQ(found.layers[0].lost, (FileSum{1, 5}));
  EXPECT_EQ(found.layers[0].replaces, FileSum{});  // of an older layer
  EXPECT_THAT(found.largest_lost, ElementsAre(LostFiles{"a", {1, 5}, false, 1, 1, Loss::replaced}));
}

TEST_F(LayerAnalysisTest, EachLayerNamesItsLargestFilesAlsoThoseThatAreGone) {
  made.layer();
  for (std::size_t i = 0; i < 9; ++i) made.file("d/" + std::to_string(i), std::string(10 + i, 'x'));
  made.remove("d/8");
  const LayerAnalysis found = analysis();
  ASSERT_EQ(found.layers[0].largest.size(), LayerAnalysis::kLargestOfLayer);
  EXPECT_EQ(found.layers[0].largest[0], (PathOfSize{"d/8", 18}));
  EXPECT_EQ(found.layers[0].largest[5], (PathOfSize{"d/3", 13}));
}

TEST_F(LayerAnalysisTest, HolesAreNoBytes) {
  made.layer();
  made.root.tree.add_file(FileTree::kRoot, "sparse", {}, std::uint64_t{1} << 40, {});
  EXPECT_EQ(analysis().kept, (FileSum{1, 0}));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/treemap.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

SizeTree file(const std::string& name, std::uint64_t bytes) {
  SizeTree tree;
  tree.name = name;
  tree.bytes = bytes;
  tree.files = 1;
  return tree;
}

SizeTree folder(const std::string& name, std::vector<SizeTree> entries, std::uint64_t others = 0) {
  SizeTree tree;
  tree.name = name;
  tree.is_folder = true;
  tree.other_bytes = others;
  tree.bytes = others;
  for (const SizeTree& entry : entries) tree.bytes += entry.bytes;
  tree.entries = std::move(entries);
  return tree;
}

double area(const BoxPlace& place) {
  return place.width * place.height / 100;
}

bool overlap(const BoxPlace& a, const BoxPlace& b) {
  constexpr double kNothing = 1e-6;
  return a.left + a.width > b.left + kNothing && b.left + b.width > a.left + kNothing &&
         a.top + a.height > b.top + kNothing && b.top + b.height > a.top + kNothing;
}

void expect_fills(const std::vector<TreemapBox>& boxes, BoxPlace TreemapBox::*place) {
  double sum = 0;
  for (const TreemapBox& box : boxes) sum += area(box.*place);
  EXPECT_NEAR(sum, 100, 1e-6);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const BoxPlace& at = boxes[i].*place;
    EXPECT_GE(at.left, 0);
    EXPECT_GE(at.top, 0);
    EXPECT_LE(at.left + at.width, 100 + 1e-6);
    EXPECT_LE(at.top + at.height, 100 + 1e-6);
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(overlap(at, boxes[j].*place)) << i << " " << j;
  }
}

TEST(TreemapTest, BoxesFillTheMapAndAreAsLargeAsWhatTheyStandFor) {
  std::vector<SizeTree> files;
  for (const std::uint64_t bytes : {600U, 500U, 300U, 200U, 100U, 60U, 30U, 7U, 3U}) {
    files.push_back(file(std::to_string(bytes), bytes));
  }
  const std::vector<TreemapBox> boxes = lay_out_treemap(folder("", files));
  ASSERT_EQ(boxes.size(), 9U);
  expect_fills(boxes, &TreemapBox::wide);
  expect_fills(boxes, &TreemapBox::narrow);
  for (const TreemapBox& box : boxes) {
    EXPECT_NEAR(area(box.wide), 100.0 * static_cast<double>(box.bytes) / 1800, 1e-6) << box.name;
    EXPECT_NEAR(area(box.narrow), 100.0 * static_cast<double>(box.bytes) / 1800, 1e-6) << box.name;
  }
}

TEST(TreemapTest, BoxesAreInsideTheirFolders) {
  const auto boxes =
      lay_out_treemap(folder("", {folder("usr", {file("a", 70), file("b", 20)}), file("c", 10)}));
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_EQ(boxes[0].path, "usr");
  ASSERT_EQ(boxes[0].boxes.size(), 2U);
  EXPECT_EQ(boxes[0].boxes[1].path, "usr/b");
  expect_fills(boxes[0].boxes, &TreemapBox::wide);
  expect_fills(boxes[0].boxes, &TreemapBox::narrow);
  EXPECT_TRUE(boxes[0].wide.has_title);
}

TEST(TreemapTest, WhatIsNotShownByNameHasABoxOfItsOwn) {
  const auto boxes = lay_out_treemap(folder("", {file("a", 10)}, 30));
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_EQ(boxes[0].kind, TreemapBox::Kind::others);
  EXPECT_EQ(boxes[0].bytes, 30U);
}

TEST(TreemapTest, AFolderThatIsTooSmallIsOneBox) {
  const auto boxes =
      lay_out_treemap(folder("", {file("a", 1'000'000), folder("d", {file("b", 20)})}));
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_TRUE(boxes[1].boxes.empty());
  EXPECT_EQ(boxes[1].kind, TreemapBox::Kind::folder);
}

TEST(TreemapTest, NothingIsNoMap) {
  EXPECT_TRUE(lay_out_treemap(folder("", {})).empty());
}

TEST(TreemapTest, SizesFarApartAndManyFoldersDeepStayInPlace) {
  SizeTree tree = folder("0", {file("x", 1)}, std::uint64_t{1} << 50);
  for (int i = 1; i < 60; ++i) tree = folder(std::to_string(i), {tree, file("y", 1)});
  std::vector<TreemapBox> boxes = lay_out_treemap(folder("", {tree}));
  int depth = 0;
  while (!boxes.empty()) {
    expect_fills(boxes, &TreemapBox::wide);
    expect_fills(boxes, &TreemapBox::narrow);
    ++depth;
    const std::vector<TreemapBox> below = boxes[0].boxes;
    boxes = below;
  }
  EXPECT_GT(depth, 3);
}

}  // namespace
}  // namespace oci2boot

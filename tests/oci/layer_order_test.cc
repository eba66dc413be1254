// SPDX-License-Identifier: Apache-2.0
// Layers are read from the newest to the oldest, and must come out as if they had been applied in
// order, each as it is read.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "oci2boot/error.h"
#include "oci2boot/flatten.h"
#include "tests/support/apply_in_order.h"
#include "tests/support/fake_image.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kMostContent = 1U << 20;

/// What each layer brings, told apart by its content.
std::string content_of(std::size_t layer, std::string_view what) {
  return std::string(5000, static_cast<char>('a' + layer)) + std::string(what);
}

/// All names with what they are; names of one file with a number that they share.
std::string listing(const RootFilesystem& root) {
  std::string text;
  root.tree.walk([&](const std::string& path, InodeId inode) {
    text += path + " " + std::to_string(static_cast<int>(root.tree.type(inode)));
    if (root.tree.type(inode) == FileType::regular) {
      const std::string content = read_file(root, inode, kMostContent);
      text += " " + std::to_string(root.tree.links(inode)) + " " +
              content.substr(std::min<std::size_t>(content.size(), 4990));
    }
    if (root.tree.type(inode) == FileType::symlink) {
      text += " -> " + std::string(root.tree.symlink_target(inode));
    }
    text += "\n";
  });
  return text;
}

RootFilesystem applied_in_order(const std::vector<std::string>& tars) {
  RootFilesystem root(testing::TempDir());
  apply_in_order(tars, Limits{}, ignore_warnings, root);
  return root;
}

struct Flattened {
  std::string listing;
  std::uint64_t stored;  // bytes
};

Flattened flattened(const std::vector<std::string>& tars, unsigned jobs = 2) {
  RootFilesystem root(testing::TempDir());
  FlattenOptions options;
  options.jobs = jobs;
  flatten(FakeImage(tars), root, Limits{}, ignore_warnings, options);
  return {listing(root), root.contents.size()};
}

void expect_as_in_order(const std::vector<std::string>& tars) {
  EXPECT_EQ(flattened(tars).listing, listing(applied_in_order(tars)));
}

TEST(LayerOrderTest, WhatIsHiddenIsNotStored) {
  const std::string below = TarBuilder()
                                .directory("kept")
                                .file("kept/replaced", content_of(0, "1"))
                                .file("kept/removed", content_of(0, "2"))
                                .directory("gone")
                                .file("gone/with/its/folder", content_of(0, "3"))
                                .directory("opaque")
                                .file("opaque/file", content_of(0, "4"))
                                .directory("now-a-file")
                                .file("now-a-file/file", content_of(0, "5"))
                                .file("now-a-folder", content_of(0, "6"))
                                .finish();
  const std::string above = TarBuilder()
                                .file("kept/replaced", content_of(1, "kept"))
                                .file("kept/.wh.removed", "")
                                .file(".wh.gone", "")
                                .file("opaque/.wh..wh..opq", "")
                                .file("now-a-file", "")
                                .directory("now-a-folder")
                                .finish();
  expect_as_in_order({below, above});
  EXPECT_EQ(flattened({below, above}).stored, content_of(1, "kept").size());
}

TEST(LayerOrderTest, WhatIsHiddenIsStoredForWhoTellsOfIt) {
  const std::string below = TarBuilder().file("file", content_of(0, "old")).finish();
  RootFilesystem root(testing::TempDir());
  FlattenOptions options;
  options.hidden_data = HiddenData::stored;
  flatten(FakeImage({below, TarBuilder().file(".wh.file", "").finish()}), root, Limits{},
          ignore_warnings, options);
  EXPECT_EQ(listing(root), " 1\n");
  EXPECT_EQ(root.contents.size(), content_of(0, "old").size());
}

TEST(LayerOrderTest, WhatANewerLinkKeepsIsThere) {
  const std::string below = TarBuilder().file("file", content_of(0, "old")).finish();
  expect_as_in_order(
      {below, TarBuilder().hard_link("link", "file").file("file", content_of(1, "new")).finish()});
}

TEST(LayerOrderTest, ALayerIsReadAgainWhereTheGuessWasWrong) {
  // The whiteout of folder/file hides other/file: the name leads through a link.
  const std::string oldest = TarBuilder()
                                 .directory("other")
                                 .file("other/file", content_of(0, "hidden"))
                                 .directory("folder")
                                 .file("folder/file", content_of(0, "gone with its folder"))
                                 .finish();
  const std::string link = TarBuilder().symlink("folder", "other").finish();
  expect_as_in_order({oldest, link, TarBuilder().file("folder/.wh.file", "").finish()});
  // A link of the oldest layer is the name of what a newer one replaces.
  const std::string linked =
      TarBuilder().file("file", content_of(0, "two names")).hard_link("second", "file").finish();
  expect_as_in_order({linked, TarBuilder().file("file", content_of(1, "new")).finish()});
  expect_as_in_order(
      {TarBuilder().directory("d").finish(), linked, TarBuilder().file(".wh.file", "").finish()});
}

TEST(LayerOrderTest, WhatLinksReachInFoldersOfAufsIsThere) {
  const std::string plnk = TarBuilder()
                               .file(".wh..wh.plnk/.wh.x", content_of(1, "aufs"))
                               .hard_link("file", ".wh..wh.plnk/.wh.x")
                               .finish();
  expect_as_in_order({TarBuilder().directory("d").finish(), plnk});
  expect_as_in_order({plnk, TarBuilder().directory("d").finish()});
}

TEST(LayerOrderTest, NobodyIsToldOfALayerTwice) {
  class Counted final : public Progress {
   public:
    void unpacked(std::size_t layer) override { ++times.at(layer); }
    std::vector<int> times = {0, 0};
  } progress;
  const std::string linked =
      TarBuilder().file("file", content_of(0, "old")).hard_link("second", "file").finish();
  RootFilesystem root(testing::TempDir());
  FlattenOptions options;
  options.progress = &progress;
  flatten(FakeImage({linked, TarBuilder().file("file", "new").finish()}), root, Limits{},
          ignore_warnings, options);
  EXPECT_EQ(progress.times, (std::vector<int>{1, 1}));
}

/// Layers of few names, so that they meet; everything that a name can be.
class RandomLayer {
 public:
  RandomLayer(std::mt19937& chance, std::size_t number) : chance_(chance), number_(number) {}

  std::string make() {
    for (int entry = 0; entry < 8; ++entry) add(entry);
    return tar_.finish();
  }

 private:
  unsigned long one_of(unsigned long count) { return chance_() % count; }

  std::string folder() {
    std::string path;
    for (auto depth = one_of(3); depth > 0; --depth) {
      path += static_cast<char>('d' + one_of(3));
      path += '/';
    }
    return path;
  }
  /// Mostly what is no folder elsewhere.
  std::string name() {
    return std::string(1, static_cast<char>((one_of(8) == 0 ? 'd' : 'p') + one_of(3)));
  }

  void add(int entry) {
    const std::string path = folder();
    switch (one_of(10)) {
      case 0:
        tar_.file(path + ".wh." + name(), "");
        break;
      case 1:
        tar_.file(path + ".wh..wh..opq", "");
        break;
      case 2:
        tar_.symlink(path + name(), one_of(2) == 0 ? "/" + folder() : folder() + name());
        break;
      case 3:
        if (!files_.empty()) tar_.hard_link(path + name(), files_[one_of(files_.size())]);
        break;
      case 4:
        tar_.directory(path + name());
        break;
      default:
        files_.push_back(path + name());
        tar_.file(files_.back(), content_of(number_, files_.back() + std::to_string(entry)));
    }
  }

  std::mt19937& chance_;
  std::size_t number_;
  TarBuilder tar_;
  std::vector<std::string> files_;
};

TEST(LayerOrderTest, AnyLayersComeOutAsIfAppliedInOrder) {
  std::mt19937 chance(2026);
  int applicable = 0;
  for (int image = 0; image < 3000; ++image) {
    std::vector<std::string> tars;
    for (std::size_t layer = 0; layer < 4; ++layer)
      tars.push_back(RandomLayer(chance, layer).make());
    std::string in_order;
    try {
      in_order = listing(applied_in_order(tars));
    } catch (const Error&) {
      EXPECT_THROW(flattened(tars, 1), Error);
      continue;
    }
    ++applicable;
    const unsigned jobs = image % 10 == 0 ? 2 : 1;
    ASSERT_EQ(flattened(tars, jobs).listing, in_order) << "image " << image;
  }
  EXPECT_GT(applicable, 500);
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// What the tests of flatten() share: layers in, questions about the tree out.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "oci2boot/flatten.h"
#include "tests/support/fake_image.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {

/// The names of tests start with the row of docs/flattening.md that they prove.
class FlattenTest : public testing::Test {
 protected:
  /// Into an empty root file system, each time.
  void flatten_image(const Image& image) {
    root_.emplace(testing::TempDir());
    result_ = flatten(image, *root_, limits_,
                      [this](const std::string& warning) { warnings_.push_back(warning); });
  }

  void flatten_layers(std::vector<std::string> tars) { flatten_image(FakeImage(std::move(tars))); }

  const FileTree& tree() const { return root_->tree; }

  /// Every name of the tree but the root's, in the order of a walk, joined by blanks.
  std::string names() const {
    std::string all;
    tree().walk([&](const std::string& path, InodeId /*inode*/) {
      if (!path.empty()) all += (all.empty() ? "" : " ") + path;
    });
    return all;
  }

  /// Of the path itself, links not followed. It must be there.
  InodeId inode(std::string_view path) const { return tree().lookup_no_follow(path).value(); }

  std::string content(std::string_view path) const {
    const auto found = tree().lookup_no_follow(path);
    return found ? read_file(*root_, *found, 1U << 20) : "(missing)";
  }

  std::optional<RootFilesystem> root_;
  Limits limits_;
  FlattenResult result_;
  std::vector<std::string> warnings_;
};

}  // namespace oci2boot

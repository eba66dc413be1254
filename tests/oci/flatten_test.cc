// SPDX-License-Identifier: Apache-2.0
// What tests/flatten, whose cases are data, cannot ask: what the content store holds, how much is
// counted to the byte, images of which nothing is declared.
#include "oci2boot/flatten.h"

#include <gmock/gmock.h>

#include "tests/support/expect_error.h"
#include "tests/support/fake_image.h"
#include "tests/support/packer.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {
namespace {

class FlattenTest : public testing::Test {
 protected:
  /// Into an empty root file system, each time.
  void flatten_image(const Image& image) {
    root_.emplace(testing::TempDir());
    result_ = flatten(image, *root_, limits_,
                      [this](const std::string& warning) { warnings_.push_back(warning); });
  }

  void flatten_layers(std::vector<std::string> tars) { flatten_image(FakeImage(std::move(tars))); }

  std::optional<RootFilesystem> root_;
  Limits limits_;
  FlattenResult result_;
  std::vector<std::string> warnings_;
};

TEST_F(FlattenTest, A6_AFileOfNothingButAHugeHoleTakesNoRoom) {
  flatten_layers({TarBuilder()
                      .pax({{"GNU.sparse.name", "sparse"},
                            {"GNU.sparse.size", "9223372036854775807"},
                            {"GNU.sparse.map", "0,0"}})
                      .file("GNUSparseFile.0/sparse", "")
                      .finish()});
  const InodeId file = root_->tree.lookup("sparse").value();
  EXPECT_EQ(root_->tree.size(file), static_cast<std::uint64_t>(INT64_MAX));
  EXPECT_EQ(root_->contents.size(), 0U);
}

TEST_F(FlattenTest, B1_AFileThatClaimsToBeHugeIsNotAllocated) {
  expect_error(ErrorCode::invalid_image, "layer 1 of 1", [&] {
    flatten_layers({TarBuilder().pax({{"size", "9223372036854775000"}}).file("x", "").finish()});
  });
  EXPECT_LT(root_->contents.size(), 4096U);
}

TEST_F(FlattenTest, B1_APathIsCountedWhereLinksLeadIt) {
  const std::string folder = "123456789/123456789";
  const std::string tar =
      TarBuilder().directory(folder).symlink("s", folder).file("s/x", "").finish();
  // The folder and its parent, the link, and the file where it comes to lie.
  limits_.metadata_bytes = (19 + 9) + (1 + 19) + 21;
  flatten_layers({tar});
  --limits_.metadata_bytes;
  expect_error(ErrorCode::invalid_image, "bytes of names", [&] { flatten_layers({tar}); });
}

TEST_F(FlattenTest, D1_WhatNobodyDeclaredIsComputed) {
  const std::string tar = TarBuilder().file("f", "content").finish();
  FakeImage image({tar});
  image.declared(0) = {};
  flatten_image(image);
  EXPECT_THAT(result_.diff_ids, testing::ElementsAre(sha256_of(tar)));
}

TEST_F(FlattenTest, D1_ALayerThatMakesNoSenseIsReadToItsEndOnlyForItsDigest) {
  const std::string no_tar(4U << 20, 'x');
  std::string cut = pack_gzip(no_tar);
  cut.resize(cut.size() - 8);
  FakeImage image;
  image.add(no_tar, cut);
  expect_error(ErrorCode::verification_failed, "gzip", [&] { flatten_image(image); });
  image.declared(0) = {};
  expect_error(ErrorCode::invalid_image, "is not a tar archive", [&] { flatten_image(image); });
}

}  // namespace
}  // namespace oci2boot

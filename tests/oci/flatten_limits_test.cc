// SPDX-License-Identifier: Apache-2.0
#include "tests/support/expect_error.h"
#include "tests/support/flatten_test.h"

namespace oci2boot {
namespace {

TEST_F(FlattenTest, B1_EntriesOfAllLayersAreCounted) {
  limits_.entries = 2;
  const std::string two = TarBuilder().file("a", "").file("b", "").finish();
  flatten_layers({two});
  expect_error(ErrorCode::invalid_image, "the layers have more than 2 entries", [&] {
    flatten_layers({two, TarBuilder().file("c", "").finish()});
  });
}

TEST_F(FlattenTest, B1_BytesOfAllLayersAreCounted) {
  limits_.unpacked_bytes = 10;
  const std::string six = TarBuilder().file("a", "123456").finish();
  flatten_layers({six});
  expect_error(ErrorCode::invalid_image, "the layers unpack to more than 10 bytes", [&] {
    flatten_layers({six, six});
  });
}

TEST_F(FlattenTest, B1_NamesTargetsAndDepthsAreBounded) {
  limits_.path_bytes = 50;
  limits_.name_bytes = 10;
  limits_.path_depth = 3;
  const auto expect_refused = [&](const std::string& part, const TarBuilder& tar) {
    expect_error(ErrorCode::invalid_image, part, [&] { flatten_layers({tar.finish()}); });
  };
  expect_refused("has a path over the limit of 50", TarBuilder().file(std::string(51, 'x'), ""));
  expect_refused("has a target over the limit of 50",
                 TarBuilder().symlink("x", std::string(51, 'x')));
  expect_refused("has a name over the limit of 10", TarBuilder().file("a/12345678901", ""));
  expect_refused("has a depth over the limit of 3", TarBuilder().file("1/2/3/4", ""));
}

TEST_F(FlattenTest, B1_AttributesOfAnEntryAreBounded) {
  limits_.xattr_bytes = 10;
  expect_error(ErrorCode::invalid_image, "has attributes over the limit of 10", [&] {
    flatten_layers({TarBuilder().pax({{"SCHILY.xattr.user.k", "12345"}}).file("x", "").finish()});
  });
}

TEST_F(FlattenTest, B1_AFileThatClaimsToBeHugeIsTruncatedNotAllocated) {
  expect_error(ErrorCode::invalid_image, "Truncated tar archive", [&] {
    flatten_layers({TarBuilder().pax({{"size", "9223372036854775000"}}).file("x", "").finish()});
  });
  EXPECT_LT(root_->contents.size(), 4096U);
}

TEST_F(FlattenTest, B1_ManyWarningsAreCutShort) {
  TarBuilder tar;
  for (int i = 0; i < 100; ++i) tar.file("../x", "");
  flatten_layers({tar.finish()});
  EXPECT_EQ(warnings_.size(), 21U);
  EXPECT_EQ(warnings_.back(), "further warnings about the layers are not shown");
}

TEST_F(FlattenTest, B1_ThousandsOfLevelsAreFine) {
  TarBuilder tar;
  std::string path = "d";
  while (path.size() < 20'000) path += "/d";
  tar.pax({{"path", path}}).directory("x");
  flatten_layers({tar.finish(), TarBuilder().file(".wh..wh..opq", "").finish()});
  EXPECT_EQ(tree().entry_count(), 0U);
}

TEST_F(FlattenTest, B1_LinksThatDoubleWithEveryStepEnd) {
  // Each link leads twice through the one before it: 2^60 steps, if anybody took them.
  TarBuilder tar;
  tar.directory("d0");
  tar.symlink("l0", ".");
  for (int i = 1; i <= 60; ++i) {
    const std::string before = "l" + std::to_string(i - 1);
    tar.symlink("l" + std::to_string(i), before + "/" + before);
  }
  expect_error(ErrorCode::invalid_image, "lies behind a loop of symbolic links",
               [&] { flatten_layers({tar.file("l60/x", "").finish()}); });
}

}  // namespace
}  // namespace oci2boot

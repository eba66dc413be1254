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

std::string levels(std::size_t count) {
  std::string path = "d";
  for (std::size_t i = 1; i < count; ++i) path += "/d";
  return path;
}

TEST_F(FlattenTest, B1_AsManyLevelsAsLinuxHasAreFineAndNoMore) {
  const auto deep = [](std::size_t count) {
    return TarBuilder().pax({{"path", levels(count)}}).directory("x").finish();
  };
  flatten_layers({deep(2048)});
  EXPECT_EQ(tree().entry_count(), 2048U);
  flatten_layers({deep(2048), TarBuilder().file(".wh..wh..opq", "").finish()});
  EXPECT_EQ(tree().entry_count(), 0U);
  expect_error(ErrorCode::invalid_image, "has a depth over the limit of 2048",
               [&] { flatten_layers({deep(2049)}); });
}

TEST_F(FlattenTest, B1_DirectoriesThatAnEntryImpliesAreCounted) {
  limits_.entries = 10;
  flatten_layers({TarBuilder().file(levels(10), "").finish()});
  expect_error(ErrorCode::invalid_image, "the layers have more than 10 entries",
               [&] { flatten_layers({TarBuilder().file(levels(11), "").finish()}); });
  expect_error(ErrorCode::invalid_image, "the layers have more than 10 entries", [&] {
    // Where a link leads to, too.
    flatten_layers({TarBuilder().symlink("s", levels(9)).file("s/x", "").finish()});
  });
}

TEST_F(FlattenTest, B1_NamesTargetsAndAttributesOfAllLayersAreCounted) {
  limits_.metadata_bytes = 20;
  const std::string link = TarBuilder().symlink("12345", "12345").finish();
  flatten_layers({link, link});
  const auto expect_too_much = [&](const std::vector<std::string>& layers) {
    expect_error(ErrorCode::invalid_image, "the layers have more than 20 bytes of names",
                 [&] { flatten_layers(layers); });
  };
  expect_too_much({link, link, TarBuilder().file("x", "").finish()});
  expect_too_much(
      {link, TarBuilder().pax({{"SCHILY.xattr.user.k", "12345"}}).file("x", "").finish()});
  // 9 bytes for the entry, and 1 + 3 + 5 + 7 for its directories.
  expect_too_much({TarBuilder().file("1/2/3/4/5", "").finish()});
}

TEST_F(FlattenTest, B1_APathIsCountedAndBoundedWhereLinksLeadIt) {
  const std::string folder = "123456789/123456789";
  const std::string tar =
      TarBuilder().directory(folder).symlink("s", folder).file("s/x", "").finish();
  // The folder and its parent, the link, and the file where it comes to lie.
  limits_.metadata_bytes = (19 + 9) + (1 + 19) + 21;
  expect_error(ErrorCode::invalid_image, "bytes of names", [&] {
    flatten_layers({TarBuilder().file("z", "").finish(), tar});
  });
  flatten_layers({tar});
  limits_.path_bytes = 30;
  const std::string below = TarBuilder().file("s/123456789/123456789/x", "").finish();
  limits_.metadata_bytes = 1000;
  expect_error(ErrorCode::invalid_image, "leads to a path over the limit of 30", [&] {
    flatten_layers({tar, below});
  });
}

TEST_F(FlattenTest, B1_LongNamesAreCutInMessages) {
  const std::string name(5000, 'n');
  expect_error(ErrorCode::invalid_image,
               "the entry '" + std::string(200, 'n') + "...' has a name over the limit", [&] {
                 flatten_layers({TarBuilder().pax({{"path", name}}).file("x", "").finish()});
               });
  // Never within a character.
  std::string letters = "x";
  while (letters.size() < 1000) letters += "\xc3\xa4";
  flatten_layers({TarBuilder().pax({{"path", "../" + letters}}).file("x", "").finish()});
  ASSERT_EQ(warnings_.size(), 1U);
  EXPECT_EQ(warnings_[0], "the entry '../" + letters.substr(0, 197) +
                              "...' climbs above the root; it is put at '/" +
                              letters.substr(0, 199) + "...'");
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

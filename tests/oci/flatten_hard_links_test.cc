// SPDX-License-Identifier: Apache-2.0
#include "tests/support/expect_error.h"
#include "tests/support/flatten_test.h"

namespace oci2boot {
namespace {

TEST_F(FlattenTest, H1_ALinkAndItsTargetShareOneInode) {
  flatten_layers({TarBuilder()
                      .owner(7, 8)
                      .time(99)
                      .pax({{"SCHILY.xattr.user.k", "v"}})
                      .file("a", "x", 04755)
                      .hard_link("b", "a")
                      .finish(),
                  TarBuilder().hard_link("c", "a").finish()});
  EXPECT_EQ(inode("a"), inode("b"));
  EXPECT_EQ(inode("a"), inode("c"));
  EXPECT_EQ(tree().links(inode("a")), 3U);
  const Metadata metadata = tree().metadata(inode("c"));
  EXPECT_EQ(metadata.permissions, 04755);
  EXPECT_EQ(metadata.uid, 7U);
  EXPECT_EQ(metadata.mtime, (Timestamp{99, 0}));
  EXPECT_EQ(metadata.xattrs.size(), 1U);
}

TEST_F(FlattenTest, H2_OverwritingTheTargetLeavesTheOtherName) {
  flatten_layers({TarBuilder().file("a", "old").hard_link("b", "a").finish(),
                  TarBuilder().file("a", "new").finish()});
  EXPECT_EQ(content("a"), "new");
  EXPECT_EQ(content("b"), "old");
  EXPECT_EQ(tree().links(inode("b")), 1U);
}

TEST_F(FlattenTest, H3_HidingTheTargetLeavesTheOtherName) {
  flatten_layers({TarBuilder().file("d/a", "old").hard_link("b", "d/a").finish(),
                  TarBuilder().file(".wh.d", "").finish()});
  EXPECT_EQ(names(), "b");
  EXPECT_EQ(content("b"), "old");
}

TEST_F(FlattenTest, H4_ALinkMayComeBeforeItsTarget) {
  flatten_layers({TarBuilder()
                      .hard_link("one", "two")
                      .hard_link("two", "sub/file")
                      .file("sub/file", "late")
                      .finish()});
  EXPECT_EQ(names(), "one sub sub/file two");
  EXPECT_EQ(content("one"), "late");
  EXPECT_EQ(tree().links(inode("sub/file")), 3U);
}

TEST_F(FlattenTest, H4_ALinkWhoseTargetNeverComesIsInvalidAndNamesBoth) {
  expect_error(ErrorCode::invalid_image,
               "the entry './one' is a hard link to 'two', which does not exist",
               [&] { flatten_layers({TarBuilder().hard_link("./one", "two").finish()}); });
}

TEST_F(FlattenTest, H4_WhatTakesTheNameOfAWaitingLinkStays) {
  flatten_layers({TarBuilder()
                      .hard_link("x", "late")
                      .hard_link("y", "late")
                      .hard_link("y", "later")
                      .file("x", "own")
                      .file("late", "late")
                      .file("later", "later")
                      .finish()});
  EXPECT_EQ(content("x"), "own");
  EXPECT_EQ(content("y"), "later");
  EXPECT_EQ(tree().links(inode("late")), 1U);
}

TEST_F(FlattenTest, H4_AWaitingLinkGoesWithItsDirectory) {
  flatten_layers({TarBuilder()
                      .hard_link("d/deep/x", "late")
                      .file("d", "a file now")
                      .file("late", "")
                      .finish()});
  EXPECT_EQ(names(), "d late");
  EXPECT_EQ(tree().links(inode("late")), 1U);
  EXPECT_EQ(tree().entry_count(), 2U);
}

TEST_F(FlattenTest, H5_ALinkReplacesWhatHadItsNameWithAllBelowIt) {
  flatten_layers({TarBuilder().file("d/sub/x", "").file("a", "content").finish(),
                  TarBuilder().hard_link("d", "a").finish()});
  EXPECT_EQ(names(), "a d");
  EXPECT_EQ(content("d"), "content");
}

TEST_F(FlattenTest, H5_EvenTheDirectoryThatHoldsItsTarget) {
  flatten_layers({TarBuilder().file("d/x", "content").hard_link("d", "d/x").finish()});
  EXPECT_EQ(names(), "d");
  EXPECT_EQ(content("d"), "content");
  EXPECT_EQ(tree().links(inode("d")), 1U);
}

TEST_F(FlattenTest, H6_ALinkToASymlinkIsASecondNameOfTheSymlink) {
  flatten_layers(
      {TarBuilder().file("f", "content").symlink("s", "f").hard_link("h", "s").finish()});
  EXPECT_EQ(inode("h"), inode("s"));
  EXPECT_EQ(tree().symlink_target(inode("h")), "f");
}

TEST_F(FlattenTest, H7_TheTargetMayBeWrittenInManyWays) {
  flatten_layers({TarBuilder().file("usr/bin/x", "content").symlink("bin", "usr/bin").finish(),
                  TarBuilder()
                      .hard_link("1", "./usr/bin/x")
                      .hard_link("2", "/usr//bin/x")
                      .hard_link("3", "bin/x")
                      .hard_link("4", "../usr/lib/../bin/x")
                      .finish()});
  EXPECT_EQ(tree().links(inode("usr/bin/x")), 5U);
}

TEST_F(FlattenTest, ALinkToADirectoryIsInvalid) {
  expect_error(ErrorCode::invalid_image, "is a hard link to a directory",
               [&] { flatten_layers({TarBuilder().directory("d").hard_link("x", "d").finish()}); });
}

TEST_F(FlattenTest, LinksThatWaitInTheWorstOrderTakeNoTime) {
  TarBuilder tar;
  for (int i = 0; i < 20'000; ++i) tar.hard_link(std::to_string(i), std::to_string(i + 1));
  expect_error(ErrorCode::invalid_image, "which does not exist",
               [&] { flatten_layers({tar.file("20000", "").finish()}); });
}

}  // namespace
}  // namespace oci2boot

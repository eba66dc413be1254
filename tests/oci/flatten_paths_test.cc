// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/support/expect_error.h"
#include "tests/support/flatten_test.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(FlattenTest, T1_ADirectoryOverADirectoryReplacesItsAttributesOnly) {
  flatten_layers({TarBuilder()
                      .pax({{"SCHILY.xattr.user.old", "1"}})
                      .directory("d", 0700)
                      .file("d/x", "")
                      .finish(),
                  TarBuilder()
                      .owner(5, 6)
                      .time(42)
                      .pax({{"SCHILY.xattr.user.new", "2"}})
                      .directory("d", 01777)
                      .finish()});
  EXPECT_EQ(names(), "d d/x");
  const Metadata metadata = tree().metadata(inode("d"));
  EXPECT_EQ(metadata.permissions, 01777);
  EXPECT_EQ(metadata.gid, 6U);
  EXPECT_EQ(metadata.mtime, (Timestamp{42, 0}));
  EXPECT_THAT(metadata.xattrs, ElementsAre(Xattr{"user.new", "2"}));
}

TEST_F(FlattenTest, T2_AnythingElseReplacesTheOldWithAllBelowIt) {
  const std::string lower = TarBuilder().file("x/a/b", "").finish();
  for (const char type : {'0', '2', '3', '4', '6'}) {
    flatten_layers({lower, TarBuilder().entry("x", type, "target", "", 0644).finish()});
    EXPECT_EQ(names(), "x") << type;
  }
}

TEST_F(FlattenTest, T3_ADirectoryThatWasAFileMeanwhileIsEmpty) {
  flatten_layers({TarBuilder().directory("x").file("x/first", "").finish(),
                  TarBuilder().file("x", "file").finish(),
                  TarBuilder().directory("x").file("x/third", "").finish()});
  EXPECT_EQ(names(), "x x/third");
}

TEST_F(FlattenTest, P1_AnEntryBelowASymlinkLandsInItsTarget) {
  flatten_layers(
      {TarBuilder()
           .directory("usr/lib")
           .symlink("lib", "usr/lib")
           .symlink("absolute", "/usr")
           .symlink("out", "../../../../usr/lib")
           .finish(),
       TarBuilder().file("lib/a", "").file("absolute/lib/b", "").file("out/c", "").finish()});
  EXPECT_EQ(names(), "absolute lib out usr usr/lib usr/lib/a usr/lib/b usr/lib/c");
}

TEST_F(FlattenTest, P1_TheTargetOfADanglingParentIsMadeInsideTheRoot) {
  flatten_layers({TarBuilder().symlink("s", "/../etc/made").file("s/x", "").finish()});
  EXPECT_EQ(names(), "etc etc/made etc/made/x s");
}

TEST_F(FlattenTest, P1_AParentThatChangesInTheMiddleOfALayerIsFollowedAnew) {
  flatten_layers({TarBuilder()
                      .directory("a")
                      .directory("b")
                      .symlink("s", "a")
                      .file("s/1", "")
                      .symlink("s", "b")
                      .file("s/2", "")
                      .finish()});
  EXPECT_EQ(names(), "a a/1 b b/2 s");
}

TEST_F(FlattenTest, P2_ADirectoryReplacesASymlinkAndWarnsWhereItHidesSomething) {
  flatten_layers({TarBuilder()
                      .file("usr/lib/x", "")
                      .directory("empty")
                      .symlink("lib", "usr/lib")
                      .symlink("other", "empty")
                      .finish(),
                  TarBuilder().directory("lib").directory("other").finish()});
  EXPECT_EQ(tree().type(inode("lib")), FileType::directory);
  EXPECT_EQ(tree().child_count(inode("lib")), 0U);
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("'lib' replaces a symbolic link to 'usr/lib'")));
}

TEST_F(FlattenTest, P3_MissingParentsAreMade) {
  flatten_layers({TarBuilder().owner(9, 9).time(77).file("a/b/c", "", 0600).finish()});
  const Metadata metadata = tree().metadata(inode("a/b"));
  EXPECT_EQ(metadata.permissions, 0755);
  EXPECT_EQ(metadata.uid, 0U);
  EXPECT_EQ(metadata.mtime, Timestamp{});
}

TEST_F(FlattenTest, P4_OneNameMayBeWrittenInManyWays) {
  for (const char* name : {"a/b", "./a/b", "/a/b", ".//a///b", "a/./b"}) {
    flatten_layers({TarBuilder().file(name, "x").finish()});
    EXPECT_EQ(names(), "a a/b") << name;
  }
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(FlattenTest, P5_ANameThatClimbsAboveTheRootStaysInsideAndIsWarnedOf) {
  flatten_layers({TarBuilder().file("../../etc/passwd", "").file("a/../../b", "").finish()});
  EXPECT_EQ(names(), "b etc etc/passwd");
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("climbs above the root"), HasSubstr("/b")));
}

TEST_F(FlattenTest, P5_AnEmptyNameIsInvalid) {
  expect_error(ErrorCode::invalid_image, "an entry has no name",
               [&] { flatten_layers({TarBuilder().file("", "x").finish()}); });
}

TEST_F(FlattenTest, P6_DotDotTakesBackTheNameBeforeIt) {
  flatten_layers({TarBuilder().file("a/../b", "").finish()});
  EXPECT_EQ(names(), "b");
}

TEST_F(FlattenTest, P7_TheRootEntrySetsTheRootsAttributes) {
  for (const char* name : {".", "./", "/"}) {
    flatten_layers({TarBuilder().owner(3, 4).directory(name, 0700).finish()});
    EXPECT_EQ(tree().permissions(FileTree::kRoot), 0700) << name;
    EXPECT_EQ(tree().gid(FileTree::kRoot), 4U) << name;
  }
  EXPECT_EQ(names(), "");
}

TEST_F(FlattenTest, P7_ARootThatIsNoDirectoryIsInvalid) {
  for (const char type : {'0', '1', '2'}) {
    expect_error(ErrorCode::invalid_image, "is the root but no directory",
                 [&] { flatten_layers({TarBuilder().entry(".", type, "x", "", 0644).finish()}); });
  }
}

TEST_F(FlattenTest, P8_NamesAreBytes) {
  flatten_layers({TarBuilder()
                      .file("\xff\xfe", "1")
                      .pax({{"path", "\xc3\xa4-\x80"}, {"linkpath", "\xe4"}})
                      .symlink("x", "y")
                      .finish()});
  EXPECT_EQ(content("\xff\xfe"), "1");
  EXPECT_EQ(tree().symlink_target(inode("\xc3\xa4-\x80")), "\xe4");
}

TEST_F(FlattenTest, P9_OfOneNameTwiceInALayerTheLastWins) {
  flatten_layers({TarBuilder().file("a", "first").file("./a", "last").finish()});
  EXPECT_EQ(content("a"), "last");
}

TEST_F(FlattenTest, P10_ALoopOfSymlinksIsInvalidAndNamesTheEntry) {
  expect_error(
      ErrorCode::invalid_image, "the entry 'a/x' lies behind a loop of symbolic links", [&] {
        flatten_layers({TarBuilder().symlink("a", "b").symlink("b", "a").file("a/x", "").finish()});
      });
}

TEST_F(FlattenTest, AnEntryBelowAFileIsInvalid) {
  expect_error(ErrorCode::invalid_image, "lies below something that is no directory",
               [&] { flatten_layers({TarBuilder().file("f", "").file("f/x", "").finish()}); });
}

}  // namespace
}  // namespace oci2boot

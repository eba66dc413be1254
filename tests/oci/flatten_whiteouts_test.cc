// SPDX-License-Identifier: Apache-2.0
#include "tests/support/expect_error.h"
#include "tests/support/flatten_test.h"

namespace oci2boot {
namespace {

std::string lower() {
  return TarBuilder()
      .directory("d", 0711)
      .file("d/old", "lower")
      .directory("d/sub")
      .file("d/sub/deep", "lower")
      .file("f", "lower")
      .finish();
}

TEST_F(FlattenTest, W1_AWhiteoutHidesANameOfTheLowerLayers) {
  flatten_layers({lower(), TarBuilder().file("d/.wh.old", "").file(".wh.f", "").finish()});
  EXPECT_EQ(names(), "d d/sub d/sub/deep");
}

TEST_F(FlattenTest, W1_AnEntryOfTheSameLayerStaysBeforeItsWhiteout) {
  flatten_layers({lower(), TarBuilder().file("f", "upper").file(".wh.f", "").finish()});
  EXPECT_EQ(content("f"), "upper");
}

TEST_F(FlattenTest, W1_AnEntryOfTheSameLayerStaysBehindItsWhiteout) {
  flatten_layers({lower(), TarBuilder().file(".wh.f", "").file("f", "upper").finish()});
  EXPECT_EQ(content("f"), "upper");
}

TEST_F(FlattenTest, W1_OfADirectoryThatTheLayerMakesAnewOnlyTheOldChildrenGo) {
  const std::string expected = "d d/new f";
  flatten_layers(
      {lower(),
       TarBuilder().directory("d", 0700).file("d/new", "upper").file(".wh.d", "").finish()});
  EXPECT_EQ(names(), expected);
  EXPECT_EQ(tree().permissions(inode("d")), 0700);
}

TEST_F(FlattenTest, W1_ADirectoryThatIsHiddenAndOnlyImpliedIsAMissingParent) {
  flatten_layers({lower(), TarBuilder().file("d/new", "upper").file(".wh.d", "").finish()});
  EXPECT_EQ(names(), "d d/new f");
  EXPECT_EQ(tree().permissions(inode("d")), 0755);
}

TEST_F(FlattenTest, W1_HidesWhatALowerLayerHidAndBroughtBack) {
  flatten_layers({lower(), TarBuilder().file(".wh.f", "").finish(),
                  TarBuilder().file("f", "third").finish(),
                  TarBuilder().file(".wh.f", "").finish()});
  EXPECT_EQ(content("f"), "(missing)");
}

TEST_F(FlattenTest, W2_AnOpaqueDirectoryHidesAllLowerChildrenWhereverTheMarkStands) {
  const std::string mark = "d/.wh..wh..opq";
  const auto upper = [&](bool first) {
    TarBuilder tar;
    if (first) tar.file(mark, "");
    tar.file("d/new", "upper").directory("d/sub").file("d/sub/mine", "upper");
    if (!first) tar.file(mark, "");
    return tar.finish();
  };
  for (const bool first : {true, false}) {
    flatten_layers({lower(), upper(first)});
    EXPECT_EQ(names(), "d d/new d/sub d/sub/mine f") << first;
    EXPECT_EQ(tree().permissions(inode("d")), 0711);
  }
}

TEST_F(FlattenTest, W2_AtTheRootHidesEverything) {
  flatten_layers({lower(), TarBuilder().file("new", "").file(".wh..wh..opq", "").finish()});
  EXPECT_EQ(names(), "new");
}

TEST_F(FlattenTest, W2_RepeatedMarksDoNoMore) {
  TarBuilder upper;
  upper.file("d/new", "upper");
  for (int i = 0; i < 1000; ++i) upper.file("d/.wh..wh..opq", "");
  flatten_layers({lower(), upper.finish()});
  EXPECT_EQ(names(), "d d/new f");
}

TEST_F(FlattenTest, W2_MarksAtManyLevelsActOnceOnEachDirectory) {
  flatten_layers({lower(), TarBuilder()
                               .file("d/sub/mine", "upper")
                               .file("d/sub/.wh..wh..opq", "")
                               .file("d/.wh.sub", "")
                               .file("d/.wh..wh..opq", "")
                               .file(".wh.d", "")
                               .file("d/late", "upper")
                               .finish()});
  EXPECT_EQ(names(), "d d/late d/sub d/sub/mine f");
  EXPECT_EQ(tree().permissions(inode("d")), 0755);
}

TEST_F(FlattenTest, W3_AWhiteoutOfNoNameIsInvalid) {
  for (const char* name : {".wh.", "d/.wh.", ".wh..", ".wh..."}) {
    expect_error(ErrorCode::invalid_image, "is a whiteout of no name", [&] {
      flatten_layers({lower(), TarBuilder().file(name, "").finish()});
    });
  }
}

TEST_F(FlattenTest, W3_NamesThatOnlyLookAlikeAreNames) {
  flatten_layers({TarBuilder().file(".wh", "").file("x.wh.y", "").finish()});
  EXPECT_EQ(names(), ".wh x.wh.y");
}

TEST_F(FlattenTest, W4_AWhiteoutOfWhatIsNotThereDoesNothing) {
  flatten_layers({lower(), TarBuilder()
                               .file(".wh.none", "")
                               .file("none/.wh.x", "")
                               .file("f/.wh.x", "")
                               .file("none/.wh..wh..opq", "")
                               .finish()});
  EXPECT_EQ(names(), "d d/old d/sub d/sub/deep f");
}

TEST_F(FlattenTest, W5_AWhiteoutOfAnyTypeIsOne) {
  flatten_layers({lower(), TarBuilder()
                               .hard_link(".wh.f", "d/.wh.none")
                               .directory("d/.wh.sub/")
                               .symlink("d/.wh.old", "f")
                               .finish()});
  EXPECT_EQ(names(), "d");
}

TEST_F(FlattenTest, W6_AufsLeftoversAreNotInTheTreeButTheirLinksResolve) {
  flatten_layers({TarBuilder()
                      .file(".wh..wh.aufs", "")
                      .directory(".wh..wh.plnk/")
                      .file(".wh..wh.plnk/12.34", "shared", 0751)
                      .hard_link("a", ".wh..wh.plnk/12.34")
                      .hard_link("d/b", "/.wh..wh.plnk/12.34")
                      .finish()});
  EXPECT_EQ(names(), "a d d/b");
  EXPECT_EQ(content("d/b"), "shared");
  EXPECT_EQ(inode("a"), inode("d/b"));
  EXPECT_EQ(tree().links(inode("a")), 2U);
}

TEST_F(FlattenTest, W7_AWhiteoutBehindASymlinkActsOnWhatItLeadsTo) {
  flatten_layers({TarBuilder()
                      .directory("usr/lib")
                      .file("usr/lib/x", "")
                      .file("usr/lib/y", "")
                      .symlink("lib", "../../usr/lib")
                      .symlink("alias", "f")
                      .file("f", "")
                      .finish(),
                  TarBuilder().file("lib/.wh.x", "").file(".wh.alias", "").finish()});
  EXPECT_EQ(names(), "f lib usr usr/lib usr/lib/y");
}

}  // namespace
}  // namespace oci2boot

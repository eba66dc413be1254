// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using DevPatch = PatchTest;

TEST_F(DevPatch, EmptiesTheDirectoryAndKeepsIt) {
  tree.file("/dev/null", "not a device").file("/dev/pts/x").symlink("/dev/fd", "/proc/self/fd");
  tree.root.tree.add_special(*tree.root.tree.lookup("/dev"), "console", {}, FileType::char_device,
                             {5, 1});
  EXPECT_THAT(apply(patch_dev), ElementsAre("removed 4 entries of /dev"));
  EXPECT_EQ(tree.at("/dev"), "(directory)");
  EXPECT_EQ(tree.root.tree.entry_count(), 1U);
}

TEST_F(DevPatch, HasNothingToDoWithoutEntries) {
  EXPECT_THAT(apply(patch_dev), IsEmpty());
  tree.directory("/dev");
  EXPECT_THAT(apply(patch_dev), IsEmpty());
}

TEST_F(DevPatch, MakesAnythingElseADirectory) {
  tree.file("/real/kept", "x").symlink("/dev", "real");
  EXPECT_THAT(apply(patch_dev), ElementsAre("made /dev a directory"));
  EXPECT_EQ(tree.at("/dev"), "(directory)");
  EXPECT_EQ(tree.at("/real/kept"), "x");
}

}  // namespace
}  // namespace oci2boot

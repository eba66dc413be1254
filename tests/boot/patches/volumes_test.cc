// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using VolumesPatch = PatchTest;

TEST_F(VolumesPatch, MakesTheFoldersThatAreMissing) {
  plan.volumes = {"/data", "/var/lib/db"};
  EXPECT_THAT(apply(patch_volumes), ElementsAre("made /data", "made /var/lib/db"));
  EXPECT_EQ(tree.at("/var/lib/db"), "(directory)");
  EXPECT_EQ(tree.metadata("/data").permissions, 0755);
  EXPECT_EQ(tree.metadata("/data").uid, 0U);
  EXPECT_EQ(tree.metadata("/data").mtime, kTime);
  EXPECT_THAT(apply(patch_volumes), IsEmpty());
}

TEST_F(VolumesPatch, LeavesAFolderWithWhatIsInIt) {
  tree.file("/data/seed", "x");
  const InodeId data = *tree.root.tree.lookup("/data");
  tree.root.tree.set_metadata(data, {0700, 999, 998, {3, 0}, {}});
  plan.volumes = {"/data"};
  EXPECT_THAT(apply(patch_volumes), IsEmpty());
  EXPECT_EQ(tree.metadata("/data").uid, 999U);
  EXPECT_EQ(tree.metadata("/data").permissions, 0700);
  EXPECT_EQ(tree.at("/data/seed"), "x");
}

TEST_F(VolumesPatch, FollowsLinksInsideTheTree) {
  tree.directory("/srv").symlink("/var", "../../srv");
  plan.volumes = {"/var/lib"};
  EXPECT_THAT(apply(patch_volumes), ElementsAre("made /var/lib"));
  EXPECT_EQ(tree.at("/srv/lib"), "(directory)");
}

TEST_F(VolumesPatch, LeavesWhatIsInTheWay) {
  tree.file("/file", "kept").symlink("/loop", "loop");
  plan.volumes = {"/file", "/file/below", "/loop/x", "/"};
  EXPECT_THAT(apply(patch_volumes), IsEmpty());
  EXPECT_EQ(tree.at("/file"), "kept");
}

TEST_F(VolumesPatch, IsNothingForAnInit) {
  plan.mode = BootMode::handover;
  plan.volumes = {"/data"};
  EXPECT_THAT(apply(patch_volumes), IsEmpty());
  EXPECT_EQ(tree.at("/data"), "(none)");
}

}  // namespace
}  // namespace oci2boot

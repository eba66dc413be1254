// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using MountPointsPatch = PatchTest;

TEST_F(MountPointsPatch, MakesThoseThatADiskLacks) {
  plan.root = RootDisk{"11-22", "ext4", false};
  tree.file("/proc/kept", "x");
  EXPECT_THAT(apply(patch_mount_points), ElementsAre("made /dev", "made /sys"));
  EXPECT_EQ(tree.at("/dev"), "(directory)");
  EXPECT_EQ(tree.metadata("/sys").permissions, 0755);
  EXPECT_EQ(tree.metadata("/sys").mtime, kTime);
  EXPECT_EQ(tree.at("/proc/kept"), "x");
  EXPECT_THAT(apply(patch_mount_points), IsEmpty());
}

TEST_F(MountPointsPatch, LeavesAnInitramfsToPid1) {
  EXPECT_THAT(apply(patch_mount_points), IsEmpty());
  EXPECT_EQ(tree.at("/dev"), "(none)");
}

}  // namespace
}  // namespace oci2boot

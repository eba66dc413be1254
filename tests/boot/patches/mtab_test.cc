// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

using MtabPatch = PatchTest;

TEST_F(MtabPatch, LinksToTheKernelsList) {
  tree.directory("/etc");
  EXPECT_THAT(apply(patch_mtab), SizeIs(1));
  EXPECT_EQ(tree.at("/etc/mtab"), "-> ../proc/self/mounts");
  EXPECT_EQ(tree.metadata("/etc/mtab").mtime, kTime);
}

TEST_F(MtabPatch, ReplacesAStaleFile) {
  tree.file("/etc/mtab", "overlay / overlay rw 0 0\n");
  EXPECT_THAT(apply(patch_mtab), SizeIs(1));
  EXPECT_EQ(tree.at("/etc/mtab"), "-> ../proc/self/mounts");
}

TEST_F(MtabPatch, LeavesALinkThatIsAsGood) {
  tree.symlink("/etc/mtab", "/proc/mounts");
  EXPECT_THAT(apply(patch_mtab), IsEmpty());
  EXPECT_EQ(tree.at("/etc/mtab"), "-> /proc/mounts");
}

TEST_F(MtabPatch, LinksToWhatScriptsOfSystemVKnow) {
  tree.directory("/etc");
  plan.system = "sysvinit";
  EXPECT_THAT(apply(patch_mtab), SizeIs(1));
  EXPECT_EQ(tree.at("/etc/mtab"), "-> /proc/mounts");
}

TEST_F(MtabPatch, MakesNoEtc) {
  EXPECT_THAT(apply(patch_mtab), IsEmpty());
  EXPECT_EQ(tree.at("/etc"), "(none)");
}

}  // namespace
}  // namespace oci2boot

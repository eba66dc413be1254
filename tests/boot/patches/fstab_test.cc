// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using FstabPatch = PatchTest;

TEST_F(FstabPatch, DisablesDisksThatAreNotThere) {
  tree.file("/etc/fstab",
            "# a comment\n"
            "LABEL=cloudimg-rootfs\t/\text4\tdefaults 0 1\n"
            "UUID=12-34 /boot/efi vfat umask=0077 0 1\n"
            "  /dev/sda2 none swap sw 0 0\n"
            "overlay / overlay rw 0 0\n");
  EXPECT_THAT(apply(patch_fstab),
              ElementsAre("disabled LABEL=cloudimg-rootfs in /etc/fstab",
                          "disabled UUID=12-34 in /etc/fstab", "disabled /dev/sda2 in /etc/fstab",
                          "disabled overlay in /etc/fstab"));
  EXPECT_EQ(tree.at("/etc/fstab"),
            "# a comment\n"
            "# not in this machine: LABEL=cloudimg-rootfs\t/\text4\tdefaults 0 1\n"
            "# not in this machine: UUID=12-34 /boot/efi vfat umask=0077 0 1\n"
            "# not in this machine:   /dev/sda2 none swap sw 0 0\n"
            "# not in this machine: overlay / overlay rw 0 0\n");
}

TEST_F(FstabPatch, LeavesWhatStopsNoBoot) {
  const std::string text =
      "# UNCONFIGURED FSTAB FOR BASE SYSTEM\n"
      "\n"
      "/dev/cdrom /media/cdrom iso9660 noauto,ro 0 0\n"
      "LABEL=data /data ext4 rw,nofail 0 2\n"
      "tmpfs /tmp tmpfs nosuid 0 0\n"
      "nas:/export /mnt nfs defaults 0 0\n"
      "/srv/a /srv/b none bind\n"
      "one-field-without-newline";
  tree.file("/etc/fstab", text);
  EXPECT_THAT(apply(patch_fstab), IsEmpty());
  EXPECT_EQ(tree.at("/etc/fstab"), text);
}

TEST_F(FstabPatch, PutsTheDiskInThePlaceOfAnotherRoot) {
  plan.root = RootDisk{"11-22", "ext4", false};
  tree.file("/etc/fstab",
            "LABEL=cloudimg-rootfs / ext4 discard 0 1\n"
            "overlay / overlay rw 0 0\n"
            "tmpfs /tmp tmpfs nosuid 0 0\n");
  EXPECT_THAT(apply(patch_fstab), ElementsAre("disabled LABEL=cloudimg-rootfs in /etc/fstab",
                                              "made UUID=11-22 the root in /etc/fstab",
                                              "disabled overlay in /etc/fstab"));
  const std::string text =
      "# not in this machine: LABEL=cloudimg-rootfs / ext4 discard 0 1\n"
      "UUID=11-22 / ext4 defaults 0 1\n"
      "# not in this machine: overlay / overlay rw 0 0\n"
      "tmpfs /tmp tmpfs nosuid 0 0\n";
  EXPECT_EQ(tree.at("/etc/fstab"), text);
  EXPECT_THAT(apply(patch_fstab), IsEmpty());
  EXPECT_EQ(tree.at("/etc/fstab"), text);
}

TEST_F(FstabPatch, AddsNoRootWhereTheImageNamesNone) {
  plan.root = RootDisk{"11-22", "ext4", false};
  tree.file("/etc/fstab", "# UNCONFIGURED FSTAB FOR BASE SYSTEM\n");
  EXPECT_THAT(apply(patch_fstab), IsEmpty());
}

TEST_F(FstabPatch, DoesNotTakeAPartOfAnOptionForIt) {
  tree.file("/etc/fstab", "/dev/sda1 /x ext4 x-noauto,nofailing 0 0");
  EXPECT_THAT(apply(patch_fstab), testing::SizeIs(1));
}

TEST_F(FstabPatch, MakesNone) {
  EXPECT_THAT(apply(patch_fstab), IsEmpty());
  EXPECT_EQ(tree.at("/etc/fstab"), "(none)");
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::IsEmpty;

using MachineIdPatch = PatchTest;
constexpr const char* kId = "0123456789abcdef0123456789abcdef\n";

TEST_F(MachineIdPatch, EmptiesTheIdAndKeepsItsPermissions) {
  tree.file("/etc/machine-id", kId, 0444);
  EXPECT_THAT(apply(patch_machine_id), testing::ElementsAre("emptied /etc/machine-id"));
  EXPECT_EQ(tree.at("/etc/machine-id"), "");
  EXPECT_EQ(tree.metadata("/etc/machine-id").permissions, 0444);
}

TEST_F(MachineIdPatch, LeavesWhatIsNoId) {
  EXPECT_THAT(apply(patch_machine_id), IsEmpty());
  EXPECT_EQ(tree.at("/etc/machine-id"), "(none)");
  tree.file("/etc/machine-id", "");
  EXPECT_THAT(apply(patch_machine_id), IsEmpty());
  tree.file("/etc/machine-id", "uninitialized\n");
  EXPECT_THAT(apply(patch_machine_id), IsEmpty());
}

TEST_F(MachineIdPatch, LetsSystemdTakeNoBootForItsFirst) {
  plan.system = "systemd";
  EXPECT_THAT(apply(patch_machine_id), testing::ElementsAre("made an empty /etc/machine-id"));
  EXPECT_EQ(tree.at("/etc/machine-id"), "");
  EXPECT_THAT(apply(patch_machine_id), IsEmpty());
  tree.file("/etc/machine-id", "uninitialized\n");
  EXPECT_THAT(apply(patch_machine_id), testing::ElementsAre("emptied /etc/machine-id"));
}

TEST_F(MachineIdPatch, LetsDbusFollowTheSystem) {
  tree.file("/etc/machine-id", kId).file("/var/lib/dbus/machine-id", kId);
  apply(patch_machine_id);
  EXPECT_EQ(tree.at("/var/lib/dbus/machine-id"), "-> /etc/machine-id");
}

TEST_F(MachineIdPatch, RemovesAnIdThatOnlyDbusHas) {
  tree.file("/var/lib/dbus/machine-id", kId);
  apply(patch_machine_id);
  EXPECT_EQ(tree.at("/var/lib/dbus/machine-id"), "(none)");
}

TEST_F(MachineIdPatch, MakesNoCircleOfLinks) {
  tree.file("/var/lib/dbus/machine-id", kId).symlink("/etc/machine-id", "/var/lib/dbus/machine-id");
  apply(patch_machine_id);
  EXPECT_EQ(tree.at("/etc/machine-id"), "-> /var/lib/dbus/machine-id");
  EXPECT_EQ(tree.at("/var/lib/dbus/machine-id"), "(none)");
}

}  // namespace
}  // namespace oci2boot

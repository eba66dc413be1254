// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"
#include "tests/boot/systems/systemd_tree.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SystemdUnitsPatch : public PatchTest {
 protected:
  SystemdUnitsPatch() {
    plan.mode = BootMode::handover;
    plan.system = "systemd";
    add_systemd(tree);
  }
  const std::string local = "/etc/systemd/system/";
  const std::string vendor = "/usr/lib/systemd/system/";
  const std::string condition = local + "systemd-modules-load.service.d/oci2boot.conf";
};

TEST_F(SystemdUnitsPatch, LeavesASystemThatIsWhole) {
  EXPECT_THAT(apply(patch_systemd_units), IsEmpty());
}

TEST_F(SystemdUnitsPatch, IsForSystemdAlone) {
  plan.system = "openrc";
  mask_unit(tree, "systemd-udevd.service");
  EXPECT_THAT(apply(patch_systemd_units), IsEmpty());
}

TEST_F(SystemdUnitsPatch, UnmasksWhatAMachineNeeds) {
  mask_unit(tree, "systemd-udevd.service");
  mask_unit(tree, "systemd-logind.service");
  tree.file(local + "dev-hugepages.mount", "");
  EXPECT_THAT(apply(patch_systemd_units),
              ElementsAre("unmasked systemd-udevd.service", "unmasked dev-hugepages.mount",
                          "unmasked systemd-logind.service"));
  EXPECT_EQ(tree.at(local + "systemd-udevd.service"), "(none)");
}

TEST_F(SystemdUnitsPatch, LeavesMasksThatAreAMattersOfTaste) {
  for (const char* unit : {"systemd-networkd.service", "systemd-resolved.service", "cron.service"})
    mask_unit(tree, unit);
  tree.symlink(local + "sshd.service", "/usr/lib/systemd/system/ssh.service");
  EXPECT_THAT(apply(patch_systemd_units), IsEmpty());
}

TEST_F(SystemdUnitsPatch, LeavesAnOwnUnitInThePlaceOfAMask) {
  tree.file(local + "systemd-udevd.service", "[Service]\n");
  EXPECT_THAT(apply(patch_systemd_units), IsEmpty());
}

TEST_F(SystemdUnitsPatch, RestoresLinksThatADockerfileRemoved) {
  tree.root.tree.remove(*tree.root.tree.lookup(vendor), "sysinit.target.wants");
  tree.root.tree.remove(*tree.root.tree.lookup(vendor), "multi-user.target.wants");
  EXPECT_THAT(apply(patch_systemd_units),
              ElementsAre("started again with the system: systemd-udevd.service, "
                          "systemd-modules-load.service, systemd-logind.service"));
  EXPECT_EQ(tree.at(vendor + "sysinit.target.wants/systemd-udevd.service"),
            "-> ../systemd-udevd.service");
  EXPECT_EQ(tree.at(vendor + "sysinit.target.wants/systemd-sysctl.service"), "(none)")
      << "the image has no such unit";
}

TEST_F(SystemdUnitsPatch, MendsADefaultTargetThatIsNone) {
  for (const char* target : {"/dev/null", "/usr/lib/systemd/system/halt.target", "/gone.target",
                             "/lib/systemd/system/rescue.target"}) {
    SCOPED_TRACE(target);
    tree.file(vendor + "halt.target", "[Unit]\n").file(vendor + "rescue.target", "[Unit]\n");
    tree.symlink(local + "default.target", target);
    EXPECT_THAT(apply(patch_systemd_units),
                ElementsAre("made multi-user.target the default target"));
    EXPECT_EQ(tree.at(local + "default.target"), "-> /usr/lib/systemd/system/multi-user.target");
  }
}

TEST_F(SystemdUnitsPatch, LeavesADefaultTargetOfTheImages) {
  tree.file(local + "kiosk.target", "[Unit]\n").symlink(local + "default.target", "kiosk.target");
  EXPECT_THAT(apply(patch_systemd_units), IsEmpty());
}

TEST_F(SystemdUnitsPatch, LetsNoMissingModuleFailTheBoot) {
  tree.file("/etc/modules", "# none\n\n").symlink("/etc/modules-load.d/modules.conf", "../modules");
  EXPECT_THAT(apply(patch_systemd_units), IsEmpty());
  tree.file("/etc/modules", "# one\nloop\n");
  EXPECT_THAT(apply(patch_systemd_units),
              ElementsAre(HasSubstr("let systemd-modules-load.service pass")));
  EXPECT_THAT(tree.at(condition), HasSubstr("ConditionPathExists=/lib/modules/%v"));
}

TEST_F(SystemdUnitsPatch, CopesWithFilesInTheWay) {
  tree.file("/etc/systemd", "a file");
  EXPECT_NO_THROW(apply(patch_systemd_units));
  EXPECT_EQ(tree.at("/etc/systemd"), "a file");
  tree.file(vendor + "sysinit.target.wants", "a file");
  EXPECT_NO_THROW(apply(patch_systemd_units));
  EXPECT_EQ(tree.at(vendor + "sysinit.target.wants"), "a file");
}

}  // namespace
}  // namespace oci2boot

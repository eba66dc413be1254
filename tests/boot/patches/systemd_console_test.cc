// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"
#include "tests/boot/systems/systemd_tree.h"

namespace oci2boot {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SystemdConsolePatch : public PatchTest {
 protected:
  SystemdConsolePatch() {
    plan.mode = BootMode::handover;
    plan.system = "systemd";
    plan.console = "ttyS0";
    add_systemd(tree);
  }
  const std::string local = "/etc/systemd/system/";
  const std::string wants = local + "getty.target.wants/";
  const std::string serial = "serial-getty@ttyS0.service";
};

TEST_F(SystemdConsolePatch, StartsAGettyOnTheConsole) {
  EXPECT_THAT(apply(patch_systemd_console), ElementsAre("enabled " + serial));
  EXPECT_EQ(tree.at(wants + serial), "-> /usr/lib/systemd/system/serial-getty@.service");
  EXPECT_THAT(apply(patch_systemd_console), IsEmpty());
}

TEST_F(SystemdConsolePatch, IsForSystemdAlone) {
  plan.system = "";
  EXPECT_THAT(apply(patch_systemd_console), IsEmpty());
}

TEST_F(SystemdConsolePatch, UnmasksGettys) {
  mask_unit(tree, "getty.target");
  mask_unit(tree, "serial-getty@.service");
  EXPECT_THAT(apply(patch_systemd_console),
              ElementsAre("unmasked getty.target", "unmasked " + serial, "enabled " + serial));
}

TEST_F(SystemdConsolePatch, LetsTheSystemStartGettysAgain) {
  const auto folder = tree.root.tree.lookup("/usr/lib/systemd/system/multi-user.target.wants");
  tree.root.tree.remove(*folder, "getty.target");
  EXPECT_THAT(apply(patch_systemd_console), Contains("enabled getty.target"));
  EXPECT_EQ(tree.at(local + "multi-user.target.wants/getty.target"),
            "-> /usr/lib/systemd/system/getty.target");
}

TEST_F(SystemdConsolePatch, TakesGettysFromLinesThatAreNotThere) {
  for (const char* unit : {"serial-getty@ttyAMA0.service", "container-getty@1.service",
                           "getty@tty1.service", "console-getty.service"}) {
    enable_unit(tree, unit, "getty.target");
  }
  EXPECT_THAT(
      apply(patch_systemd_console),
      ElementsAre("removed container-getty@1.service", "removed serial-getty@ttyAMA0.service",
                  "masked console-getty.service", "enabled " + serial));
  EXPECT_EQ(tree.at(wants + "serial-getty@ttyAMA0.service"), "(none)");
  EXPECT_EQ(tree.at(wants + "getty@tty1.service"), "-> /usr/lib/systemd/system/getty@tty1.service");
  EXPECT_EQ(tree.at(local + "console-getty.service"), "-> /dev/null");
}

TEST_F(SystemdConsolePatch, TakesDebiansRowOfGettys) {
  tree.file("/usr/lib/systemd/system/getty-static.service", "[Unit]\n");
  EXPECT_THAT(apply(patch_systemd_console), ElementsAre("enabled " + serial));
  enable_unit(tree, "getty-static.service", "getty.target");
  EXPECT_THAT(apply(patch_systemd_console), ElementsAre("masked getty-static.service"));
}

TEST_F(SystemdConsolePatch, TakesTheContainersGettyWhereThereIsNoUdev) {
  tree.symlink("/usr/lib/systemd/system/systemd-udevd.service", "/dev/null");
  mask_unit(tree, "console-getty.service");
  EXPECT_THAT(apply(patch_systemd_console),
              ElementsAre("masked " + serial, "unmasked console-getty.service",
                          "enabled console-getty.service"));
  EXPECT_EQ(tree.at(wants + "console-getty.service"),
            "-> /usr/lib/systemd/system/console-getty.service");
}

TEST_F(SystemdConsolePatch, StartsNoGettyThatTheImageLacks) {
  tree.root.tree.remove(*tree.root.tree.lookup("/usr/sbin"), "agetty");
  EXPECT_THAT(apply(patch_systemd_console),
              ElementsAre("masked " + serial + ": the image has no agetty"));
  EXPECT_EQ(tree.at(local + serial), "-> /dev/null");
}

class SystemdAutologin : public SystemdConsolePatch {
 protected:
  SystemdAutologin() { plan.identity.autologin = true; }
  std::string drop_in() { return tree.at(local + serial + ".d/oci2boot.conf"); }
};

TEST_F(SystemdAutologin, LogsRootIn) {
  EXPECT_THAT(apply(patch_systemd_console),
              ElementsAre("enabled " + serial, "logged in without a question by " + serial));
  EXPECT_EQ(drop_in(),
            "[Service]\nExecStart=\nExecStart=-/usr/sbin/agetty --autologin root --keep-baud "
            "115200,57600,38400,9600 - $TERM\nStandardInput=tty\nStandardOutput=tty\n"
            "TTYPath=/dev/ttyS0\n");
}

TEST_F(SystemdAutologin, LogsTheAddedUserIn) {
  plan.identity.users = {{"ann", {}}};
  apply(patch_systemd_console);
  EXPECT_THAT(drop_in(), HasSubstr("--autologin ann "));
}

TEST_F(SystemdAutologin, TakesLoginOrAShellWithoutAgetty) {
  tree.root.tree.remove(*tree.root.tree.lookup("/usr/sbin"), "agetty");
  tree.program("/usr/bin/sh");
  apply(patch_systemd_console);
  EXPECT_THAT(drop_in(), HasSubstr("ExecStart=-/bin/sh -l\n"));
  tree.program("/usr/bin/login");
  apply(patch_systemd_console);
  EXPECT_THAT(drop_in(), HasSubstr("ExecStart=-/usr/bin/login -f root\n"));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"
#include "tests/boot/systems/init_roots.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RunitConsolePatch : public PatchTest {
 protected:
  RunitConsolePatch() {
    add_runit(tree);
    plan.system = "runit";
    plan.argv = {"/sbin/init"};
    plan.console = "ttyS0";
  }
  static constexpr std::string_view kRun = "/etc/runit/runsvdir/default/console-login/run";
};

TEST_F(RunitConsolePatch, PutsOneLoginInThePlaceOfAll) {
  for (const char* name : {"getty-tty1", "getty-ttyS0", "agetty-hvc0", "syslog", "agetty"}) {
    tree.program(std::string("/etc/sv/") + name + "/run");
    tree.symlink(std::string("/etc/runit/runsvdir/default/") + name,
                 std::string("/etc/sv/") + name);
  }
  EXPECT_THAT(apply(patch_runit_console),
              ElementsAre("disabled the logins on hvc0, tty1, ttyS0 in /etc/runit/runsvdir/default",
                          "added a login on ttyS0 to /etc/runit/runsvdir/default"));
  EXPECT_EQ(tree.at("/etc/runit/runsvdir/default/getty-tty1"), "(none)");
  EXPECT_EQ(tree.at("/etc/runit/runsvdir/default/syslog"), "-> /etc/sv/syslog");
  EXPECT_EQ(tree.at("/etc/runit/runsvdir/default/agetty"), "-> /etc/sv/agetty");
  EXPECT_EQ(tree.at("/etc/sv/getty-tty1/run"), "program");
  EXPECT_EQ(tree.at(kRun),
            "#!/bin/sh\nexec chpst -P /sbin/agetty -L --noclear 115200 ttyS0 vt220\n");
  EXPECT_EQ(tree.metadata(kRun).permissions, 0755);
  EXPECT_THAT(apply(patch_runit_console), IsEmpty());
}

TEST_F(RunitConsolePatch, LogsInWithoutAQuestion) {
  plan.identity.autologin = true;
  apply(patch_runit_console);
  EXPECT_EQ(
      tree.at(kRun),
      "#!/bin/sh\nexec chpst -P /sbin/agetty -L --noclear --autologin root 115200 ttyS0 vt220\n");
}

TEST_F(RunitConsolePatch, OpensTheTerminalForALoginThatDoesNot) {
  tree.file("/sbin/agetty").file("/usr/bin/chpst");
  apply(patch_runit_console);
  EXPECT_EQ(tree.at(kRun),
            "#!/bin/sh\n"
            "exec setsid /bin/sh -c 'exec /bin/login </dev/ttyS0 >/dev/ttyS0 2>&1'\n");
}

TEST_F(RunitConsolePatch, TakesBackThatTheSystemIsToStop) {
  tree.file("/etc/runit/stopit", "", 0100).file("/etc/runit/reboot", "", 0);
  EXPECT_THAT(apply(patch_runit_console),
              ElementsAre("took back /etc/runit/stopit",
                          "added a login on ttyS0 to /etc/runit/runsvdir/default"));
  EXPECT_EQ(tree.metadata("/etc/runit/stopit").permissions, 0);
}

TEST_F(RunitConsolePatch, IsForRunitAlone) {
  plan.system = "systemd";
  EXPECT_THAT(apply(patch_runit_console), IsEmpty());
}

TEST_F(RunitConsolePatch, LeavesTheGettysWhereItHasNone) {
  tree.file("/sbin/agetty").file("/bin/login");
  tree.symlink("/etc/runit/runsvdir/default/getty-tty1", "/etc/sv/getty-tty1");
  EXPECT_THAT(apply(patch_runit_console),
              ElementsAre("no login on ttyS0: the image has no getty and no login"));
  EXPECT_EQ(tree.at("/etc/runit/runsvdir/default/getty-tty1"), "-> /etc/sv/getty-tty1");
}

TEST_F(RunitConsolePatch, CopesWithoutAFolderOfServices) {
  tree.root.tree.remove(*tree.root.tree.lookup("/etc/runit"), "runsvdir");
  EXPECT_THAT(apply(patch_runit_console), IsEmpty());
  tree.symlink("/etc/service", "/etc/service").file("/service").directory("/etc/runit/stopit");
  EXPECT_THAT(apply(patch_runit_console), IsEmpty());
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"
#include "tests/boot/systems/init_roots.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class InittabPatch : public PatchTest {
 protected:
  InittabPatch() {
    plan.argv = {"/sbin/init"};
    plan.console = "ttyS0";
  }
  void use(std::string_view system, std::string_view inittab) {
    plan.system = system;
    tree.file("/etc/inittab", inittab);
  }
  std::string inittab() const { return tree.at("/etc/inittab"); }
};

TEST_F(InittabPatch, MovesAlpinesLoginToTheConsole) {
  add_alpine_openrc(tree);
  plan.system = "openrc";
  EXPECT_THAT(apply(patch_inittab), ElementsAre("disabled the logins on tty1, tty2 in /etc/inittab",
                                                "added a login on ttyS0 to /etc/inittab"));
  EXPECT_THAT(inittab(),
              HasSubstr("\n# not in this machine: tty1::respawn:/sbin/getty 38400 tty1\n"));
  EXPECT_THAT(inittab(), EndsWith("::shutdown:/sbin/openrc shutdown\n"
                                  "ttyS0::respawn:/sbin/getty -L 115200 ttyS0 vt220\n"));
  const std::string once = inittab();
  EXPECT_THAT(apply(patch_inittab), IsEmpty());
  EXPECT_EQ(inittab(), once);
}

TEST_F(InittabPatch, WritesSystemVsLinesForSysvinit) {
  add_sysvinit(tree);
  plan.system = "sysvinit";
  EXPECT_THAT(apply(patch_inittab), ElementsAre("disabled the logins on tty1, tty2 in /etc/inittab",
                                                "added a login on ttyS0 to /etc/inittab"));
  EXPECT_THAT(inittab(),
              EndsWith("S0:2345:respawn:/sbin/agetty -L --noclear 115200 ttyS0 vt220\n"));
  EXPECT_THAT(inittab(), HasSubstr("\nz6:6:respawn:/sbin/sulogin --force\n"));
}

TEST_F(InittabPatch, NamesALineByItsTerminalAndNotTwice) {
  add_sysvinit(tree);
  plan.console = "hvc0";
  use("sysvinit", "si::sysinit:/etc/init.d/rcS\nhvc0:5:wait:/bin/x");
  apply(patch_inittab);
  EXPECT_THAT(inittab(),
              EndsWith("\no2b:2345:respawn:/sbin/agetty -L --noclear 115200 hvc0 vt220\n"));
}

TEST_F(InittabPatch, LeavesALoginThatIsOnTheConsole) {
  add_busybox(tree);
  for (const char* line :
       {"ttyS0::respawn:/sbin/getty -L ttyS0 9600 vt100\n", "::askfirst:-/bin/sh\n",
        "console::respawn:/sbin/getty -L console 0 vt100\n", "ttyS0::respawn:/usr/bin/app"}) {
    use("busybox", line);
    tree.program("/usr/bin/app");
    EXPECT_THAT(apply(patch_inittab), IsEmpty()) << line;
    EXPECT_EQ(inittab(), line);
  }
}

TEST_F(InittabPatch, LeavesAProgramOnATerminalThatMayBeThere) {
  add_busybox(tree);
  use("busybox", "tty1::respawn:/usr/bin/kiosk\n::respawn:-/bin/sh\n");
  EXPECT_THAT(apply(patch_inittab), IsEmpty());
}

TEST_F(InittabPatch, ReplacesALoginWhoseProgramIsMissing) {
  add_busybox(tree);
  use("busybox", "ttyS0::respawn:/sbin/agetty ttyS0 115200\n");
  EXPECT_THAT(apply(patch_inittab), ElementsAre("added a login on ttyS0 to /etc/inittab"));
  EXPECT_EQ(inittab(),
            "# replaced: ttyS0::respawn:/sbin/agetty ttyS0 115200\n"
            "ttyS0::respawn:/sbin/getty -L 115200 ttyS0 vt220\n");
}

TEST_F(InittabPatch, LogsInWithoutAQuestion) {
  plan.identity.autologin = true;
  add_sysvinit(tree);
  use("sysvinit", "si::sysinit:/etc/init.d/rcS\nS0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n");
  tree.program("/sbin/getty");
  apply(patch_inittab);
  EXPECT_EQ(inittab(),
            "si::sysinit:/etc/init.d/rcS\n"
            "# replaced: S0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n"
            "o2b:2345:respawn:/sbin/agetty -L --noclear --autologin root 115200 ttyS0 vt220\n");
}

TEST_F(InittabPatch, LogsInWithoutAQuestionAndWithoutAgetty) {
  plan.identity.autologin = true;
  plan.identity.users = {{"ada", std::nullopt}};
  add_busybox(tree);
  use("busybox", "::sysinit:/bin/x\n");
  apply(patch_inittab);
  EXPECT_THAT(inittab(), EndsWith("\nttyS0::respawn:/bin/login -f ada\n"));
  TreeBuilder other;
  tree.file("/sbin/init", "INIT_VERSION=sysvinit-2.96", 0755);
  use("sysvinit", "si::sysinit:/bin/x\n");
  apply(patch_inittab);
  EXPECT_THAT(inittab(),
              EndsWith("\nS0:2345:respawn:/bin/login -f ada </dev/ttyS0 >/dev/ttyS0 2>&1\n"));
}

TEST_F(InittabPatch, SaysWhereNobodyCanLogIn) {
  add_busybox(tree);
  tree.file("/bin/login").file("/sbin/getty");
  use("busybox", "::sysinit:/bin/x\n");
  EXPECT_THAT(apply(patch_inittab),
              ElementsAre("no login on ttyS0: the image has no getty and no login"));
}

TEST_F(InittabPatch, UnmountsADiskWhereBusyboxWouldNot) {
  add_busybox(tree);
  plan.root = RootDisk{"11-22", "ext4", false};
  use("busybox", "::sysinit:/bin/x\n::respawn:-/bin/sh\n");
  EXPECT_THAT(apply(patch_inittab), ElementsAre("added unmounting at shutdown to /etc/inittab"));
  EXPECT_THAT(inittab(), EndsWith("::shutdown:/bin/umount -a -r\n"));
  EXPECT_THAT(apply(patch_inittab), IsEmpty());
}

TEST_F(InittabPatch, WritesBusyboxsDefaultWithoutAbsentTerminals) {
  add_busybox(tree);
  plan.system = "busybox";
  tree.program("/etc/init.d/rcS");
  EXPECT_THAT(apply(patch_inittab),
              ElementsAre("made /etc/inittab, without shells on tty2 to tty4"));
  EXPECT_EQ(inittab(),
            "::sysinit:/etc/init.d/rcS\n"
            "::askfirst:-/bin/sh\n"
            "::ctrlaltdel:/sbin/reboot\n"
            "::restart:/sbin/init\n");
}

TEST_F(InittabPatch, LeavesTheConsoleToOpenrcsOwnGetty) {
  add_alpine_openrc(tree);
  tree.program("/etc/init.d/agetty.ttyS0");
  tree.symlink("/etc/runlevels/default/agetty.ttyS0", "/etc/init.d/agetty.ttyS0");
  plan.system = "openrc";
  apply(patch_inittab);
  EXPECT_THAT(inittab(), Not(HasSubstr("\nttyS0::")));
  plan.identity.autologin = true;
  apply(patch_openrc_console);
  apply(patch_inittab);
  EXPECT_THAT(inittab(), EndsWith("\nttyS0::respawn:/bin/login -f root\n"));
}

TEST_F(InittabPatch, LeavesWhatIsNotItsMatter) {
  add_sysvinit(tree);
  EXPECT_THAT(apply(patch_inittab), IsEmpty()) << "a container";
  plan.system = "runit";
  EXPECT_THAT(apply(patch_inittab), IsEmpty());
  plan.system = "sysvinit";
  plan.console = "";
  EXPECT_THAT(apply(patch_inittab), IsEmpty());
  EXPECT_EQ(inittab(), kDebianInittab);
}

TEST_F(InittabPatch, CopesWithAnInittabThatIsNoFile) {
  add_busybox(tree);
  plan.system = "busybox";
  tree.directory("/etc/inittab");
  EXPECT_THAT(apply(patch_inittab), IsEmpty());
  tree.root.tree.remove(*tree.root.tree.lookup("/etc"), "inittab");
  tree.symlink("/etc/inittab", "../../../outside");
  EXPECT_THAT(apply(patch_inittab), IsEmpty());
  tree.file("/etc/inittab", std::string((1U << 20) + 1, '\n'));
  EXPECT_THAT(apply(patch_inittab), IsEmpty());
}

}  // namespace
}  // namespace oci2boot

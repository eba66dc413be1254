// SPDX-License-Identifier: Apache-2.0
// The patches openrc-services and openrc-console.
#include "tests/boot/patches/patch_runner.h"
#include "tests/boot/systems/init_roots.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OpenrcPatches : public PatchTest {
 protected:
  OpenrcPatches() {
    plan.system = "openrc";
    plan.argv = {"/sbin/init"};
    plan.console = "ttyS0";
  }
  void services(std::initializer_list<const char*> names) {
    for (const char* name : names) tree.program(std::string("/etc/init.d/") + name);
  }
  void enable(const std::string& level, const std::string& name) {
    tree.program("/etc/init.d/" + name);
    tree.symlink("/etc/runlevels/" + level + "/" + name, "/etc/init.d/" + name);
  }
};

TEST_F(OpenrcPatches, TakeBackThatItIsAContainer) {
  enable("boot", "bootmisc");
  tree.file("/etc/rc.conf", "# rc_sys=\"\"\nrc_sys=\"docker\"\n  rc_sys=lxc\nrc_parallel=\"NO\"\n");
  EXPECT_THAT(apply(patch_openrc_services),
              ElementsAre("disabled rc_sys, which names a container, in /etc/rc.conf"));
  EXPECT_EQ(tree.at("/etc/rc.conf"),
            "# rc_sys=\"\"\n"
            "# not in this machine: rc_sys=\"docker\"\n"
            "# not in this machine:   rc_sys=lxc\n"
            "rc_parallel=\"NO\"\n");
  EXPECT_THAT(apply(patch_openrc_services), IsEmpty());
}

TEST_F(OpenrcPatches, LeaveAnEmptyRcSys) {
  enable("boot", "bootmisc");
  for (const char* text : {"rc_sys=\"\"\n", "#rc_sys=\"lxc\"\n", "rc_sys=\n", "my_rc_sys=lxc"}) {
    tree.file("/etc/rc.conf", text);
    EXPECT_THAT(apply(patch_openrc_services), IsEmpty()) << text;
    EXPECT_EQ(tree.at("/etc/rc.conf"), text);
  }
}

TEST_F(OpenrcPatches, RemoveTheStateOfAnEarlierStart) {
  enable("boot", "bootmisc");
  tree.file("/run/openrc/softlevel").symlink("/run/openrc/started/sshd", "/etc/init.d/sshd");
  EXPECT_THAT(apply(patch_openrc_services), ElementsAre("removed /run/openrc"));
  EXPECT_EQ(tree.at("/run/openrc"), "(none)");
  EXPECT_EQ(tree.at("/run"), "(directory)");
}

TEST_F(OpenrcPatches, FillRunlevelsThatAPackageManagerLeftEmpty) {
  tree.directory("/etc/runlevels/sysinit").directory("/etc/runlevels/boot");
  services({"devfs", "mdev", "bootmisc", "hostname", "killprocs", "hwclock", "sshd"});
  enable("default", "sshd");
  EXPECT_THAT(apply(patch_openrc_services),
              ElementsAre("enabled the services devfs, mdev, bootmisc, hostname, killprocs"));
  EXPECT_EQ(tree.at("/etc/runlevels/sysinit/devfs"), "-> /etc/init.d/devfs");
  EXPECT_EQ(tree.at("/etc/runlevels/boot/hostname"), "-> /etc/init.d/hostname");
  EXPECT_EQ(tree.at("/etc/runlevels/shutdown/killprocs"), "-> /etc/init.d/killprocs");
  EXPECT_EQ(tree.at("/etc/runlevels/boot/hwclock"), "(none)");
  EXPECT_THAT(apply(patch_openrc_services), IsEmpty());
}

TEST_F(OpenrcPatches, LeaveRunlevelsThatSomebodyHasFilled) {
  services({"devfs", "mdev", "hostname"});
  enable("sysinit", "devfs");
  EXPECT_THAT(apply(patch_openrc_services), IsEmpty());
}

TEST_F(OpenrcPatches, LetNoServiceWaitForANetworkThatIsUp) {
  enable("boot", "bootmisc");
  plan.network.kind = NetworkKind::fixed;
  tree.file("/etc/rc.conf", "rc_logger=\"YES\"");
  EXPECT_THAT(apply(patch_openrc_services),
              ElementsAre("let no service of OpenRC wait for a network, which is up before"));
  EXPECT_THAT(tree.at("/etc/rc.conf"), HasSubstr("rc_logger=\"YES\"\n# The network"));
  EXPECT_THAT(tree.at("/etc/rc.conf"), HasSubstr("\nrc_need=\"${rc_need:+$rc_need }!net\"\n"));
  EXPECT_THAT(apply(patch_openrc_services), IsEmpty());
}

TEST_F(OpenrcPatches, GiveOpenrcInitALogin) {
  tree.file("/sbin/init", "OpenRC init version", 0755);
  services({"agetty"});
  tree.program("/sbin/openrc-run").program("/sbin/agetty");
  enable("default", "agetty.tty1");
  enable("default", "agetty.tty2");
  EXPECT_THAT(apply(patch_openrc_console),
              ElementsAre("disabled the logins on tty1, tty2 in /etc/runlevels/default",
                          "added OpenRC's service console-login for ttyS0"));
  EXPECT_EQ(tree.at("/etc/runlevels/default/agetty.tty1"), "(none)");
  EXPECT_EQ(tree.at("/etc/runlevels/default/console-login"), "-> /etc/init.d/console-login");
  EXPECT_EQ(tree.metadata("/etc/init.d/console-login").permissions, 0755);
  EXPECT_THAT(tree.at("/etc/init.d/console-login"), HasSubstr("#!/sbin/openrc-run\n"));
  EXPECT_THAT(tree.at("/etc/init.d/console-login"),
              HasSubstr("\ncommand=\"/sbin/agetty\"\n"
                        "command_args_foreground=\"-L --noclear 115200 ttyS0 vt220\"\n"));
  EXPECT_THAT(apply(patch_openrc_console), IsEmpty());
}

TEST_F(OpenrcPatches, LeaveOpenrcsGettyOnTheConsole) {
  tree.file("/sbin/init", "OpenRC init version", 0755);
  tree.program("/sbin/openrc-run").program("/sbin/agetty");
  enable("default", "agetty.ttyS0");
  EXPECT_THAT(apply(patch_openrc_console), IsEmpty());
  plan.identity.autologin = true;
  EXPECT_THAT(apply(patch_openrc_console),
              ElementsAre("disabled the login on ttyS0 in /etc/runlevels/default",
                          "added OpenRC's service console-login for ttyS0"));
  EXPECT_THAT(tree.at("/etc/init.d/console-login"), HasSubstr(" --autologin root "));
}

TEST_F(OpenrcPatches, LeaveTheLoginToTheInittabWhereThereIsOne) {
  add_alpine_openrc(tree);
  EXPECT_THAT(apply(patch_openrc_console), IsEmpty());
  EXPECT_EQ(tree.at("/etc/init.d/console-login"), "(none)");
}

TEST_F(OpenrcPatches, AreForOpenrcAlone) {
  tree.file("/etc/rc.conf", "rc_sys=lxc\n").file("/run/openrc/softlevel");
  plan.system = "busybox";
  EXPECT_THAT(apply(patch_openrc_services), IsEmpty());
  EXPECT_THAT(apply(patch_openrc_console), IsEmpty());
}

TEST_F(OpenrcPatches, CopeWithAnyTree) {
  tree.directory("/etc/rc.conf").file("/run").file("/etc/runlevels").directory("/etc/init.d/devfs");
  plan.network.kind = NetworkKind::dhcp;
  EXPECT_THAT(apply(patch_openrc_services), IsEmpty());
  tree.file("/etc/init.d");
  EXPECT_THAT(apply(patch_openrc_console), IsEmpty());
}

}  // namespace
}  // namespace oci2boot

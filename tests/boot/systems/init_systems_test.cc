// SPDX-License-Identifier: Apache-2.0
// Which init system is found in which tree, and how each is told to power off.
#include <gmock/gmock.h>

#include "src/boot/systems/init_system.h"
#include "src/boot/systems/program_text.h"
#include "src/boot/systems/runit.h"
#include "tests/boot/systems/init_roots.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class InitSystems : public testing::Test {
 protected:
  /// "NAME INIT" of what is found first; else why not.
  std::string found() const {
    std::string why_not;
    for (const InitSystem& system : init_systems()) {
      std::string nearly;
      if (const auto one = system.find(tree.root, nearly)) {
        return std::string(system.name) + " " + one->init;
      }
      if (why_not.empty()) why_not = nearly;
    }
    return "none: " + why_not;
  }
  std::string owner(std::string_view init) const {
    const InitSystem* system = system_of_init(tree.root, init);
    return system == nullptr ? "" : std::string(system->name);
  }
  std::vector<std::string> power_off(std::string_view name) const {
    return find_init_system(name)->power_off_command(tree.root);
  }

  TreeBuilder tree;
};

TEST_F(InitSystems, AlpinesBaseImageHasNoWorkingOne) {
  add_busybox(tree);
  tree.file("/etc/inittab", kAlpineInittab);
  EXPECT_EQ(found(), "none: /etc/inittab runs /sbin/openrc, which is not in the image");
}

TEST_F(InitSystems, AlpineWithOpenrcHasOpenrcBelowBusybox) {
  add_alpine_openrc(tree);
  EXPECT_EQ(found(), "openrc /sbin/init");
  EXPECT_EQ(owner("/sbin/init"), "openrc");
  EXPECT_THAT(power_off("openrc"), ElementsAre("/sbin/poweroff"));
}

TEST_F(InitSystems, AnInittabOfManyLinesTakesNoMinutes) {
  add_busybox(tree);
  tree.program("/sbin/openrc").file("/bin/large", std::string(12U << 20, 'x'), 0755);
  std::string inittab;
  for (int i = 0; i < 40'000; ++i) inittab += "::sysinit:/bin/large\n";
  tree.file("/etc/inittab", inittab);
  EXPECT_EQ(found(), "busybox /sbin/init");
}

TEST_F(InitSystems, OpenrcMayRunBelowSysvinitByScripts) {
  add_sysvinit(tree);
  tree.program("/sbin/openrc")
      .file("/etc/init.d/rcS", "#!/bin/sh\nexec /sbin/openrc sysinit\n", 0755);
  EXPECT_EQ(found(), "openrc /sbin/init");
  EXPECT_THAT(power_off("openrc"), ElementsAre("/sbin/shutdown", "-h", "-P", "now"));
}

TEST_F(InitSystems, OpenrcHasAnInitOfItsOwn) {
  tree.program("/sbin/openrc").program("/sbin/openrc-shutdown");
  EXPECT_EQ(found(), "none: it has OpenRC, but no init that runs it");
  tree.file("/sbin/openrc-init", "OpenRC init version %s starting", 0755);
  EXPECT_EQ(found(), "openrc /sbin/openrc-init") << "usable by name";
  tree.symlink("/sbin/init", "openrc-init");
  EXPECT_EQ(found(), "openrc /sbin/init");
  EXPECT_EQ(owner("/sbin/init"), "openrc");
  EXPECT_THAT(power_off("openrc"), ElementsAre("/sbin/openrc-shutdown", "-p", "now"));
}

TEST_F(InitSystems, AnAcpidHearsThePowerButtonItself) {
  add_alpine_openrc(tree);
  tree.program("/etc/init.d/acpid").symlink("/etc/runlevels/default/acpid", "/etc/init.d/acpid");
  EXPECT_THAT(power_off("openrc"), IsEmpty());
}

TEST_F(InitSystems, DebiansSysvinitIsFound) {
  add_sysvinit(tree);
  EXPECT_EQ(found(), "sysvinit /sbin/init");
  EXPECT_EQ(owner("/sbin/init"), "sysvinit");
  EXPECT_THAT(power_off("sysvinit"), ElementsAre("/sbin/shutdown", "-h", "-P", "now"));
}

TEST_F(InitSystems, SysvinitNeedsItsScripts) {
  add_sysvinit(tree);
  tree.file("/etc/init.d/rcS", "", 0644);
  EXPECT_EQ(found(), "none: /etc/inittab runs /etc/init.d/rcS, which is not in the image");
}

TEST_F(InitSystems, AScriptCalledInitIsNoSystem) {
  tree.file("/sbin/init", "#!/bin/sh\nexec /app\n", 0755).file("/etc/inittab", kDebianInittab);
  tree.program("/etc/init.d/rcS").program("/etc/init.d/rc");
  EXPECT_EQ(found(), "none: ");
  EXPECT_EQ(owner("/sbin/init"), "");
}

TEST_F(InitSystems, RunitIsFoundWithItsStages) {
  add_runit(tree);
  EXPECT_EQ(found(), "runit /sbin/init");
  EXPECT_EQ(owner("/sbin/init"), "runit");
  EXPECT_THAT(power_off("runit"), ElementsAre("/sbin/init", "0"));
  EXPECT_EQ(runit_services(tree.root), "/etc/runit/runsvdir/default");
  tree.file("/etc/runit/2", "", 0644);
  EXPECT_EQ(found(), "none: its runit has no stage /etc/runit/2");
}

TEST_F(InitSystems, S6LinuxInitIsFoundByItsScript) {
  tree.file("/sbin/init",
            "#!/bin/execlineb -P\n/usr/bin/s6-linux-init -c /etc/s6-linux-init/current", 0755);
  EXPECT_THAT(found(), StartsWith("none: its s6-linux-init has no /etc/s6-linux-init/current/"));
  tree.directory("/etc/s6-linux-init/current/run-image/service");
  tree.program("/etc/s6-linux-init/current/bin/poweroff");
  EXPECT_EQ(found(), "s6 /sbin/init");
  EXPECT_EQ(owner("/sbin/init"), "s6");
  EXPECT_THAT(power_off("s6"), ElementsAre("/etc/s6-linux-init/current/bin/poweroff"));
}

TEST_F(InitSystems, BusyboxInitIsFoundByItsInittabOrItsScript) {
  add_busybox(tree);
  EXPECT_EQ(found(), "none: its init is BusyBox's, without an /etc/inittab");
  tree.program("/etc/init.d/rcS");
  EXPECT_EQ(found(), "busybox /sbin/init");
  tree.file("/etc/inittab", "::sysinit:/etc/init.d/rcS\n::respawn:-/bin/sh\n");
  EXPECT_EQ(found(), "busybox /sbin/init");
  EXPECT_EQ(owner("/sbin/init"), "busybox");
  EXPECT_THAT(power_off("busybox"), ElementsAre("/sbin/poweroff"));
}

TEST_F(InitSystems, SystemdComesFirst) {
  add_alpine_openrc(tree);
  EXPECT_EQ(init_systems().front().name, "systemd");
  EXPECT_EQ(init_systems().size(), 6U);
}

TEST_F(InitSystems, ATextIsFoundAcrossTheBlocksThatAreRead) {
  for (const std::size_t before : {65530U, 65536U, 131066U}) {
    tree.file("/sbin/init", std::string(before, 'x') + "BusyBox v1" + std::string(100, 'y'), 0755);
    EXPECT_TRUE(is_busybox(tree.root, "/sbin/init")) << before;
    EXPECT_FALSE(program_mentions(tree.root, "/sbin/init", "BusyBox v2")) << before;
  }
}

TEST_F(InitSystems, LinksThatLeadNowhereAreNoInit) {
  tree.symlink("/sbin/init", "../../../nowhere").symlink("/bin/init", "init");
  tree.symlink("/etc/inittab", "inittab").directory("/etc/runit/1").directory("/init");
  EXPECT_EQ(found(), "none: ");
}

}  // namespace
}  // namespace oci2boot

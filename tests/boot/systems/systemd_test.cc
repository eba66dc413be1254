// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/systemd.h"

#include <gmock/gmock.h>

#include "src/boot/systems/service.h"
#include "src/boot/systems/systemd_units.h"
#include "tests/boot/systems/systemd_tree.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SystemdTest : public testing::Test {
 protected:
  SystemdTest() { add_systemd(tree); }
  std::optional<FoundSystem> find() { return find_systemd(tree.root, why_not); }

  TreeBuilder tree;
  std::string why_not;
};

TEST_F(SystemdTest, IsFoundWithItsProgramAndTargets) {
  const std::optional<FoundSystem> found = find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->init, "/sbin/init");
  EXPECT_EQ(found->reason, "systemd is in the image");
}

TEST_F(SystemdTest, IsStartedByItsOwnPathWhereNothingLeadsToIt) {
  tree.program("/usr/sbin/init");
  EXPECT_EQ(find().value().init, "/usr/lib/systemd/systemd");
}

TEST_F(SystemdTest, IsNotThereWithoutItsProgram) {
  tree.file("/usr/lib/systemd/systemd", "", 0644);
  EXPECT_FALSE(find());
  EXPECT_EQ(why_not, "");
}

TEST_F(SystemdTest, SaysWhichTargetItLacks) {
  tree.symlink("/usr/lib/systemd/system/basic.target", "/dev/null");
  EXPECT_FALSE(find());
  EXPECT_THAT(why_not, HasSubstr("no unit basic.target"));
}

TEST_F(SystemdTest, KnowsItsInitThroughLinks) {
  EXPECT_TRUE(is_systemd(tree.root, "/sbin/init"));
  EXPECT_TRUE(is_systemd(tree.root, "/lib/systemd/systemd"));
  EXPECT_FALSE(is_systemd(tree.root, "/bin/sh"));
  EXPECT_FALSE(is_systemd(tree.root, "/nowhere"));
}

TEST_F(SystemdTest, HearsThePowerButtonByLogind) {
  EXPECT_THAT(systemd_power_off(tree.root), IsEmpty());
  mask_unit(tree, "systemd-logind.service");
  EXPECT_THAT(systemd_power_off(tree.root), IsEmpty()) << "a patch takes the mask away";
}

TEST_F(SystemdTest, IsPoweredOffByCommandWhereLogindCannotHear) {
  for (const char* missing :
       {"/usr/bin/dbus-daemon", "/usr/lib/systemd/system/systemd-logind.service",
        "/usr/lib/systemd/system/systemd-udevd.service"}) {
    TreeBuilder other;
    add_systemd(other);
    other.symlink(missing, "/dev/null");
    EXPECT_THAT(systemd_power_off(other.root),
                ElementsAre("/usr/bin/systemctl", "start", "poweroff.target",
                            "--job-mode=replace-irreversibly", "--no-block"))
        << missing;
  }
}

TEST_F(SystemdTest, KnowsWhatIsEnabledAndWhatIsMasked) {
  EXPECT_TRUE(is_service_enabled(tree.root, "systemd", "systemd-udevd"));
  EXPECT_FALSE(is_service_enabled(tree.root, "systemd", "systemd-networkd"));
  enable_unit(tree, "systemd-networkd.service");
  EXPECT_TRUE(is_service_enabled(tree.root, "systemd", "systemd-networkd"));
  mask_unit(tree, "systemd-networkd.service");
  EXPECT_FALSE(is_service_enabled(tree.root, "systemd", "systemd-networkd"));
  enable_unit(tree, "nowhere.service");
  EXPECT_FALSE(is_service_enabled(tree.root, "systemd", "nowhere"));
}

TEST_F(SystemdTest, FindsTheTemplateOfAnInstance) {
  EXPECT_EQ(find_unit(tree.root, "serial-getty@ttyS0.service"),
            "/usr/lib/systemd/system/serial-getty@.service");
  tree.file("/etc/systemd/system/serial-getty@ttyS0.service", "[Unit]\n");
  EXPECT_EQ(find_unit(tree.root, "serial-getty@ttyS0.service"),
            "/etc/systemd/system/serial-getty@ttyS0.service");
  tree.file("/etc/systemd/system/serial-getty@ttyS0.service", "");
  EXPECT_EQ(find_unit(tree.root, "serial-getty@ttyS0.service"), std::nullopt) << "an empty file";
}

TEST(ServiceTest, KnowsEachSystemsWay) {
  TreeBuilder tree;
  tree.file("/etc/init.d/networking").symlink("/etc/rcS.d/S08networking", "../init.d/networking");
  tree.symlink("/etc/runlevels/boot/networking", "/etc/init.d/networking");
  tree.file("/etc/service/sshd/run").symlink("/etc/rc2.d/S01gone", "../init.d/gone");
  EXPECT_TRUE(is_service_enabled(tree.root, "sysvinit", "networking"));
  EXPECT_TRUE(is_service_enabled(tree.root, "openrc", "networking"));
  EXPECT_TRUE(is_service_enabled(tree.root, "runit", "networking"));
  EXPECT_TRUE(is_service_enabled(tree.root, "runit", "sshd"));
  EXPECT_FALSE(is_service_enabled(tree.root, "openrc", "sshd"));
  EXPECT_FALSE(is_service_enabled(tree.root, "sysvinit", "gone"));
  EXPECT_FALSE(is_service_enabled(tree.root, "sysvinit", "work"));
  EXPECT_FALSE(is_service_enabled(tree.root, "busybox", "networking"));
}

}  // namespace
}  // namespace oci2boot

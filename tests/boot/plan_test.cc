// SPDX-License-Identifier: Apache-2.0
#include "src/boot/plan.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"
#include "tests/boot/systems/systemd_tree.h"

namespace oci2boot {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PlanTest : public testing::Test {
 protected:
  PlanTest() {
    tree.program("/bin/sh").program("/bin/busybox").symlink("/sbin/init", "/bin/busybox");
    config.cmd = {"/bin/sh"};
    options.image_name = "docker.io/library/alpine:3.19";
  }

  BootPlan plan() { return plan_boot(config, options, tree.root); }

  void expect_usage_error(const std::string& text) {
    try {
      plan();
      FAIL() << "no error that says " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      EXPECT_THAT(error.what(), HasSubstr(text));
    }
  }

  TreeBuilder tree;
  ImageConfig config;
  BootOptions options;
};

TEST_F(PlanTest, TakesEverythingFromTheImage) {
  config.entrypoint = {"/app"};
  config.cmd = {"--port", "80"};
  config.env = {"A=1", "B=two words"};
  config.user = "1000:staff";
  config.working_dir = "/srv";
  config.stop_signal = "SIGQUIT";
  const BootPlan result = plan();
  EXPECT_EQ(result.mode, BootMode::container);
  EXPECT_THAT(result.argv, ElementsAre("/app", "--port", "80"));
  EXPECT_THAT(result.env, ElementsAre("A=1", "B=two words"));
  EXPECT_EQ(result.user, "1000:staff");
  EXPECT_EQ(result.workdir, "/srv");
  EXPECT_EQ(result.stop_signal, 3);
  EXPECT_EQ(result.hostname, "alpine");
  EXPECT_EQ(result.network.address, qemu_user_network());
  EXPECT_THAT(result.nameservers, ElementsAre("10.0.2.3"));
  EXPECT_THAT(result.notes, IsEmpty());
}

TEST_F(PlanTest, LetsTheUserOverrideTheImage) {
  config.env = {"A=1", "B=2"};
  config.user = "app";
  config.working_dir = "/srv";
  options.command = {"id"};
  options.env = {"B=3", "C=4"};
  options.user = "0";
  options.workdir = "/";
  options.hostname = "db.example.org";
  options.dns = {"1.1.1.1", "2606:4700::1111"};
  options.add_host = {"cache:10.0.0.9"};
  const BootPlan result = plan();
  EXPECT_THAT(result.argv, ElementsAre("id"));
  EXPECT_THAT(result.env, ElementsAre("A=1", "B=3", "C=4"));
  EXPECT_EQ(result.user, "0");
  EXPECT_EQ(result.workdir, "/");
  EXPECT_EQ(result.hostname, "db.example.org");
  EXPECT_THAT(result.nameservers, ElementsAre("1.1.1.1", "2606:4700::1111"));
  EXPECT_THAT(result.hosts, ElementsAre(HostEntry{"10.0.0.9", "cache"}));
}

TEST_F(PlanTest, HandsOverToANamedInit) {
  config.cmd = {"/sbin/init"};
  config.user = "app";
  config.env = {"container=docker", "LANG=C"};
  const BootPlan result = plan();
  EXPECT_EQ(result.mode, BootMode::handover);
  EXPECT_THAT(result.argv, ElementsAre("/sbin/init"));
  EXPECT_EQ(result.user, "");
  EXPECT_THAT(result.env, ElementsAre("LANG=C"));
  EXPECT_THAT(result.notes,
              ElementsAre(HasSubstr("\"app\" is not applied"), HasSubstr("\"container\"")));
}

TEST_F(PlanTest, KeepsTheContainerVariableThatTheUserTyped) {
  config.cmd = {"/sbin/init"};
  options.env = {"container=lxc"};
  EXPECT_THAT(plan().env, ElementsAre("container=lxc"));
}

TEST_F(PlanTest, FindsAnInitByTheDefaultPath) {
  config.cmd = {"init"};
  EXPECT_THAT(plan().argv, ElementsAre("/sbin/init"));
  config.env = {"PATH=/nowhere"};
  EXPECT_EQ(plan().mode, BootMode::container);
}

TEST_F(PlanTest, FillsInWhatASystemNeeds) {
  add_systemd(tree);
  tree.symlink("/usr/bin/dbus-daemon", "/gone");
  options.console = "ttyAMA0";
  options.network = "192.0.2.9/24,192.0.2.1,192.0.2.53";
  options.dns_search = {"example.org"};
  config.volumes = {"/data"};
  enable_unit(tree, "systemd-networkd.service");
  const BootPlan result = plan();
  EXPECT_EQ(result.mode, BootMode::handover);
  EXPECT_EQ(result.system, "systemd");
  EXPECT_EQ(result.console, "ttyAMA0");
  EXPECT_EQ(result.network.kind, NetworkKind::none);
  EXPECT_EQ(result.image_network.address.address, "192.0.2.9");
  EXPECT_THAT(result.nameservers, ElementsAre("192.0.2.53"));
  EXPECT_TRUE(result.nameservers_typed);
  EXPECT_THAT(result.dns_search, ElementsAre("example.org"));
  EXPECT_THAT(result.volumes, ElementsAre("/data"));
  EXPECT_THAT(result.power_off, Contains("poweroff.target"));
}

TEST_F(PlanTest, AsksQemuForNamesInTheTypedNetwork) {
  options.network = "192.168.77.130/25,192.168.77.129";
  EXPECT_THAT(plan().nameservers, ElementsAre("192.168.77.131"));
  EXPECT_FALSE(plan().nameservers_typed);
  options.network = "192.168.77.130/30,192.168.77.129";
  EXPECT_THAT(plan().nameservers, ElementsAre("192.168.77.129"));
  options.network = "192.168.77.3/24,192.168.77.4";
  EXPECT_THAT(plan().nameservers, ElementsAre("192.168.77.5"));
  options.network = "dhcp";
  EXPECT_THAT(plan().nameservers, ElementsAre("10.0.2.3"));
}

TEST_F(PlanTest, NotesWhatItCorrects) {
  config.working_dir = "srv/app";
  config.stop_signal = "SIGNONE";
  const BootPlan result = plan();
  EXPECT_EQ(result.workdir, "/srv/app");
  EXPECT_EQ(result.stop_signal, 15);
  EXPECT_THAT(result.notes, ElementsAre(HasSubstr("WORKDIR"), HasSubstr("STOPSIGNAL")));
}

TEST_F(PlanTest, RefusesOptionsThatMakeNoSense) {
  options = {};
  options.workdir = "relative";
  expect_usage_error("--workdir relative");
  options = {};
  options.hostname = "-x";
  expect_usage_error("--hostname -x");
  options = {};
  options.dns = {"dns.example"};
  expect_usage_error("--dns dns.example");
  options = {};
  options.add_host = {"db"};
  expect_usage_error("--add-host db");
  options = {};
  options.env = {"=x"};
  expect_usage_error("--env =x");
  options = {};
  options.init = "/lib/systemd/systemd";
  expect_usage_error("--init /lib/systemd/systemd: the image has no such program");
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/plan_identity.h"

#include "tests/boot/tree_builder.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPasswd = "root:x:0:0:root:/root:/bin/sh\nada:x:1000:1000::/home/ada:\n";

class PlanIdentityTest : public testing::Test {
 protected:
  PlanIdentityTest() {
    tree.program("/bin/sh").program("/sbin/agetty").file("/etc/passwd", kPasswd);
  }

  BootPlan plan(BootMode mode) {
    BootPlan plan;
    plan.mode = mode;
    plan.env = env;
    plan_identity(options, tree.root, plan);
    return plan;
  }
  std::vector<std::string> notes(BootMode mode) { return plan(mode).notes; }

  TreeBuilder tree;
  BootOptions options;
  std::vector<std::string> env;
};

TEST_F(PlanIdentityTest, SaysWhenNobodyCanLogIn) {
  tree.file("/etc/shadow", "root:*:1::::::\nada:!:1::::::\n");
  EXPECT_THAT(notes(BootMode::handover), ElementsAre(HasSubstr("lets nobody in")));
  EXPECT_THAT(notes(BootMode::container), IsEmpty());
  tree.file("/etc/shadow", "root:*:1::::::\nada:$y$j9T$x$y:1::::::\n");
  EXPECT_THAT(notes(BootMode::handover), IsEmpty());
}

TEST_F(PlanIdentityTest, TheFirstLineOfAnAccountCounts) {
  tree.file("/etc/shadow", "root:*:1::::::\nroot:$y$j9T$x$y:1::::::\n");
  EXPECT_THAT(notes(BootMode::handover), ElementsAre(HasSubstr("lets nobody in")));
}

TEST_F(PlanIdentityTest, TakesNoMinutesForFilesOfAMebibyte) {
  std::string passwd;
  std::string shadow;
  for (int i = 0; i < 100'000; ++i) {
    passwd += "u" + std::to_string(i) + ":x\n";
    shadow += "u" + std::to_string(i) + ":*\n";
  }
  tree.file("/etc/passwd", passwd).file("/etc/shadow", shadow);
  EXPECT_THAT(notes(BootMode::handover), ElementsAre(HasSubstr("lets nobody in")));
}

TEST_F(PlanIdentityTest, SaysNothingOfLoginsWhereNobodyAsksForOne) {
  tree.file("/etc/shadow", "root:*:1::::::\n").file("/sbin/agetty", "not executable");
  EXPECT_THAT(notes(BootMode::handover), IsEmpty());
  TreeBuilder empty;
  BootPlan plan;
  plan.mode = BootMode::handover;
  plan_identity(options, empty.program("/sbin/agetty").root, plan);
  EXPECT_THAT(plan.notes, IsEmpty());
}

TEST_F(PlanIdentityTest, AskingForALoginIsEnough) {
  tree.file("/etc/shadow", "root:*:1::::::\n");
  options.identity.autologin = true;
  EXPECT_THAT(notes(BootMode::handover), IsEmpty());
  options.identity = {};
  options.identity.root_password = "secret";
  EXPECT_THAT(notes(BootMode::handover), IsEmpty());
}

TEST_F(PlanIdentityTest, SaysWhenRootNeedsNoPassword) {
  for (const char* shadow : {"root::1::::::\n", "root:\n"}) {
    tree.file("/etc/shadow", shadow);
    EXPECT_THAT(notes(BootMode::handover), ElementsAre(HasSubstr("empty password"))) << shadow;
  }
  tree.file("/etc/passwd", "root::0:0:root:/root:/bin/sh\n");
  EXPECT_THAT(notes(BootMode::handover), ElementsAre(HasSubstr("empty password")));
  EXPECT_THAT(notes(BootMode::container), IsEmpty());
}

TEST_F(PlanIdentityTest, SaysWhenThereIsNothingToLogInWith) {
  options.identity.ssh_keys = {"ssh-ed25519 AAAA"};
  EXPECT_THAT(notes(BootMode::container), ElementsAre(HasSubstr("no SSH server")));
  tree.program("/usr/sbin/sshd");
  EXPECT_THAT(notes(BootMode::container), IsEmpty());
  options.identity.users = {{"bob", {}}};
  EXPECT_THAT(notes(BootMode::container), IsEmpty());
  tree.file("/bin/sh", "not executable");
  EXPECT_THAT(notes(BootMode::container), ElementsAre(HasSubstr("no shell")));
}

TEST_F(PlanIdentityTest, AutologinIsNothingForAContainersProgram) {
  options.identity.autologin = true;
  EXPECT_THAT(notes(BootMode::container), ElementsAre(HasSubstr("--autologin changes nothing")));
}

TEST_F(PlanIdentityTest, TheTimeZoneIsAVariableToo) {
  options.identity.timezone = "Europe/Berlin";
  tree.file("/usr/share/zoneinfo/Europe/Berlin", "TZif2");
  env = {"A=1", "TZ=Etc/UTC"};
  EXPECT_THAT(plan(BootMode::container).env, ElementsAre("A=1", "TZ=Europe/Berlin"));
  EXPECT_THAT(plan(BootMode::handover).env, ElementsAre("A=1", "TZ=Europe/Berlin"));
  env = {"A=1"};
  EXPECT_THAT(plan(BootMode::handover).env, ElementsAre("A=1"));
  EXPECT_THAT(plan(BootMode::container).env, ElementsAre("A=1", "TZ=Europe/Berlin"));
  for (const char* typed : {"TZ=Asia/Tokyo", "TZ"}) {
    options.env = {typed};
    EXPECT_THAT(plan(BootMode::container).env, ElementsAre("A=1"));
  }
}

TEST_F(PlanIdentityTest, ATimeZoneThatTheImageLacksIsRefused) {
  options.identity.timezone = "Europe/Berln";
  tree.file("/usr/share/zoneinfo/Europe/Berlin", "TZif2");
  expect_error(ErrorCode::usage, "--timezone Europe/Berln: the image has no such time zone",
               [&] { plan(BootMode::container); });
  options.identity.timezone = "Europe";  // a folder
  expect_error(ErrorCode::usage, "--timezone Europe: ", [&] { plan(BootMode::container); });
}

TEST_F(PlanIdentityTest, SaysWhenTheImageHasNoTimeZones) {
  options.identity.timezone = "Europe/Berlin";
  EXPECT_THAT(notes(BootMode::container), ElementsAre(HasSubstr("the image has no time zones")));
  options.identity.timezone = "UTC";
  EXPECT_THAT(notes(BootMode::container), IsEmpty());
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/boot/init_choice.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"
#include "src/boot/plan.h"
#include "tests/boot/systems/systemd_tree.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

using Words = std::vector<std::string>;

class InitChoiceTest : public testing::Test {
 protected:
  ProgramSearch search() { return {tree.root.tree, std::string(kDefaultPath), ""}; }
  std::optional<Words> named(const Words& argv) { return named_init(argv, tree.root, search()); }
  InitChoice choose() { return choose_init(options, config, tree.root, search()); }

  TreeBuilder tree;
  ImageConfig config;
  BootOptions options;
};

TEST_F(InitChoiceTest, KnowsInitsByTheirPaths) {
  for (const char* path :
       {"/sbin/init", "/usr/sbin/init", "/bin/init", "/lib/systemd/systemd",
        "/usr/lib/systemd/systemd", "/sbin/openrc-init", "/sbin/runit-init", "/sbin/runit"}) {
    tree.program(path);
    EXPECT_THAT(named({path, "--x"}), Optional(ElementsAre(path, "--x")));
  }
}

TEST_F(InitChoiceTest, TakesOtherProgramsForPrograms) {
  for (const char* path :
       {"/bin/sh", "/sbin/tini", "/usr/bin/dumb-init", "/bin/s6-svscan", "/usr/bin/supervisord",
        "/sbin/my_init", "/init", "/opt/app/init", "/usr/local/bin/init"}) {
    tree.program(path);
    EXPECT_EQ(named({path}), std::nullopt) << path;
  }
}

TEST_F(InitChoiceTest, KnowsTheInitOfS6Overlay) {
  tree.program("/init");
  EXPECT_EQ(named({"/init"}), std::nullopt);
  tree.directory("/package/admin/s6-overlay-3.1.6.2")
      .symlink("/package/admin/s6-overlay", "s6-overlay-3.1.6.2");
  EXPECT_THAT(named({"/init", "/app"}), Optional(ElementsAre("/init", "/app")));
}

TEST_F(InitChoiceTest, WantsTheInitToBeThere) {
  EXPECT_EQ(named({"/sbin/init"}), std::nullopt);
  tree.symlink("/sbin/init", "/lib/systemd/systemd");
  EXPECT_EQ(named({"/sbin/init"}), std::nullopt) << "a dangling link";
  tree.file("/lib/systemd/systemd", "", 0644);
  EXPECT_EQ(named({"/sbin/init"}), std::nullopt) << "not executable";
  tree.program("/lib/systemd/systemd");
  EXPECT_THAT(named({"/sbin/init"}), Optional(ElementsAre("/sbin/init")));
  tree.directory("/bin/init");
  EXPECT_EQ(named({"/bin/init"}), std::nullopt) << "a directory";
}

TEST_F(InitChoiceTest, LooksThroughAShellThatOnlyStartsTheInit) {
  tree.program("/sbin/init");
  EXPECT_THAT(named({"/bin/sh", "-c", "/sbin/init"}), Optional(ElementsAre("/sbin/init")));
  EXPECT_THAT(named({"/bin/bash", "-c", "exec  /sbin/init --log-target=journal 3"}),
              Optional(ElementsAre("/sbin/init", "--log-target=journal", "3")));
  for (const char* line : {"/sbin/init &", "echo; /sbin/init", "$INIT", "", "exec", " "}) {
    EXPECT_EQ(named({"/bin/sh", "-c", line}), std::nullopt) << line;
  }
  EXPECT_EQ(named({"/bin/sh", "-x", "/sbin/init"}), std::nullopt);
}

TEST_F(InitChoiceTest, RunsTheInitAsAProgramWhenAsked) {
  tree.program("/sbin/init");
  config.cmd = {"/sbin/init"};
  EXPECT_TRUE(choose().handover);
  options.init = "container";
  EXPECT_FALSE(choose().handover);
}

TEST_F(InitChoiceTest, HandsOverToTheInitThatTheUserNames) {
  tree.program("/opt/my-init");
  config.entrypoint = {"/app"};
  options.init = "/opt/my-init";
  options.command = {"single"};
  const InitChoice choice = choose();
  EXPECT_TRUE(choice.handover);
  EXPECT_THAT(choice.argv, ElementsAre("/opt/my-init", "single"));
}

TEST_F(InitChoiceTest, RefusesAnInitThatIsNotInTheImage) {
  for (const char* init : {"/opt/my-init", "my-init", ""}) {
    options.init = init;
    EXPECT_THROW(choose(), Error) << init;
  }
}

TEST_F(InitChoiceTest, RunsAShellWhenTheImageNamesNothing) {
  tree.program("/bin/bash").program("/bin/ash");
  const InitChoice choice = choose();
  EXPECT_FALSE(choice.handover);
  EXPECT_THAT(choice.argv, ElementsAre("/bin/bash"));
  EXPECT_THAT(choice.note, HasSubstr("/bin/bash"));
}

TEST_F(InitChoiceTest, SaysWhatToDoWhenThereIsNothingToRun) {
  const InitChoice choice = choose();
  EXPECT_THAT(choice.argv, ElementsAre("/bin/sh"));
  EXPECT_THAT(choice.note, HasSubstr("after --"));
}

TEST_F(InitChoiceTest, RunsS6OverlayInAPidNamespace) {
  tree.program("/init").directory("/package/admin/s6-overlay");
  config.entrypoint = {"/init"};
  config.cmd = {"/app"};
  const InitChoice choice = choose();
  EXPECT_FALSE(choice.handover);
  EXPECT_TRUE(choice.pid_namespace);
  EXPECT_EQ(choice.system, "s6");
  EXPECT_THAT(choice.argv, ElementsAre("/init", "/app"));
  options.init = "container";
  EXPECT_TRUE(choose().pid_namespace) << "it would refuse to run";
  config.entrypoint = {"/app"};
  EXPECT_FALSE(choose().pid_namespace);
}

/// A base image: its command is a shell.
class ShellImageTest : public InitChoiceTest {
 protected:
  ShellImageTest() { config.cmd = {"/bin/bash"}; }
};

TEST_F(ShellImageTest, BootsTheSystemThatIsInIt) {
  add_systemd(tree);
  for (const Words& argv : {Words{"/bin/bash"}, Words{"sh", "-l"}, Words{}}) {
    config.cmd = argv;
    const InitChoice choice = choose();
    EXPECT_TRUE(choice.handover);
    EXPECT_EQ(choice.system, "systemd");
    EXPECT_THAT(choice.argv, ElementsAre("/sbin/init"));
    EXPECT_THAT(choice.reason, HasSubstr("systemd is in the image"));
  }
}

TEST_F(ShellImageTest, RunsTheShellWhereNothingElseIsThere) {
  const InitChoice choice = choose();
  EXPECT_FALSE(choice.handover);
  EXPECT_THAT(choice.argv, ElementsAre("/bin/bash"));
  EXPECT_EQ(choice.reason, "the command is a shell, and the image has no init system");
}

TEST_F(ShellImageTest, SaysWhatAnInitLacks) {
  tree.file("/bin/busybox", "BusyBox v1.36.1", 0755).symlink("/sbin/init", "/bin/busybox");
  tree.file("/etc/inittab", "::sysinit:/sbin/openrc sysinit\n::wait:/sbin/openrc default\n");
  const InitChoice choice = choose();
  EXPECT_FALSE(choice.handover);
  EXPECT_THAT(choice.reason, HasSubstr("/sbin/openrc, which is not in the image"));
}

TEST_F(ShellImageTest, TakesNoSystemThatOnlyLiesAround) {
  add_systemd(tree);
  tree.root.tree.remove(*tree.root.tree.lookup("/usr/sbin"), "init");
  const InitChoice choice = choose();
  EXPECT_FALSE(choice.handover);
  EXPECT_THAT(choice.reason, HasSubstr("systemd is in the image, but it is not what /sbin/init"));
}

TEST_F(ShellImageTest, RunsWhatTheUserTyped) {
  add_systemd(tree);
  options.command = {"bash"};
  EXPECT_FALSE(choose().handover);
  options.command = {};
  options.user = "app";
  EXPECT_FALSE(choose().handover);
  options.user.reset();
  options.entrypoint = "bash";
  EXPECT_FALSE(choose().handover);
}

TEST_F(ShellImageTest, RunsTheShellOfAnImageWithAUser) {
  add_systemd(tree);
  config.user = "app";
  EXPECT_FALSE(choose().handover);
  EXPECT_THAT(choose().reason, HasSubstr("user is app"));
  config.user = "root:root";
  EXPECT_TRUE(choose().handover);
}

TEST_F(ShellImageTest, TakesAnyOtherCommandForAProgram) {
  add_systemd(tree);
  for (const Words& argv : {Words{"bash", "-c", "serve"}, Words{"/run.sh"}, Words{"sh", "x"}}) {
    config.cmd = argv;
    EXPECT_FALSE(choose().handover) << argv[0];
  }
}

TEST_F(InitChoiceTest, TakesAnInitSystemByItsName) {
  add_systemd(tree);
  config.cmd = {"/app"};
  options.init = "systemd";
  options.command = {"--unit=rescue.target"};
  const InitChoice choice = choose();
  EXPECT_TRUE(choice.handover);
  EXPECT_EQ(choice.system, "systemd");
  EXPECT_THAT(choice.argv, ElementsAre("/sbin/init", "--unit=rescue.target"));
}

TEST_F(InitChoiceTest, RefusesAnInitSystemThatIsNotThere) {
  for (const auto& [init, words] : std::vector<std::pair<std::string, std::string>>{
           {"systemd", "--init systemd: the image does not have it"},
           {"upstart", "expected auto, container, systemd, openrc, "}}) {
    options.init = init;
    try {
      choose();
      FAIL() << init;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      EXPECT_THAT(error.what(), HasSubstr(words));
    }
  }
}

TEST_F(InitChoiceTest, KnowsTheSystemOfAnInitByItsPath) {
  add_systemd(tree);
  options.init = "/sbin/init";
  EXPECT_EQ(choose().system, "systemd");
  tree.program("/opt/my-init");
  options.init = "/opt/my-init";
  EXPECT_EQ(choose().system, "");
}

}  // namespace
}  // namespace oci2boot

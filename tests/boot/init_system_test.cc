// SPDX-License-Identifier: Apache-2.0
#include "src/boot/init_system.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"
#include "src/boot/plan.h"
#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

using Words = std::vector<std::string>;

class InitSystemTest : public testing::Test {
 protected:
  ProgramSearch search() { return {tree.root.tree, std::string(kDefaultPath), ""}; }
  std::optional<Words> named(const Words& argv) { return named_init(argv, search()); }
  InitChoice choose() { return choose_init(options, config, search()); }

  TreeBuilder tree;
  ImageConfig config;
  BootOptions options;
};

TEST_F(InitSystemTest, KnowsInitsByTheirPaths) {
  for (const char* path :
       {"/sbin/init", "/usr/sbin/init", "/bin/init", "/lib/systemd/systemd",
        "/usr/lib/systemd/systemd", "/sbin/openrc-init", "/sbin/runit-init", "/sbin/runit"}) {
    tree.program(path);
    EXPECT_THAT(named({path, "--x"}), Optional(ElementsAre(path, "--x")));
  }
}

TEST_F(InitSystemTest, TakesOtherProgramsForPrograms) {
  for (const char* path :
       {"/bin/sh", "/sbin/tini", "/usr/bin/dumb-init", "/bin/s6-svscan", "/usr/bin/supervisord",
        "/sbin/my_init", "/init", "/opt/app/init", "/usr/local/bin/init"}) {
    tree.program(path);
    EXPECT_EQ(named({path}), std::nullopt) << path;
  }
}

TEST_F(InitSystemTest, KnowsTheInitOfS6Overlay) {
  tree.program("/init");
  EXPECT_EQ(named({"/init"}), std::nullopt);
  tree.directory("/package/admin/s6-overlay-3.1.6.2")
      .symlink("/package/admin/s6-overlay", "s6-overlay-3.1.6.2");
  EXPECT_THAT(named({"/init", "/app"}), Optional(ElementsAre("/init", "/app")));
}

TEST_F(InitSystemTest, WantsTheInitToBeThere) {
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

TEST_F(InitSystemTest, LooksThroughAShellThatOnlyStartsTheInit) {
  tree.program("/sbin/init");
  EXPECT_THAT(named({"/bin/sh", "-c", "/sbin/init"}), Optional(ElementsAre("/sbin/init")));
  EXPECT_THAT(named({"/bin/bash", "-c", "exec  /sbin/init --log-target=journal 3"}),
              Optional(ElementsAre("/sbin/init", "--log-target=journal", "3")));
  for (const char* line : {"/sbin/init &", "echo; /sbin/init", "$INIT", "", "exec", " "}) {
    EXPECT_EQ(named({"/bin/sh", "-c", line}), std::nullopt) << line;
  }
  EXPECT_EQ(named({"/bin/sh", "-x", "/sbin/init"}), std::nullopt);
}

TEST_F(InitSystemTest, RunsTheInitAsAProgramWhenAsked) {
  tree.program("/sbin/init");
  config.cmd = {"/sbin/init"};
  EXPECT_TRUE(choose().handover);
  options.init = "container";
  EXPECT_FALSE(choose().handover);
}

TEST_F(InitSystemTest, HandsOverToTheInitThatTheUserNames) {
  tree.program("/opt/my-init");
  config.entrypoint = {"/app"};
  options.init = "/opt/my-init";
  options.command = {"single"};
  const InitChoice choice = choose();
  EXPECT_TRUE(choice.handover);
  EXPECT_THAT(choice.argv, ElementsAre("/opt/my-init", "single"));
}

TEST_F(InitSystemTest, RefusesAnInitThatIsNotInTheImage) {
  for (const char* init : {"/opt/my-init", "my-init", ""}) {
    options.init = init;
    EXPECT_THROW(choose(), Error) << init;
  }
}

TEST_F(InitSystemTest, RunsAShellWhenTheImageNamesNothing) {
  tree.program("/bin/bash").program("/bin/ash");
  const InitChoice choice = choose();
  EXPECT_FALSE(choice.handover);
  EXPECT_THAT(choice.argv, ElementsAre("/bin/bash"));
  EXPECT_THAT(choice.note, HasSubstr("/bin/bash"));
}

TEST_F(InitSystemTest, SaysWhatToDoWhenThereIsNothingToRun) {
  const InitChoice choice = choose();
  EXPECT_THAT(choice.argv, ElementsAre("/bin/sh"));
  EXPECT_THAT(choice.note, HasSubstr("after --"));
}

}  // namespace
}  // namespace oci2boot

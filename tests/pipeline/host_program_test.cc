// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/host_program.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

ProgramAnswer ask_shell(const std::string& script,
                        std::chrono::milliseconds patience = std::chrono::minutes(1)) {
  return ask_program("/bin/sh", {"-c", script}, patience);
}

TEST(HostProgramTest, ProgramsAreFoundAsTheyWouldBeStarted) {
  const TemporaryFolder folder;
  folder.write("1/tool", "no program");
  const std::string tool = folder.write("2/tool", "#!/bin/sh");
  const std::string path = (folder / "1") + ":" + (folder / "2");
  EXPECT_FALSE(find_program("tool", path));
  std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
  EXPECT_EQ(find_program("tool", path), tool);
  EXPECT_TRUE(find_program("sh", "")) << "where no PATH is set";
}

TEST(HostProgramTest, AnswersAreBothStreamsAndTheStatus) {
  const ProgramAnswer answer = ask_shell("echo out; echo err >&2");
  EXPECT_TRUE(answer.succeeded);
  EXPECT_EQ(answer.text, "out\nerr\n");
  EXPECT_FALSE(ask_shell("echo no; exit 3").succeeded);
  EXPECT_EQ(ask_shell("exit 3").text, "it fails without a word");
}

TEST(HostProgramTest, OneThatDoesNotEndIsNotWaitedFor) {
  using std::chrono::milliseconds;
  EXPECT_EQ(ask_shell("exec sleep 600", milliseconds(100)).text, "it does not answer");
  const ProgramAnswer silent = ask_shell("exec sleep 600 >&- 2>&-", milliseconds(1000));
  EXPECT_FALSE(silent.succeeded);
  // The first where this machine is so busy that the shell has not come that far.
  EXPECT_THAT(silent.text, testing::AnyOf("it does not answer", "it does not end"));
}

}  // namespace
}  // namespace oci2boot

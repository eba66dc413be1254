// SPDX-License-Identifier: Apache-2.0
#include "src/cli/kernel_command.h"

#include <gmock/gmock.h>

#include "src/cli/command_line.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Command command(const std::vector<std::string>& arguments) {
  return parse_command_line(arguments, [](const std::string&) { return ""; });
}

void expect_refused(const std::string& part, const std::vector<std::string>& arguments) {
  expect_error(ErrorCode::usage, part, [&] { command(arguments); });
}

TEST(KernelCommandTest, Lists) {
  EXPECT_FALSE(std::get<KernelListCommand>(command({"kernel", "ls"})).json);
  EXPECT_TRUE(std::get<KernelListCommand>(command({"kernel", "ls", "--json"})).json);
}

TEST(KernelCommandTest, Adds) {
  const auto add = std::get<KernelAddCommand>(
      command({"kernel", "add", "a.rpm", "b.rpm", "--name", "mine", "--force", "-q"}));
  EXPECT_THAT(add.request.sources, ElementsAre("a.rpm", "b.rpm"));
  EXPECT_EQ(add.request.name, "mine");
  EXPECT_TRUE(add.request.force);
  EXPECT_TRUE(add.display.quiet);
}

TEST(KernelCommandTest, AddsFromAnImageForAPlatform) {
  const auto add = std::get<KernelAddCommand>(
      command({"kernel", "add", "image:linuxkit/kernel:6.6", "--platform", "linux/arm64"}));
  EXPECT_THAT(add.request.sources, ElementsAre("image:linuxkit/kernel:6.6"));
  EXPECT_EQ(add.request.source.platform, Platform::parse("linux/arm64"));
}

TEST(KernelCommandTest, TellsHowItIsUsed) {
  for (const auto& words : {std::vector<std::string>{"kernel", "--help"},
                            {"kernel", "ls", "-h"},
                            {"kernel", "add", "--help"}}) {
    EXPECT_THAT(std::get<Information>(command(words)).text, HasSubstr("oci2boot kernel add FILE"));
  }
}

TEST(KernelCommandTest, SaysWhatIsWrong) {
  expect_refused("kernel ls or kernel add", {"kernel"});
  expect_refused("kernel rm: expected", {"kernel", "rm"});
  expect_refused("'x' is one word too many", {"kernel", "ls", "x"});
  expect_refused("no kernel is named", {"kernel", "add"});
  expect_refused("'a/b' cannot be the name", {"kernel", "add", "x", "--name", "a/b"});
  expect_refused("'image:b' is added alone", {"kernel", "add", "a.rpm", "image:b"});
  expect_refused("oci2boot kernel ls --help", {"kernel", "ls", "--force"});
}

}  // namespace
}  // namespace oci2boot

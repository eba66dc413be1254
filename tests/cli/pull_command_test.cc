// SPDX-License-Identifier: Apache-2.0
#include "src/cli/pull_command.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

PullCommand parse(const std::vector<std::string>& arguments) {
  return pull_command(parse_options(pull_options(), arguments, "oci2boot pull"),
                      [](const std::string&) { return ""; });
}

void expect_refused(const std::string& part, const std::vector<std::string>& arguments) {
  expect_error(ErrorCode::usage, part, [&] { parse(arguments); });
}

TEST(PullCommandTest, TakesSeveralNamesAndTheOptionsForAll) {
  const PullCommand command = parse({"alpine", "docker://quay.io/x:v1", "--pull", "never", "-q"});
  ASSERT_EQ(command.requests.size(), 2U);
  EXPECT_EQ(command.requests[0].reference.text(), "docker.io/library/alpine:latest");
  EXPECT_EQ(command.requests[1].reference.text(), "quay.io/x:v1");
  EXPECT_EQ(command.requests[1].source.pull, Pull::never);
  EXPECT_TRUE(command.display.quiet);
}

TEST(PullCommandTest, AsksTheRegistryUnlessItIsToldNotTo) {
  EXPECT_EQ(parse({"alpine"}).requests[0].source.pull, Pull::always);
  EXPECT_EQ(parse({"alpine", "--pull", "missing"}).requests[0].source.pull, Pull::missing);
  EXPECT_EQ(parse({"alpine", "--offline"}).requests[0].source.pull, Pull::never);
}

TEST(PullCommandTest, APasswordIsForOneRegistry) {
  const PullCommand command = parse({"quay.io/x", "quay.io/y:v1", "--creds", "me:secret"});
  EXPECT_EQ(command.requests[1].source.credentials->username, "me");
  expect_refused("in quay.io and docker.io", {"quay.io/x", "alpine", "--creds", "me:secret"});
}

TEST(PullCommandTest, OnlyNamesInRegistriesCanBePulled) {
  expect_refused("no image is named", {});
  expect_refused("'oci:x' is no name in a registry", {"oci:x"});
  expect_refused("'./x' is no name in a registry: there is nothing to pull", {"./x"});
  expect_refused("'-' is no name in a registry", {"-"});
  expect_refused("oci2boot pull --help", {"alpine", "--force"});
}

}  // namespace
}  // namespace oci2boot

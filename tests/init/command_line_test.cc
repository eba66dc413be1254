// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

extern "C" {
#include "src/init/command_line.h"
}

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Each argument as "KEY" or "KEY -> VALUE".
std::vector<std::string> arguments(const std::string& command_line) {
  std::vector<std::string> all;
  const char* rest = command_line.c_str();
  KernelArgument argument;
  while (next_kernel_argument(&rest, &argument)) {
    all.emplace_back(argument.key.data, argument.key.size);
    if (argument.value.data == nullptr) continue;
    all.back().append(" -> ").append(argument.value.data, argument.value.size);
  }
  return all;
}

TEST(CommandLine, IsCutAtBlanks) {
  EXPECT_THAT(arguments("console=ttyS0 quiet\tx=\n"),
              ElementsAre("console -> ttyS0", "quiet", "x -> "));
  EXPECT_THAT(arguments(""), IsEmpty());
  EXPECT_THAT(arguments(" \n"), IsEmpty());
}

TEST(CommandLine, KeepsBlanksBetweenQuotes) {
  EXPECT_THAT(arguments(R"(root="LABEL=my disk" "x=a b" y)"),
              ElementsAre("root -> LABEL=my disk", "x -> a b", "y"));
  EXPECT_THAT(arguments(R"(a="never closed)"), ElementsAre("a -> never closed"));
  EXPECT_THAT(arguments(R"(a=" b=")"), ElementsAre("a ->  b="));
}

TEST(CommandLine, CutsAValueAtItsFirstEqualsSign) {
  EXPECT_THAT(arguments("root=UUID=1=2"), ElementsAre("root -> UUID=1=2"));
  EXPECT_THAT(arguments("=x"), ElementsAre(" -> x"));
}

TEST(CommandLine, EndsWhereTheArgumentsOfTheInitBegin) {
  EXPECT_THAT(arguments("a -- root=/dev/sda"), ElementsAre("a"));
  EXPECT_THAT(arguments("a --b"), ElementsAre("a", "--b"));
}

}  // namespace
}  // namespace oci2boot

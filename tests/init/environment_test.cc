// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

extern "C" {
#include "src/init/environment.h"
}

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::StrEq;

constexpr EnvironmentDefaults kDefaults = {"box", "xterm", "/home/app"};

/// The environment as a vector. Leaks nothing: entries that were made for it are released.
std::vector<std::string> build(std::vector<const char*> given,
                               const EnvironmentDefaults& defaults = kDefaults) {
  const std::size_t count = given.size();
  given.push_back(nullptr);
  const StringList list = {given.data(), count};
  const char** environment = build_environment(&list, &defaults);
  std::vector<std::string> all;
  for (const char** entry = environment; *entry != nullptr; ++entry) {
    all.emplace_back(*entry);
    bool is_given = false;
    for (const char* one : given) is_given = is_given || one == *entry;
    if (!is_given) std::free(const_cast<char*>(*entry));
  }
  std::free(environment);
  return all;
}

TEST(Environment, AddsWhatIsNotGiven) {
  EXPECT_THAT(build({"A=1"}), ElementsAre("PATH=" DEFAULT_PATH, "HOSTNAME=box", "TERM=xterm",
                                          "HOME=/home/app", "A=1"));
}

TEST(Environment, KeepsWhatIsGivenByteForByteAndInOrder) {
  EXPECT_THAT(build({"TERM=", "B=\n\"'$\xff", "PATH=/x", "HOME=/h", "HOSTNAME=n", "B=again"}),
              ElementsAre("TERM=", "B=\n\"'$\xff", "PATH=/x", "HOME=/h", "HOSTNAME=n", "B=again"));
}

TEST(Environment, AnEmptyHomeIsNone) {
  EXPECT_THAT(build({"PATH=/x", "HOME=", "TERM=t"}, {nullptr, "xterm", "/root"}),
              ElementsAre("HOME=/root", "PATH=/x", "TERM=t"));
}

TEST(Environment, AMachineWithoutANameHasNoHostname) {
  EXPECT_THAT(build({}, {nullptr, "xterm", "/"}),
              ElementsAre("PATH=" DEFAULT_PATH, "TERM=xterm", "HOME=/"));
}

TEST(Environment, FindsTheFirstVariableOfAName) {
  const char* environment[] = {"PATHS=x", "PATH", "PATH=a=b", "PATH=c", nullptr};
  EXPECT_THAT(find_variable(environment, "PATH"), StrEq("a=b"));
  EXPECT_EQ(find_variable(environment, "PAT"), nullptr);
  EXPECT_EQ(find_variable(nullptr, "PATH"), nullptr);
}

}  // namespace
}  // namespace oci2boot

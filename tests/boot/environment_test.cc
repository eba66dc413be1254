// SPDX-License-Identifier: Apache-2.0
#include "src/boot/environment.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

TEST(EnvironmentTest, ReplacesVariablesInTheirPlace) {
  EXPECT_THAT(merge_environment({"A=1", "B=2", "A=3"}, {"B=4", "C=5"}),
              ElementsAre("A=3", "B=4", "C=5"));
}

TEST(EnvironmentTest, RemovesNamesWithoutAValue) {
  EXPECT_THAT(merge_environment({"A=1", "B=2"}, {"A"}), ElementsAre("B=2"));
  EXPECT_THAT(merge_environment({"A=1"}, {"A", "A=2"}), ElementsAre("A=2"));
  EXPECT_THAT(merge_environment({"A=1", "NONSENSE"}, {}), ElementsAre("A=1"));
}

TEST(EnvironmentTest, KeepsEveryByteOfAValue) {
  const std::string value = "V= a\"b'c$d\\e\nf=g\xff";
  EXPECT_THAT(merge_environment({value, "EMPTY="}, {}), ElementsAre(value, "EMPTY="));
}

TEST(EnvironmentTest, TakesNoEmptyName) {
  EXPECT_THAT(merge_environment({"=1", ""}, {}), ElementsAre());
  EXPECT_THROW(merge_environment({}, {"=1"}), Error);
  EXPECT_THROW(merge_environment({}, {""}), Error);
}

TEST(EnvironmentTest, FindsAndRemovesByTheWholeName) {
  std::vector<std::string> env{"PATHS=x", "PATH=y"};
  EXPECT_EQ(find_variable(env, "PATH"), "y");
  EXPECT_EQ(find_variable(env, "PAT"), std::nullopt);
  EXPECT_FALSE(remove_variable(env, "PAT"));
  EXPECT_TRUE(remove_variable(env, "PATH"));
  EXPECT_THAT(env, ElementsAre("PATHS=x"));
}

}  // namespace
}  // namespace oci2boot

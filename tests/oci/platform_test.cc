// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/platform.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

TEST(PlatformTest, NormalisesTheNamesThatPeopleUse) {
  const std::pair<const char*, const char*> cases[] = {
      {"linux/amd64", "linux/amd64"},     {"amd64", "linux/amd64"},
      {"x86_64", "linux/amd64"},          {"linux/x86-64", "linux/amd64"},
      {"linux/amd64/v1", "linux/amd64"},  {"linux/amd64/v3", "linux/amd64/v3"},
      {"aarch64", "linux/arm64"},         {"linux/arm64/v8", "linux/arm64"},
      {"linux/arm64/8", "linux/arm64"},   {"linux/arm", "linux/arm/v7"},
      {"linux/arm/6", "linux/arm/v6"},    {"armhf", "linux/arm/v7"},
      {"armel", "linux/arm/v6"},          {"i686", "linux/386"},
      {"LINUX/ARM64", "linux/arm64"},     {"windows/amd64", "windows/amd64"},
      {"linux/riscv64", "linux/riscv64"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Platform::parse(text).text(), expected);
}

TEST(PlatformTest, RefusesWhatIsNoPlatform) {
  for (const char* text :
       {"", "/", "linux/", "/amd64", "linux//v7", "a/b/c/d", "linux/amd 64", "linux/amd64\n"}) {
    expect_error(ErrorCode::usage, "is not a platform", [&] { Platform::parse(text); });
  }
}

int score(const char* wanted, const char* offered) {
  return platform_score(Platform::parse(wanted), Platform::parse(offered));
}

TEST(PlatformTest, TheSamePlatformFitsBest) {
  EXPECT_GT(score("linux/amd64", "linux/amd64"), score("linux/amd64", "linux/amd64/v2"));
  EXPECT_GT(score("linux/amd64/v3", "linux/amd64/v3"), score("linux/amd64/v3", "linux/amd64"));
  EXPECT_EQ(score("linux/arm64", "linux/arm64/v8"), score("linux/arm64", "linux/arm64"));
}

TEST(PlatformTest, ArmRunsWhatIsOlderInOrder) {
  EXPECT_GT(score("linux/arm/v8", "linux/arm/v8"), score("linux/arm/v8", "linux/arm/v7"));
  EXPECT_GT(score("linux/arm/v8", "linux/arm/v7"), score("linux/arm/v8", "linux/arm/v6"));
  EXPECT_GT(score("linux/arm/v8", "linux/arm/v6"), score("linux/arm/v8", "linux/arm/v5"));
  EXPECT_GT(score("linux/arm/v7", "linux/arm/v5"), 0);
  EXPECT_EQ(score("linux/arm/v6", "linux/arm/v7"), 0);
  EXPECT_EQ(score("linux/arm/v7", "linux/arm/v9"), 0);
}

TEST(PlatformTest, Amd64RunsWhatIsOlderInOrder) {
  EXPECT_GT(score("linux/amd64/v4", "linux/amd64/v3"), score("linux/amd64/v4", "linux/amd64/v2"));
  EXPECT_GT(score("linux/amd64/v4", "linux/amd64/v2"), score("linux/amd64/v4", "linux/amd64"));
  EXPECT_GT(score("linux/amd64/v2", "linux/amd64"), 0);
  EXPECT_EQ(score("linux/amd64/v2", "linux/amd64/v3"), 0);
}

TEST(PlatformTest, AnotherSystemOrArchitectureNeverFits) {
  EXPECT_EQ(score("linux/amd64", "windows/amd64"), 0);
  EXPECT_EQ(score("linux/amd64", "linux/arm64"), 0);
  EXPECT_EQ(score("linux/arm64", "linux/arm/v7"), 0);
  EXPECT_EQ(platform_score({"linux", "amd64", ""}, {"", "", ""}), 0);
}

TEST(PlatformTest, SaysUnknownForWhatIsMissing) {
  EXPECT_EQ((Platform{}.text()), "unknown/unknown");
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/index_choice.h"

#include <gtest/gtest.h>

#include "oci2boot/hasher.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

const Platform kAmd64{"linux", "amd64", ""};

class IndexChoiceTest : public testing::Test {
 protected:
  /// Adds an entry; its size is its number.
  Descriptor& add(const char* platform, const std::string& name = "") {
    Descriptor entry{"",           sha256_of(""), index_.manifests.size(), {}, {},
                     std::nullopt, std::nullopt};
    if (*platform != '\0') entry.platform = Platform::parse(platform);
    if (!name.empty()) entry.annotations["org.opencontainers.image.ref.name"] = name;
    return index_.manifests.emplace_back(entry);
  }

  std::uint64_t chosen(const Platform& platform, const std::string& tag = "") const {
    return choose_entry(index_, platform, tag, "dir").size;
  }

  Index index_;
};

TEST_F(IndexChoiceTest, TakesTheBestPlatform) {
  add("linux/arm/v5");
  add("linux/arm/v6");
  add("linux/amd64");
  add("windows/amd64");
  EXPECT_EQ(chosen(kAmd64), 2U);
  EXPECT_EQ(chosen(Platform::parse("linux/arm/v7")), 1U);
}

TEST_F(IndexChoiceTest, AnEntryWithoutAPlatformServesWhenNothingElseFits) {
  add("");
  add("linux/amd64");
  EXPECT_EQ(chosen(kAmd64), 1U);
  EXPECT_EQ(chosen(Platform::parse("linux/s390x")), 0U);
}

TEST_F(IndexChoiceTest, ListsThePlatformsWhenNoneFits) {
  add("linux/arm64");
  add("windows/amd64");
  expect_error(ErrorCode::invalid_image,
               "dir has no image for linux/amd64; it has linux/arm64, windows/amd64",
               [&] { chosen(kAmd64); });
}

TEST_F(IndexChoiceTest, TellsEachPlatformOnce) {
  add("linux/arm64");
  add("linux/amd64");
  add("unknown/unknown");
  add("linux/arm64");
  add("");
  EXPECT_THAT(platforms_of(index_), testing::ElementsAre(Platform::parse("linux/arm64"), kAmd64));
}

TEST_F(IndexChoiceTest, PassesAttestationsOver) {
  add("unknown/unknown");
  add("linux/amd64").annotations["vnd.docker.reference.type"] = "attestation-manifest";
  expect_error(ErrorCode::invalid_image, "dir lists no image", [&] { chosen(kAmd64); });
  add("linux/amd64");
  EXPECT_EQ(chosen(kAmd64), 2U);
}

TEST_F(IndexChoiceTest, TakesTheTagAndThenThePlatform) {
  add("linux/amd64", "1");
  add("linux/amd64", "2");
  add("linux/arm64", "2");
  EXPECT_EQ(chosen(kAmd64, "2"), 1U);
  EXPECT_EQ(chosen(Platform::parse("arm64"), "2"), 2U);
  expect_error(ErrorCode::not_found, "dir has no image '3'; it has 1, 2",
               [&] { chosen(kAmd64, "3"); });
  expect_error(ErrorCode::invalid_image, "holds several images: 1, 2 (add :NAME to choose one)",
               [&] { chosen(kAmd64); });
}

TEST_F(IndexChoiceTest, AnEqualNameGoesBeforeOneThatMeansTheSame) {
  add("linux/amd64", "docker.io/library/app:1");
  add("linux/amd64", "1");
  EXPECT_EQ(chosen(kAmd64, "1"), 1U);
  EXPECT_EQ(chosen(kAmd64, "app:1"), 0U);
}

TEST(IsNamedTest, ComparesAsDockerDoes) {
  EXPECT_TRUE(is_named("alpine:latest", "alpine"));
  EXPECT_TRUE(is_named("docker.io/library/alpine:3", "alpine:3"));
  EXPECT_TRUE(is_named("host:5000/app:3", "3"));
  EXPECT_TRUE(is_named("Any Name!", "Any Name!"));
  EXPECT_FALSE(is_named("alpine:3", "alpine"));
  EXPECT_FALSE(is_named("", "alpine"));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/manifest_choice.h"

#include <gtest/gtest.h>

#include "oci2boot/image_config.h"
#include "oci2boot/limits.h"
#include "tests/support/expect_error.h"
#include "tests/support/layout_builder.h"

namespace oci2boot {
namespace {

class ManifestChoiceTest : public testing::Test {
 protected:
  /// The descriptor of an index of these.
  std::string index(const std::string& manifests, const std::string& more = "") {
    return layout_.blob(LayoutBuilder::index(manifests), "application/vnd.oci.image.index.v1+json",
                        more);
  }

  std::string image_for(const std::string& architecture) {
    return layout_.image("tar", "linux/" + architecture,
                         LayoutBuilder::platform("linux", architecture));
  }

  static std::string digest_in(const std::string& descriptor) {
    return descriptor.substr(descriptor.find("sha256:") + 7, 64);
  }

  ChosenManifest choose(const std::string& descriptor) const {
    const Index named = parse_index(LayoutBuilder::index(descriptor));
    return choose_manifest(
        named.manifests, Platform::parse("linux/amd64"), "app",
        [this](const Descriptor& wanted) { return file(wanted); },
        [this](const Manifest& manifest) {
          return ImageConfig::parse(file(manifest.config)).platform;
        });
  }

  const std::string& file(const Descriptor& wanted) const {
    return layout_.files.at("blobs/sha256/" + std::string(wanted.digest.hex()));
  }

  LayoutBuilder layout_;
};

TEST_F(ManifestChoiceTest, AManifestIsTakenAsItIs) {
  const ChosenManifest chosen = choose(layout_.image("tar"));
  EXPECT_EQ(chosen.manifest.layers.size(), 1U);
  EXPECT_TRUE(chosen.platforms.empty());
}

TEST_F(ManifestChoiceTest, I2_FollowsIndexesAndTellsWhatTheLastOneOffers) {
  const ChosenManifest chosen = choose(index(index(image_for("arm64") + "," + image_for("amd64"))));
  EXPECT_EQ(chosen.descriptor.platform, Platform::parse("linux/amd64"));
  EXPECT_THAT(chosen.platforms,
              testing::ElementsAre(Platform::parse("linux/arm64"), Platform::parse("linux/amd64")));
}

TEST_F(ManifestChoiceTest, I2_LooksIntoEachIndexThatDoesNotSayWhatItIsFor) {
  const std::string others = index(image_for("arm64") + "," + image_for("riscv64"));
  EXPECT_EQ(choose(index(others + "," + index(image_for("amd64")))).descriptor.platform,
            Platform::parse("linux/amd64"));
  // Not where something beside it fits.
  layout_.files.erase("blobs/sha256/" + digest_in(others));
  EXPECT_EQ(choose(index(others + "," + image_for("amd64"))).descriptor.platform,
            Platform::parse("linux/amd64"));
}

TEST_F(ManifestChoiceTest, I3_AsksTheConfigurationWhereTheIndexDoesNotSay) {
  const std::string arm = layout_.image("tar", "linux/arm64");
  const std::string amd = layout_.image("other tar", "linux/amd64");
  EXPECT_EQ(choose(index(arm + "," + amd)).descriptor.digest.hex(), digest_in(amd));
  EXPECT_EQ(choose(index(amd + "," + arm)).descriptor.digest.hex(), digest_in(amd));
  expect_error(ErrorCode::invalid_image, "app has no image for linux/amd64; it has linux/arm64",
               [&] { choose(index(arm)); });
  // One that says it goes first.
  EXPECT_TRUE(choose(index(amd + "," + image_for("amd64"))).descriptor.platform);
}

TEST_F(ManifestChoiceTest, I3_OfSeveralThatAreNamedThatDoNotSayTheConfigurationIsAsked) {
  const std::string arm = layout_.image("tar", "linux/arm64");
  const std::string amd = layout_.image("other tar", "linux/amd64");
  const ChosenManifest chosen = choose(arm + "," + amd);
  EXPECT_EQ(chosen.descriptor.digest.hex(), digest_in(amd));
  EXPECT_EQ(chosen.named.digest, chosen.descriptor.digest);
}

TEST_F(ManifestChoiceTest, I3_ListsThePlatformsOfAllIndexes) {
  expect_error(ErrorCode::invalid_image,
               "app has no image for linux/amd64; it has linux/arm64, linux/s390x (choose",
               [&] { choose(index(index(image_for("arm64")) + "," + image_for("s390x"))); });
  expect_error(ErrorCode::invalid_image, "app lists no image", [&] { choose(index("")); });
}

TEST_F(ManifestChoiceTest, I2_LooksIntoAFewIndexesOnly) {
  const std::string leaf = index(image_for("arm64"));
  std::string many = leaf;
  for (std::size_t i = 0; i <= Limits{}.indexes; ++i) many += "," + leaf;
  expect_error(ErrorCode::invalid_image, "app has too many indexes", [&] { choose(index(many)); });
}

TEST_F(ManifestChoiceTest, I2_DoesNotFollowIndexesForEver) {
  std::string nested = layout_.image("tar");
  for (std::uint64_t depth = 0; depth < Limits{}.index_depth; ++depth) nested = index(nested);
  expect_error(ErrorCode::invalid_image, "app nests its indexes too deeply",
               [&] { choose(nested); });
}

}  // namespace
}  // namespace oci2boot

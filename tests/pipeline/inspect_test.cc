// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/inspect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/layout_builder.h"

namespace oci2boot {
namespace {

class InspectTest : public testing::Test {
 protected:
  Inspection inspection_of(const std::string& name) const {
    Surroundings surroundings;
    surroundings.scratch_folder = folder_.path();
    InspectRequest request;
    request.conversion.image = ImageName::parse(name);
    request.conversion.source.platform = Platform::parse("linux/amd64");
    request.conversion.kernel = "none";
    return inspect(request, surroundings, [](const std::string&) {});
  }

  TemporaryFolder folder_;
};

TEST_F(InspectTest, TellsOfTheIndexThatTheNameStandsForAndOfTheImageInIt) {
  LayoutBuilder layout;
  const std::string inner = LayoutBuilder::index(
      layout.image("one", "linux/amd64", LayoutBuilder::platform("linux", "amd64")) + "," +
      layout.image("two", "linux/arm64", LayoutBuilder::platform("linux", "arm64")));
  layout
      .finish(
          layout.blob(inner, "application/vnd.oci.image.index.v1+json", LayoutBuilder::named("v1")))
      .write_to(folder_);
  const Inspection image = inspection_of("oci:" + folder_.path() + ":v1");
  EXPECT_EQ(image.document, inner);
  EXPECT_EQ(image.digest, sha256_of(inner));
  ASSERT_TRUE(image.manifest.has_value());
  EXPECT_NE(image.manifest, image.digest);
  EXPECT_EQ(image.config.platform.text(), "linux/amd64");
  EXPECT_EQ(image.platforms.size(), 2U);
  ASSERT_EQ(image.layers.size(), 1U);
  EXPECT_EQ(image.layers[0].size, 3U);
}

TEST_F(InspectTest, TellsOfAnImageWhoseLayersAreNotThere) {
  LayoutBuilder layout;
  layout.finish(layout.image("the layer"));
  layout.files.erase("blobs/sha256/" + std::string(sha256_of("the layer").hex()));
  layout.write_to(folder_);
  const Inspection image = inspection_of("oci:" + folder_.path());
  EXPECT_EQ(image.layers[0].digest, sha256_of("the layer"));
  EXPECT_FALSE(image.boot);
  EXPECT_THAT(image.boot_unknown, testing::HasSubstr("it is incomplete"));
}

TEST_F(InspectTest, AMissingImageIsAnError) {
  expect_error(ErrorCode::not_found, "nothing-here",
               [&] { inspection_of("oci:" + folder_ / "nothing-here"); });
}

}  // namespace
}  // namespace oci2boot

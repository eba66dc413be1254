// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/oci_layout.h"

#include "tests/support/layout_builder.h"
#include "tests/support/source_test.h"

namespace oci2boot {
namespace {

std::string tar_of(const std::string& text) {
  return TarBuilder().file("f", text).finish();
}

class OciLayoutTest : public SourceTest {
 protected:
  /// What the file in the image says, from the layout as a folder.
  std::string chosen(const std::string& tag = "", const char* platform = "linux/amd64") {
    layout_.write_to(folder_);
    return content(*open("oci:" + folder_.path() + tag, platform), "f");
  }
  void expect_layout_refused(ErrorCode code, const std::string& part) {
    layout_.write_to(folder_);
    expect_refused(code, part, "oci:" + folder_.path());
  }

  LayoutBuilder layout_;
};

TEST_F(OciLayoutTest, IsReadAsAFolderAndAsAnArchive) {
  const std::string descriptor = layout_.image(tar_of("x"), "linux/amd64", layout_.named("app:1"));
  layout_.finish(descriptor);
  EXPECT_EQ(chosen(), "x");
  const auto image = open("oci-archive:" + folder_.write("a.tar", layout_.tar()));
  EXPECT_EQ(content(*image, "f"), "x");
  EXPECT_EQ(image->name(), "app:1");
  ASSERT_TRUE(image->manifest_digest() && image->id());
  EXPECT_NE(descriptor.find(image->manifest_digest()->text()), std::string::npos);
}

TEST_F(OciLayoutTest, I2_FollowsIndexesInsideIndexes) {
  const std::string inner = LayoutBuilder::index(
      layout_.image(tar_of("arm"), "linux/arm64", layout_.platform("linux", "arm64")) + "," +
      layout_.image(tar_of("amd"), "linux/amd64", layout_.platform("linux", "amd64")) + "," +
      layout_.blob("{}", "x", layout_.platform("unknown", "unknown")));
  const std::string type = "application/vnd.oci.image.index.v1+json";
  const std::string middle = LayoutBuilder::index(layout_.blob(inner, type));
  layout_.finish(layout_.blob(middle, type, layout_.named("v1")));
  EXPECT_EQ(chosen(), "amd");
  EXPECT_EQ(chosen(":v1", "linux/arm64/v8"), "arm");
  expect_refused(ErrorCode::invalid_image, "it has linux/amd64, linux/arm64",
                 "oci:" + folder_.path(), "linux/s390x");
}

TEST_F(OciLayoutTest, I2_DoesNotFollowIndexesForEver) {
  std::string index = LayoutBuilder::index(layout_.image(tar_of("x")));
  for (int i = 0; i < 10; ++i) index = LayoutBuilder::index(layout_.blob(index, "index"));
  layout_.finish(layout_.blob(index, "index"));
  expect_layout_refused(ErrorCode::invalid_image, "nests its indexes too deeply");
}

TEST_F(OciLayoutTest, TakesTheImageWithTheTag) {
  layout_.finish(layout_.image(tar_of("1"), "linux/amd64", layout_.named("one")) + "," +
                 layout_.image(tar_of("2"), "linux/amd64", layout_.named("two")));
  EXPECT_EQ(chosen(":two"), "2");
  expect_layout_refused(ErrorCode::invalid_image, "holds several images: one, two");
  expect_refused(ErrorCode::not_found, "has no image 'three'", "oci:" + folder_.path() + ":three");
}

TEST_F(OciLayoutTest, UsesDataThatADescriptorEmbeds) {
  const std::string config = R"({"os":"linux","rootfs":{"diff_ids":[]}})";
  layout_.blob(config, "");
  const std::string data = R"(,"data":"eyJvcyI6ImxpbnV4Iiwicm9vdGZzIjp7ImRpZmZfaWRzIjpbXX19")";
  const std::string descriptor =
      layout_.blob(config, "application/vnd.oci.image.config.v1+json", data);
  layout_.files.clear();
  layout_.finish(layout_.blob(LayoutBuilder::manifest(descriptor, ""), "m"));
  layout_.write_to(folder_);
  EXPECT_EQ(open("oci:" + folder_.path())->config().platform.text(), "linux/amd64");
}

TEST_F(OciLayoutTest, D1_ADocumentThatIsNotWhatWasDeclaredIsRefused) {
  const std::string descriptor = layout_.image(tar_of("x"));
  layout_.finish(descriptor);
  const std::string path = "blobs/sha256/" + descriptor.substr(descriptor.find("sha256:") + 7, 64);
  std::string& manifest = layout_.files.at(path);
  const std::string good = manifest;
  manifest[5] ^= 1;
  expect_layout_refused(ErrorCode::verification_failed, "it was damaged or changed");
  manifest = good + " ";
  expect_layout_refused(ErrorCode::verification_failed, "is longer than the declared");
  manifest = good.substr(1);
  expect_layout_refused(ErrorCode::verification_failed, "it is incomplete");
}

TEST_F(OciLayoutTest, SaysWhichBlobIsMissing) {
  const std::string descriptor = layout_.image(tar_of("x"));
  layout_.finish(descriptor);
  layout_.files.erase("blobs/sha256/" + descriptor.substr(descriptor.find("sha256:") + 7, 64));
  expect_layout_refused(ErrorCode::invalid_image, "has no file 'blobs/sha256/");
}

TEST_F(OciLayoutTest, D2_TheNumberOfLayersMustBeThatOfTheDiffIds) {
  const std::string config = layout_.blob(R"({"os":"linux","rootfs":{"diff_ids":[]}})", "");
  const std::string layer = layout_.blob(tar_of("x"), "application/vnd.oci.image.layer.v1.tar");
  layout_.finish(layout_.blob(LayoutBuilder::manifest(config, layer), "m"));
  expect_layout_refused(ErrorCode::invalid_image, "has 1 layers, but its configuration lists 0");
}

TEST_F(OciLayoutTest, C1_NamesALayerTypeThatIsNotSupported) {
  for (const char* type : {"application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
                           "application/vnd.sylabs.image.layer.v1.squashfs"}) {
    const std::string config = layout_.blob(
        R"({"os":"linux","rootfs":{"diff_ids":[")" + sha256_of("").text() + R"("]}})", "");
    layout_.finish(layout_.blob(LayoutBuilder::manifest(config, layout_.blob("", type)), "m"));
    expect_layout_refused(ErrorCode::invalid_image, std::string("is of the type ") + type);
  }
}

TEST_F(OciLayoutTest, I5_AWindowsImageIsSaidToBeOne) {
  layout_.finish(layout_.image(tar_of("x"), "windows/amd64"));
  expect_layout_refused(ErrorCode::invalid_image, "only Linux images can be converted");
}

TEST_F(OciLayoutTest, I3_AnImageForAnotherMachineIsRefusedNamingBoth) {
  layout_.finish(layout_.image(tar_of("x"), "linux/arm64"));
  expect_layout_refused(ErrorCode::invalid_image, "an image for linux/arm64, not for linux/amd64");
  EXPECT_EQ(chosen("", "linux/arm64"), "x");
}

}  // namespace
}  // namespace oci2boot

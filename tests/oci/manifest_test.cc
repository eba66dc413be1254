// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/manifest.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

std::string descriptor(const std::string& more = "") {
  return R"({"mediaType":"m","digest":")" + kDigest + R"(","size":7)" + more + "}";
}

std::string manifest(const std::string& config, const std::string& layers) {
  return R"({"schemaVersion":2,"config":)" + config + R"(,"layers":)" + layers + "}";
}

const std::string kConfig = R"({"mediaType":"application/vnd.oci.image.config.v1+json",)"
                            R"("digest":")" +
                            kDigest + R"(","size":1})";

void expect_invalid(const std::string& part, const std::string& json) {
  expect_error(ErrorCode::invalid_image, part, [&] {
    recognise_document(json) == DocumentKind::manifest ? void(parse_manifest(json))
                                                       : void(parse_index(json));
  });
}

TEST(ManifestTest, ReadsAManifest) {
  const std::string json = manifest(
      kConfig, "[" + descriptor(R"(,"urls":["u"],"annotations":{"k":"v"},"data":"aGk=")") + "]");
  EXPECT_EQ(recognise_document(json), DocumentKind::manifest);
  const Manifest read = parse_manifest(json);
  EXPECT_EQ(read.config.digest.text(), kDigest);
  ASSERT_EQ(read.layers.size(), 1U);
  EXPECT_EQ(read.layers[0].size, 7U);
  EXPECT_EQ(read.layers[0].urls.front(), "u");
  EXPECT_EQ(read.layers[0].annotations.at("k"), "v");
  EXPECT_EQ(read.layers[0].data, "hi");
}

TEST(ManifestTest, ReadsAnIndexAndItsPlatforms) {
  const std::string json = R"({"schemaVersion":2,"manifests":[)" +
                           descriptor(R"(,"platform":{"os":"linux","architecture":"aarch64"})") +
                           "," + descriptor(R"(,"platform":null,"annotations":null)") + "]}";
  EXPECT_EQ(recognise_document(json), DocumentKind::index);
  const Index index = parse_index(json);
  ASSERT_EQ(index.manifests.size(), 2U);
  EXPECT_EQ(index.manifests[0].platform->text(), "linux/arm64");
  EXPECT_FALSE(index.manifests[1].platform.has_value());
}

TEST(ManifestTest, ReadsAnIndexWhoseListIsNull) {
  EXPECT_TRUE(parse_index(R"({"schemaVersion":2,"manifests":null})").manifests.empty());
}

TEST(ManifestTest, NamesWhatIsNotSupported) {
  expect_invalid("Docker's schema 1", R"({"schemaVersion":1,"fsLayers":[]})");
  expect_invalid("Docker's schema 1",
                 R"({"mediaType":"application/vnd.docker.distribution.manifest.v1+prettyjws"})");
  std::string helm = kConfig;
  helm.replace(helm.find("oci.image"), 9, "cncf.helm");
  expect_invalid("an artifact of the type application/vnd.cncf.helm.config.v1+json",
                 manifest(helm, "[]"));
  std::string wasm = manifest(helm, "[]");
  wasm.insert(1, R"("artifactType":"application/wasm",)");
  expect_invalid("an artifact of the type application/wasm", wasm);
}

TEST(ManifestTest, RefusesADocumentThatIsTwoThings) {
  std::string both = manifest(kConfig, "[]");
  both.insert(1, R"("manifests":[],)");
  expect_invalid("an image and an index at once", both);
}

TEST(ManifestTest, RefusesWrongTypesAndNamesTheField) {
  expect_invalid("not valid JSON", "{");
  expect_invalid("not valid JSON", "");
  expect_invalid("nests too deeply", std::string(100'000, '['));
  for (const char* json : {"[]", "null", "7", "\"x\"", "{}"}) expect_invalid("neither", json);
  expect_invalid("config is not a descriptor", manifest("[]", "[]"));
  expect_invalid("lists no layers", manifest(kConfig, "{}"));
  expect_invalid("layers[0] is not a descriptor", manifest(kConfig, "[null]"));
  expect_invalid("is not a digest", manifest(kConfig, R"([{"size":1}])"));
  for (const char* size : {"-1", "1.5", "\"1\"", "null", "18446744073709551616"}) {
    expect_invalid("layers[0].size is not a size",
                   manifest(kConfig, R"([{"digest":")" + kDigest + R"(","size":)" + size + "}]"));
  }
  expect_invalid("layers[0].urls", manifest(kConfig, "[" + descriptor(R"(,"urls":"x")") + "]"));
  expect_invalid("layers[0].urls", manifest(kConfig, "[" + descriptor(R"(,"urls":[1])") + "]"));
  for (const char* data : {"\"a\"", "\"****\"", "1"}) {
    expect_invalid("layers[0].data",
                   manifest(kConfig, "[" + descriptor(std::string(R"(,"data":)") + data) + "]"));
  }
}

TEST(ManifestTest, BoundsTheNumberOfLayers) {
  std::string layers;
  for (int i = 0; i < 10'001; ++i) layers += (i == 0 ? "" : ",") + descriptor();
  expect_invalid("has 10001 layers, over the limit of 10000; --limit layers=N raises it",
                 manifest(kConfig, "[" + layers + "]"));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/oci/cache/cache_test.h"

namespace oci2boot {
namespace {

using std::chrono::hours;

class CacheContentsTest : public CacheTest {
 protected:
  CachedImage only_image() const {
    const CacheContents contents = cache_.contents();
    EXPECT_EQ(contents.images.size(), 1U);
    return contents.images.at(0);
  }

  static std::string index(const std::string& manifests) {
    return R"({"schemaVersion":2,"manifests":[)" + manifests + "]}";
  }
};

TEST_F(CacheContentsTest, AFolderThatDoesNotExistIsEmpty) {
  const CacheContents contents = cache_.contents();
  EXPECT_TRUE(contents.images.empty());
  EXPECT_EQ(contents.blobs + contents.partial_downloads, 0U);
}

TEST_F(CacheContentsTest, AnImageHasTheSizeOfItsBlobs) {
  const std::string manifest = keep_manifest("{}", {"layer", "layer", "other layer"});
  tag("alpine", manifest);
  tag("localhost:5000/copy:1", manifest);
  keep_partial("partial");
  const CacheContents contents = cache_.contents();
  ASSERT_EQ(contents.images.size(), 2U);
  EXPECT_EQ(contents.images[0].name, "docker.io/library/alpine:latest");
  EXPECT_EQ(contents.images[1].name, "localhost:5000/copy:1");
  for (const CachedImage& image : contents.images) {
    EXPECT_EQ(image.digest, sha256_of(manifest));
    EXPECT_TRUE(image.complete);
    EXPECT_EQ(image.size, manifest.size() + 2 + 5 + 11);
  }
  EXPECT_EQ(contents.blobs, 4U);
  EXPECT_EQ(contents.blob_bytes, manifest.size() + 2 + 5 + 11);
  EXPECT_EQ(contents.partial_downloads, 1U);
  EXPECT_EQ(contents.partial_bytes, 7U);
}

TEST_F(CacheContentsTest, AnImageThatLacksABlobIsNotComplete) {
  const std::string manifest = keep_manifest("{}", {"layer", "other layer"});
  tag("alpine", manifest);
  std::filesystem::remove(blob("layer"));
  EXPECT_FALSE(only_image().complete);
  EXPECT_EQ(only_image().size, manifest.size() + 2 + 11);
  std::filesystem::resize_file(blob("other layer"), 3);
  keep("layer", "layer.v1.tar");
  EXPECT_FALSE(only_image().complete);
}

TEST_F(CacheContentsTest, OnePlatformOfAnIndexIsEnough) {
  const std::string here = keep_manifest("{}", {"layer"});
  const std::string absent =
      R"({"mediaType":"m","digest":")" + sha256_of("absent").text() + R"(","size":6})";
  const std::string document = index(absent + "," + keep(here, "manifest.v1+json"));
  tag("alpine", document);
  EXPECT_TRUE(only_image().complete);
  EXPECT_EQ(only_image().size, document.size() + here.size() + 2 + 5);
  std::filesystem::remove(blob("layer"));
  EXPECT_FALSE(only_image().complete);
}

TEST_F(CacheContentsTest, AnAttestationIsNoImage) {
  std::string entry = keep(keep_manifest("{}", {"statement"}), "manifest.v1+json");
  entry.insert(entry.size() - 1, R"(,"platform":{"os":"unknown","architecture":"unknown"})");
  tag("alpine", index(entry));
  EXPECT_FALSE(only_image().complete);
}

TEST_F(CacheContentsTest, IndexesThatRepeatEachOtherEndSoon) {
  std::string entry = keep(keep_manifest("{}", {"layer"}), "manifest.v1+json");
  for (int depth = 0; depth < 7; ++depth) {
    std::string entries = entry;
    for (int i = 0; i < 200; ++i) entries += "," + entry;
    entry = keep(index(entries), "index.v1+json");
  }
  tag("alpine", index(entry));
  EXPECT_TRUE(only_image().complete);
}

TEST_F(CacheContentsTest, DamagedDocumentsArePassedOverAndStay) {
  tag("alpine", keep_manifest("{}", {}));
  cache_.remember_reference("broken", {"m", sha256_of("x"), 1, {}, {}, {}, {}});
  cache_.write_document(sha256_of("x"), "y");
  tag("nonsense", "no JSON");
  const CacheContents contents = cache_.contents();
  ASSERT_EQ(contents.images.size(), 3U);
  EXPECT_TRUE(contents.images[0].complete);
  EXPECT_FALSE(contents.images[1].complete);
  EXPECT_FALSE(contents.images[2].complete);
  EXPECT_TRUE(has("x"));
}

TEST_F(CacheContentsTest, AnImageWasUsedWhenOneOfItsDocumentsWas) {
  const std::string manifest = keep_manifest("{}", {"layer"});
  tag("alpine", manifest);
  set_age(blob(manifest), hours(10));
  set_age(blob("{}"), hours(5));
  const auto age = std::chrono::system_clock::now() - only_image().last_used;
  EXPECT_EQ(std::chrono::duration_cast<hours>(age), hours(5));
  // Looking is not using.
  PruneRequest old;
  old.older_than = hours(5);
  cache_.prune(old);
  EXPECT_FALSE(has(manifest));
}

TEST_F(CacheContentsTest, ImagesPulledByDigestAreListed) {
  const std::string manifest = keep_manifest("{}", {});
  const std::string name = "docker.io/library/alpine@" + sha256_of(manifest).text();
  tag(name, manifest);
  EXPECT_EQ(only_image().name, name);
  EXPECT_TRUE(only_image().complete);
}

TEST_F(CacheContentsTest, ForeignFilesAreNoEntries) {
  tag("alpine", keep_manifest("{}", {}));
  const std::size_t blobs = cache_.contents().blobs;
  folder_.write("cache/v1/blobs/sha256/README", "x");
  folder_.write("cache/v1/partial/README", "x");
  folder_.write("cache/v1/references/README", "x");
  folder_.write("cache/v1/references/host.example/UPPER/_tags/x", "x");
  EXPECT_EQ(cache_.contents().blobs, blobs);
  EXPECT_EQ(cache_.contents().partial_downloads, 0U);
  EXPECT_EQ(cache_.contents().images.size(), 1U);
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/blob_cache.h"

#include <sys/stat.h>

#include "tests/oci/cache/cache_test.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using std::chrono::hours;

class BlobCacheTest : public CacheTest {
 protected:
  static Descriptor target() {
    return {"application/vnd.oci.image.index.v1+json", sha256_of("index"), 5, {}, {}, {}, {}};
  }
};

TEST_F(BlobCacheTest, KeepsDocuments) {
  cache_.write_document(sha256_of("{}"), "{}");
  EXPECT_EQ(cache_.read_document(sha256_of("{}"), 2), "{}");
  EXPECT_EQ(cache_.read_document(sha256_of("{}"), 1), std::nullopt);
  EXPECT_TRUE(has("{}"));  // too large for this reader, but not damaged
  EXPECT_EQ(cache_.read_document(sha256_of("other"), 10), std::nullopt);
  EXPECT_TRUE(std::filesystem::is_empty(paths_.temporaries()));
}

TEST_F(BlobCacheTest, KeepsThemForTheirOwnerAlone) {
  tag("private.example/image", "{}");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(cache_.folder())) {
    struct stat status {};
    ASSERT_EQ(stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, entry.is_directory() ? 0700U : 0600U) << entry.path();
  }
}

TEST_F(BlobCacheTest, KnowsSha512) {
  Hasher hasher("sha512");
  hasher.update(std::as_bytes(std::span("{}", 2)));
  const Digest digest = hasher.finish();
  cache_.write_document(digest, "{}");
  EXPECT_EQ(cache_.read_document(digest, 2), "{}");
  EXPECT_EQ(cache_.contents().blobs, 1U);
}

TEST_F(BlobCacheTest, RemovesADamagedDocument) {
  cache_.write_document(sha256_of("{}"), "[]");
  EXPECT_EQ(cache_.read_document(sha256_of("{}"), 10), std::nullopt);
  EXPECT_FALSE(has("{}"));
}

TEST_F(BlobCacheTest, ReadingADocumentMakesItYoung) {
  cache_.write_document(sha256_of("{}"), "{}");
  set_age(blob("{}"), hours(48));
  cache_.read_document(sha256_of("{}"), 10);
  PruneRequest day;
  day.older_than = hours(24);
  EXPECT_EQ(cache_.prune(day).files, 0U);
}

TEST_F(BlobCacheTest, RemembersWhatNamesStandFor) {
  for (const char* name :
       {"alpine", "localhost:5000/a", "localhost:5000/a/b:1.0", "[::1]:5000/a"}) {
    cache_.remember_reference(name, target());
  }
  const auto found = cache_.find_reference("docker.io/library/alpine:latest");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->media_type, target().media_type);
  EXPECT_EQ(found->digest, target().digest);
  EXPECT_EQ(found->size, 5U);
  EXPECT_TRUE(cache_.find_reference("localhost:5000/a/b:1.0").has_value());
  EXPECT_TRUE(cache_.find_reference("[::1]:5000/a:latest").has_value());
  EXPECT_FALSE(cache_.find_reference("localhost:5000/a/b").has_value());
  EXPECT_FALSE(cache_.find_reference("localhost:5000/a/b:1").has_value());
}

TEST_F(BlobCacheTest, ADigestStandsForNothingButItself) {
  const std::string name = "alpine@" + target().digest.text();
  const std::string other = "alpine@" + sha256_of("other").text();
  cache_.remember_reference(name, target());
  cache_.remember_reference(other, target());
  EXPECT_TRUE(cache_.find_reference(name).has_value());
  EXPECT_FALSE(cache_.find_reference(other).has_value());
}

TEST_F(BlobCacheTest, NoNameLeadsOutOfTheFolder) {
  for (const char* name : {"../../x", "a/../../b", "..:latest", "/etc/passwd", "localhost/../x"}) {
    cache_.remember_reference(name, target());
    EXPECT_FALSE(cache_.find_reference(name).has_value()) << name;
  }
  Reference forged{"..", "x", "latest", std::nullopt};
  EXPECT_EQ(paths_.reference(forged), std::nullopt);
  forged = {"host.example", "a/../../../b", "latest", std::nullopt};
  EXPECT_EQ(paths_.reference(forged), std::nullopt);
  forged = {"host.example", "a", "..", std::nullopt};
  EXPECT_EQ(paths_.reference(forged), std::nullopt);
  forged = {"host.example", "/etc", "latest", std::nullopt};
  EXPECT_EQ(paths_.reference(forged), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(cache_.folder()));
}

TEST_F(BlobCacheTest, ADamagedRecordIsNone) {
  cache_.remember_reference("alpine", target());
  folder_.write("cache/v1/references/docker.io/library/alpine/_tags/latest", R"({"digest":)");
  EXPECT_FALSE(cache_.find_reference("alpine").has_value());
  EXPECT_TRUE(cache_.contents().images.empty());
}

TEST_F(BlobCacheTest, WhatCannotBeKeptIsNoError) {
  folder_.write("cache", "a file where the folder should be");
  cache_.write_document(sha256_of("{}"), "{}");
  cache_.remember_reference("alpine", target());
  EXPECT_EQ(cache_.read_document(sha256_of("{}"), 10), std::nullopt);
  EXPECT_EQ(cache_.find_reference("alpine"), std::nullopt);
  expect_error(ErrorCode::failed, "cannot read " + cache_.folder().string(),
               [&] { cache_.contents(); });
}

TEST_F(BlobCacheTest, WithoutAFolderNothingIsKept) {
  const BlobCache none({}, folder_.path());
  none.write_document(sha256_of("{}"), "{}");
  none.remember_reference("alpine", target());
  EXPECT_EQ(none.read_document(sha256_of("{}"), 10), std::nullopt);
  EXPECT_EQ(none.find_reference("alpine"), std::nullopt);
  EXPECT_EQ(none.contents().blobs, 0U);
  PruneRequest everything;
  everything.keep_bytes = 0;
  EXPECT_EQ(none.prune(everything).files, 0U);
  EXPECT_TRUE(folder_.names().empty());
}

}  // namespace
}  // namespace oci2boot

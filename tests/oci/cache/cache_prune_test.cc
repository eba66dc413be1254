// SPDX-License-Identifier: Apache-2.0
#include "tests/oci/cache/cache_test.h"

namespace oci2boot {
namespace {

using std::chrono::hours;

class CachePruneTest : public CacheTest {
 protected:
  /// Keeps a blob that was last used so long ago.
  void keep_old(const std::string& bytes, hours age) const {
    cache_.write_document(sha256_of(bytes), bytes);
    set_age(blob(bytes), age);
  }

  Pruned keep_bytes(std::uint64_t bytes) const {
    PruneRequest request;
    request.keep_bytes = bytes;
    return cache_.prune(request);
  }
  Pruned older_than(std::chrono::seconds age) const {
    PruneRequest request;
    request.older_than = age;
    return cache_.prune(request);
  }
};

TEST_F(CachePruneTest, AFolderThatDoesNotExistStaysSo) {
  EXPECT_EQ(keep_bytes(0).files, 0U);
  EXPECT_FALSE(std::filesystem::exists(cache_.folder()));
}

TEST_F(CachePruneTest, RemovesWhatWasNotUsedForLong) {
  keep_old("old", hours(30));
  keep_old("newer", hours(20));
  const auto partial = keep_partial("partial");
  set_age(partial, hours(30));
  const Pruned pruned = older_than(hours(24));
  EXPECT_EQ(pruned.files, 2U);
  EXPECT_EQ(pruned.bytes, 3U + 7U);
  EXPECT_FALSE(has("old"));
  EXPECT_TRUE(has("newer"));
  EXPECT_FALSE(std::filesystem::exists(partial));
}

TEST_F(CachePruneTest, AgesOfAnyLengthAreUnderstood) {
  keep_old("blob", hours(24 * 365 * 20));
  EXPECT_EQ(older_than(std::chrono::seconds::max()).files, 0U);
  EXPECT_EQ(older_than(std::chrono::seconds(0)).files, 1U);
}

TEST_F(CachePruneTest, RemovesTheLeastRecentlyUsedUntilLittleEnoughIsLeft) {
  keep_old("aaaa", hours(3));
  keep_old("bbbb", hours(1));
  keep_old("cccc", hours(2));
  EXPECT_EQ(keep_bytes(12).files, 0U);
  EXPECT_EQ(keep_bytes(9).bytes, 4U);
  EXPECT_FALSE(has("aaaa"));
  EXPECT_EQ(keep_bytes(4).files, 1U);
  EXPECT_TRUE(has("bbbb"));
  EXPECT_EQ(keep_bytes(0).files, 1U);
}

TEST_F(CachePruneTest, RemovesPartialDownloadsBeforeBlobs) {
  keep_old("blob", hours(3));
  const auto partial = keep_partial("partial");
  EXPECT_EQ(keep_bytes(4).bytes, 7U);
  EXPECT_FALSE(std::filesystem::exists(partial));
  EXPECT_TRUE(has("blob"));
}

TEST_F(CachePruneTest, MeetsEitherWish) {
  keep_old("old", hours(30));
  keep_old("new", hours(1));
  keep_old("newest", hours(0));
  PruneRequest request;
  request.older_than = hours(24);
  request.keep_bytes = 6;
  EXPECT_EQ(cache_.prune(request).files, 2U);
  EXPECT_TRUE(has("newest"));
}

TEST_F(CachePruneTest, ForgetsNamesWhoseManifestIsGone) {
  tag("gone.example/deep/in/folders", "{}");
  tag("alpine", "[]");
  set_age(blob("{}"), hours(30));
  EXPECT_EQ(older_than(hours(24)).files, 2U);
  EXPECT_FALSE(cache_.find_reference("gone.example/deep/in/folders").has_value());
  EXPECT_FALSE(std::filesystem::exists(paths_.references() / "gone.example"));
  EXPECT_TRUE(cache_.find_reference("alpine").has_value());
}

TEST_F(CachePruneTest, RemovesWhatDeadWritersLeft) {
  set_age(folder_.write("cache/v1/temporary/stale", "x"), hours(25));
  folder_.write("cache/v1/temporary/fresh", "x");
  EXPECT_EQ(cache_.prune({}).files, 1U);
  EXPECT_FALSE(std::filesystem::exists(paths_.temporaries() / "stale"));
  EXPECT_TRUE(std::filesystem::exists(paths_.temporaries() / "fresh"));
}

TEST_F(CachePruneTest, LeavesForeignFilesAlone) {
  folder_.write("cache/README", "mine");
  folder_.write("cache/v1/blobs/sha256/README", "mine");
  EXPECT_EQ(keep_bytes(0).files, 0U);
  EXPECT_TRUE(std::filesystem::exists(cache_.folder() / "README"));
  EXPECT_TRUE(std::filesystem::exists(paths_.blobs("sha256") / "README"));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/cached_roots.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "oci2boot/hasher.h"
#include "tests/pipeline/run/stored_root.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kKernel = std::uint64_t{1} << 20;

class CachedRootsTest : public testing::Test {
 protected:
  /// A root that was last used so many days ago. Its kernel is the store's of this name.
  void put(const std::string& image, int days, const std::string& kernel) {
    const std::string name(sha256_of(image).hex());
    put_root(store_, name, image);
    if (!std::filesystem::exists(store_.kernel(kernel))) {
      std::ofstream(store_.kernel(kernel)) << std::string(kKernel, 'k');
    }
    std::filesystem::create_hard_link(store_.kernel(kernel), store_.folder_of(name) / kRootKernel);
    const auto age = std::chrono::system_clock::now() - std::chrono::days(days);
    const std::timespec times[2] = {{std::chrono::system_clock::to_time_t(age), 0},
                                    {std::chrono::system_clock::to_time_t(age), 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, store_.folder_of(name).c_str(), times, 0), 0);
  }

  std::vector<std::string> images() const {
    std::vector<std::string> names;
    for (const StoredRoot& root : store_.list()) names.push_back(root.record.image);
    return names;
  }

  TemporaryFolder folder_;
  BlobCache cache_{folder_.path(), folder_.path()};
  RootStore store_{folder_.path()};
};

TEST_F(CachedRootsTest, AKernelThatGoesWithItsRootCountsAsRoomMade) {
  put("old", 2, "of-old");
  put("new", 1, "of-new");
  const PrunedCache pruned = prune_cache(cache_, {kKernel + kKernel / 2, {}});
  EXPECT_THAT(images(), ElementsAre("new"));
  EXPECT_EQ(pruned.roots, 1U);
  EXPECT_GE(pruned.root_bytes, kKernel);
  EXPECT_EQ(store_.kernel_bytes(), list_roots(cache_).kernel_bytes);
}

TEST_F(CachedRootsTest, AKernelThatIsSharedDoesNot) {
  put("old", 3, "shared");
  put("new", 2, "shared");
  put("newest", 1, "of-newest");
  prune_cache(cache_, {kKernel + kKernel / 2, {}});
  EXPECT_THAT(images(), ElementsAre("newest"));
}

TEST_F(CachedRootsTest, NothingGoesWhereThereIsRoom) {
  put("old", 2, "shared");
  put("new", 1, "shared");
  EXPECT_EQ(prune_cache(cache_, {kKernel + kKernel / 2, {}}).roots, 0U);
  EXPECT_THAT(images(), ElementsAre("old", "new"));
}

TEST_F(CachedRootsTest, AKernelOfNoRootMakesNoRootGo) {
  put("alone", 1, "shared");
  std::ofstream(store_.kernel("nobodys")) << std::string(kKernel, 'k');
  prune_cache(cache_, {kKernel + kKernel / 2, {}});
  EXPECT_THAT(images(), ElementsAre("alone"));
}

TEST_F(CachedRootsTest, WhatWasNotUsedForSoLongGoes) {
  put("old", 8, "shared");
  put("new", 6, "shared");
  prune_cache(cache_, {{}, std::chrono::days(7)});
  EXPECT_THAT(images(), ElementsAre("new"));
}

TEST_F(CachedRootsTest, OneThatIsUsedStaysAndIsTold) {
  put("used", 2, "shared");
  put("other", 1, "shared");
  const auto used = store_.open(std::string(sha256_of("used").hex()));
  EXPECT_EQ(prune_cache(cache_, {0, {}}).roots_in_use, 1U);
  EXPECT_THAT(images(), ElementsAre("used"));
}

TEST_F(CachedRootsTest, RootsGoBeforeBlobs) {
  const std::string bytes(kKernel, 'b');
  cache_.write_document(sha256_of(bytes), bytes);
  put("new", 0, "its-own");
  prune_cache(cache_, {kKernel + kKernel / 2, {}});
  EXPECT_THAT(images(), IsEmpty());
  EXPECT_EQ(cache_.contents().blobs, 1U);
}

}  // namespace
}  // namespace oci2boot

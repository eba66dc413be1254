// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/partial_blob.h"

#include <gtest/gtest.h>

#include "tests/oci/cache/scripted_origin.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

class PartialBlobTest : public testing::Test {
 protected:
  std::unique_ptr<PartialBlob> claim() const { return PartialBlob::claim(cache_, digest_); }

  static void append(PartialBlob& partial, std::string_view bytes) {
    partial.append(std::as_bytes(std::span(bytes)));
  }

  static std::uint64_t resume(PartialBlob& partial, std::uint64_t limit) {
    partial.resume(limit, [](std::uint64_t) {}, {});
    return partial.size();
  }

  TemporaryFolder folder_;
  CacheFolder cache_{folder_.path()};
  const Digest digest_ = sha256_of("hello");
};

TEST_F(PartialBlobTest, HasOneOwnerAtATime) {
  auto first = claim();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(claim(), nullptr);
  // A reader that still has the file open keeps nobody out.
  const std::shared_ptr<CacheFile> file = first->file();
  first.reset();
  EXPECT_NE(claim(), nullptr);
}

TEST_F(PartialBlobTest, IsHashedWhereverItsBytesComeFrom) {
  append(*claim(), "hel");
  const auto partial = claim();
  EXPECT_EQ(resume(*partial, 5), 3U);
  append(*partial, "lo");
  EXPECT_EQ(partial->digest(), digest_);
}

TEST_F(PartialBlobTest, CanBeBegunAgain) {
  const auto partial = claim();
  append(*partial, "HE");
  EXPECT_NE(partial->digest(), digest_);
  partial->restart();
  append(*partial, "hello");
  EXPECT_EQ(partial->digest(), digest_);
  EXPECT_EQ(partial->file()->size(), 5U);
}

TEST_F(PartialBlobTest, GetsItsNameWhenItIsComplete) {
  auto partial = claim();
  append(*partial, "hello");
  partial->complete();
  EXPECT_TRUE(partial->file()->is_at(cache_.blob(digest_)));
  EXPECT_FALSE(std::filesystem::exists(cache_.partial(digest_)));
  partial.reset();
  EXPECT_EQ(resume(*claim(), 5), 0U);
}

TEST_F(PartialBlobTest, WhatIsTooLongIsDropped) {
  append(*claim(), "hello world");
  EXPECT_EQ(resume(*claim(), 5), 0U);
}

TEST_F(PartialBlobTest, WithoutANameItLeavesNothing) {
  const auto partial = PartialBlob::without_name(folder_.path(), digest_);
  append(*partial, "hello");
  EXPECT_EQ(partial->digest(), digest_);
  partial->complete();
  partial->remove();
  EXPECT_TRUE(folder_.names().empty());
}

TEST_F(PartialBlobTest, IsFoundUnderItsAlgorithmAndDigits) {
  claim();
  EXPECT_EQ(cache_.partial(digest_).filename(), "sha256-" + std::string(digest_.hex()));
  EXPECT_EQ(CacheFolder::digest_of_partial(cache_.partial(digest_).filename()), digest_);
  EXPECT_EQ(CacheFolder::digest_of_partial("sha256-12"), std::nullopt);
  EXPECT_EQ(CacheFolder::digest_of_partial("README"), std::nullopt);
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/cached_blob.h"

#include "tests/oci/cache/fetch_test.h"

namespace oci2boot {
namespace {

/// A blob that is in the cache already, and then changed.
class CachedBlobTest : public FetchTest {
 protected:
  void SetUp() override { ASSERT_EQ(fetch(blob_), bytes_); }

  void set_age(std::chrono::hours age) const {
    std::filesystem::last_write_time(path_, std::filesystem::file_time_type::clock::now() - age);
  }

  void prune_everything() const {
    PruneRequest everything;
    everything.keep_bytes = 0;
    EXPECT_GT(cache_.prune(everything).files, 0U);
  }

  const std::string bytes_ = some_bytes(50'000);
  const Descriptor blob_ = origin_.add(bytes_);
  const std::filesystem::path path_ = paths_.blob(blob_.digest);
};

TEST_F(CachedBlobTest, AFlippedByteIsNeverTakenForTheBlob) {
  flip_byte(path_, 49'999);
  const BlobFetcher fetcher(cache_, request({blob_}, &origin_));
  const auto source = fetcher.open(0);
  for (int i = 0; i < 2; ++i) {  // whoever reads on is told again
    try {
      drain(*source);
      ADD_FAILURE() << "expected an error, got none";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::verification_failed);
      EXPECT_TRUE(error.is_repairable());
      EXPECT_THAT(error.what(), testing::HasSubstr("; it was removed from the cache"));
    }
  }
  EXPECT_FALSE(exists(path_));
  EXPECT_EQ(fetch(blob_), bytes_);
}

TEST_F(CachedBlobTest, WhatIsDamagedHasNotArrivedBeforeItWasFetchedAnew) {
  const Descriptor good = origin_.add(some_bytes(30'000));
  fetch(good);
  flip_byte(path_, 0);
  told_.came = 0;
  {
    const BlobFetcher fetcher(cache_, verifying({blob_, good}, &origin_));
    fetcher.wait();
    EXPECT_EQ(told_.were_here, 1);
    EXPECT_EQ(told_.came, 1);
    EXPECT_EQ(read(fetcher, 0), bytes_);
  }
  EXPECT_EQ(origin_.offsets(), (std::vector<std::uint64_t>{0, 0, 0}));
}

TEST_F(CachedBlobTest, WhereOneBlobIsDamagedTheOthersAreLookedAtToo) {
  const Descriptor other = origin_.add(some_bytes(20'000));
  const Descriptor good = origin_.add(some_bytes(30'000));
  fetch(other);
  fetch(good);
  flip_byte(path_, 0);
  flip_byte(paths_.blob(other.digest), 0);
  const BlobFetcher fetcher(cache_, request({blob_, other, good}, &origin_));
  EXPECT_THROW(read(fetcher, 0), Error);
  EXPECT_FALSE(exists(path_));
  EXPECT_FALSE(exists(paths_.blob(other.digest)));
  EXPECT_TRUE(exists(paths_.blob(good.digest)));
}

TEST_F(CachedBlobTest, WithoutAnOriginDamageCannotBeRepaired) {
  flip_byte(path_, 0);
  const BlobFetcher fetcher(cache_, verifying({blob_}, nullptr));
  try {
    fetcher.wait();
    ADD_FAILURE() << "expected an error, got none";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::verification_failed);
    EXPECT_FALSE(error.is_repairable());
    EXPECT_THAT(error.what(), testing::HasSubstr("has to be fetched again, without --offline"));
  }
  EXPECT_FALSE(exists(path_));
}

TEST_F(CachedBlobTest, WithoutAnOriginWhatIsNotHereIsNotFound) {
  EXPECT_EQ(read(BlobFetcher(cache_, request({blob_}, nullptr)), 0), bytes_);
  const Descriptor absent = descriptor_for("absent");
  const BlobFetcher fetcher(cache_, request({absent}, nullptr));
  expect_error(ErrorCode::not_found,
               absent.digest.text() + " is not in the cache " + cache_.folder().string() +
                   ", and --offline or --pull never forbids to fetch it",
               [&] { read(fetcher, 0); });
}

TEST_F(CachedBlobTest, AFileOfAnotherSizeIsFetchedAnew) {
  std::filesystem::resize_file(path_, 49'999);
  EXPECT_EQ(fetch(blob_), bytes_);
  EXPECT_EQ(told_.came, 2);
}

TEST_F(CachedBlobTest, AFileThatIsTruncatedWhileItIsReadIsDamaged) {
  const BlobFetcher fetcher(cache_, request({blob_}, &origin_));
  const auto source = fetcher.open(0);
  std::byte first{};
  ASSERT_EQ(source->read(std::span(&first, 1)), 1U);
  std::filesystem::resize_file(path_, 10'000);
  expect_error(ErrorCode::verification_failed, "it is incomplete", [&] { drain(*source); });
  EXPECT_FALSE(exists(path_));
}

TEST_F(CachedBlobTest, ADamagedFileThatWasReplacedMeanwhileStays) {
  flip_byte(path_, 0);
  const BlobFetcher fetcher(cache_, request({blob_}, &origin_));
  const auto source = fetcher.open(0);
  std::byte first{};
  ASSERT_EQ(source->read(std::span(&first, 1)), 1U);
  std::filesystem::remove(path_);
  folder_.write("cache/v1/blobs/sha256/" + std::string(blob_.digest.hex()), bytes_);
  EXPECT_THROW(drain(*source), Error);
  EXPECT_TRUE(exists(path_));
}

TEST_F(CachedBlobTest, UseMakesItYoung) {
  set_age(std::chrono::hours(48));
  EXPECT_EQ(fetch(blob_), bytes_);
  PruneRequest day;
  day.older_than = std::chrono::hours(24);
  EXPECT_EQ(cache_.prune(day).files, 0U);
}

TEST_F(CachedBlobTest, PruningTakesNothingAwayFromWhoReadsIt) {
  const BlobFetcher fetcher(cache_, request({blob_}, &origin_));
  std::byte first{};
  const auto source = fetcher.open(0);
  ASSERT_EQ(source->read(std::span(&first, 1)), 1U);
  prune_everything();
  EXPECT_EQ(read_all(*source, bytes_.size(), "the rest"), bytes_.substr(1));
}

TEST_F(CachedBlobTest, PruningTakesNothingAwayFromWhoIsAboutToReadIt) {
  const Descriptor downloaded = origin_.add(some_bytes(20'000));
  const BlobFetcher fetcher(cache_, request({blob_, downloaded}, &origin_));
  fetcher.wait();
  prune_everything();
  EXPECT_EQ(read(fetcher, 0), bytes_);
  EXPECT_EQ(read(fetcher, 1), some_bytes(20'000));
}

TEST_F(CachedBlobTest, ThousandsOfBlobsDoNotStayOpen) {
  const auto open_files = [] {
    const std::filesystem::directory_iterator files("/proc/self/fd");
    return std::distance(begin(files), end(files));
  };
  const auto before = open_files();
  std::vector<Descriptor> blobs;
  for (unsigned i = 0; i < 400; ++i) blobs.push_back(origin_.add(some_bytes(100, i)));
  for (const bool from_the_cache : {false, true}) {
    SCOPED_TRACE(from_the_cache);
    const BlobFetcher fetcher(cache_, request(blobs, &origin_));
    fetcher.wait();
    EXPECT_LE(open_files(), before + 300);
    for (unsigned i = 0; i < 400; ++i) EXPECT_EQ(read(fetcher, i), some_bytes(100, i));
    if (!from_the_cache) continue;
    prune_everything();
    EXPECT_EQ(read(fetcher, 0), some_bytes(100, 0));
    try {
      read(fetcher, 399);
      ADD_FAILURE() << "expected an error, got none";
    } catch (const Error& error) {
      EXPECT_TRUE(error.is_repairable());
      EXPECT_THAT(error.what(), testing::HasSubstr("was removed from the cache before"));
    }
  }
}

TEST_F(CachedBlobTest, ALinkInItsPlaceIsNotTheBlob) {
  const std::string other = folder_.write("other", bytes_);
  std::filesystem::remove(path_);
  std::filesystem::create_symlink(other, path_);
  EXPECT_EQ(fetch(blob_), bytes_);
  EXPECT_FALSE(std::filesystem::is_symlink(path_));
}

}  // namespace
}  // namespace oci2boot

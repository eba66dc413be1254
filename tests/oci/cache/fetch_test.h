// SPDX-License-Identifier: Apache-2.0
// What the tests of fetching share: a cache of their own, and what was told meanwhile.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <optional>
#include <string>
#include <vector>

#include "oci/cache/blob_fetcher.h"
#include "oci/cache/cache_folder.h"
#include "tests/oci/cache/scripted_origin.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {

/// What an observer was told of the last blob that it was told of.
struct Told {
  std::atomic<std::uint64_t> bytes = 0;
  std::atomic<std::uint64_t> resumed = 0;
  std::atomic<int> waits = 0;
  std::atomic<int> were_here = 0;
  std::atomic<int> came = 0;
};

class FetchTest : public testing::Test {
 protected:
  BlobFetcher::Request request(std::vector<Descriptor> blobs, BlobOrigin* origin) {
    BlobFetcher::Request request;
    request.blobs = std::move(blobs);
    request.origin = origin;
    request.patience.first_pause = std::chrono::milliseconds(1);
    request.patience.longest_pause = std::chrono::milliseconds(1);
    request.observer.arriving = [this](std::size_t, std::uint64_t bytes, std::uint64_t resumed) {
      told_.bytes = bytes;
      told_.resumed = resumed;
    };
    request.observer.waiting = [this](std::size_t) { ++told_.waits; };
    request.observer.arrived = [this](std::size_t, bool was_here) {
      ++(was_here ? told_.were_here : told_.came);
    };
    return request;
  }

  /// One whose blobs are verified though they are in the cache.
  BlobFetcher::Request verifying(std::vector<Descriptor> blobs, BlobOrigin* origin) {
    BlobFetcher::Request wanted = request(std::move(blobs), origin);
    wanted.verifies_cached = true;
    return wanted;
  }

  /// Fetches one blob from `origin_` and reads it.
  std::string fetch(const Descriptor& blob) {
    const BlobFetcher fetcher(cache_, request({blob}, &origin_));
    return read(fetcher, 0);
  }

  static std::string read(const BlobFetcher& fetcher, std::size_t blob) {
    return read_all(*fetcher.open(blob), 1U << 30, "the blob");
  }

  /// Leaves the first `count` bytes of a blob behind, as a failed download does.
  void abandon(const Descriptor& blob, std::size_t count) {
    origin_.next(ScriptedOrigin::fail_after(count));
    EXPECT_THROW(fetch(blob), Error);
  }

  static void flip_byte(const std::filesystem::path& path, std::streamoff offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const int byte = file.get();
    file.seekp(offset);
    file.put(static_cast<char>(byte ^ 1));
    ASSERT_TRUE(file.flush().good());
  }

  static bool exists(const std::filesystem::path& path) { return std::filesystem::exists(path); }

  TemporaryFolder folder_;
  TemporaryFolder scratch_;
  BlobCache cache_{folder_ / "cache", scratch_.path()};
  CacheFolder paths_{folder_ / "cache"};
  ScriptedOrigin origin_;
  Told told_;
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/blob_fetcher.h"

#include <sys/stat.h>

#include "tests/oci/cache/fetch_test.h"

namespace oci2boot {
namespace {

class BlobFetcherTest : public FetchTest {
 protected:
  /// Opens the only blob, expects read() to throw something repairable, and gives its message.
  static std::string repairable_error(const BlobFetcher& fetcher) {
    try {
      read(fetcher, 0);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::verification_failed) << error.what();
      EXPECT_TRUE(error.is_repairable()) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "expected an error, got none";
    return {};
  }
};

TEST_F(BlobFetcherTest, DownloadsABlobOnceAndFindsItInTheCacheFromThenOn) {
  const std::string bytes = some_bytes(123'456);
  const Descriptor blob = origin_.add(bytes);
  EXPECT_EQ(fetch(blob), bytes);
  EXPECT_EQ(told_.came, 1);
  EXPECT_EQ(told_.bytes, bytes.size());
  EXPECT_EQ(fetch(blob), bytes);
  EXPECT_EQ(told_.were_here, 1);
  EXPECT_EQ(origin_.offsets().size(), 1U);
}

TEST_F(BlobFetcherTest, FetchesManyBlobsAndEachDigestOnce) {
  std::vector<Descriptor> blobs;
  std::vector<std::string> contents;
  for (unsigned i = 0; i < 20; ++i) {
    contents.push_back(some_bytes(std::size_t{1000} * i, i));  // the first is empty
    blobs.push_back(origin_.add(contents.back()));
  }
  blobs.push_back(blobs[7]);
  contents.push_back(contents[7]);
  const BlobFetcher fetcher(cache_, request(blobs, &origin_));
  for (std::size_t i = blobs.size(); i-- > 0;) EXPECT_EQ(read(fetcher, i), contents[i]);
  fetcher.wait();
  EXPECT_EQ(origin_.offsets().size(), 19U);
  EXPECT_EQ(told_.came, 20);
  EXPECT_EQ(told_.were_here, 1);
}

TEST_F(BlobFetcherTest, KeepsFilesAndFoldersForTheirOwnerAlone) {
  const Descriptor blob = origin_.add("private");
  fetch(blob);
  const auto mode = [](const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777U;
  };
  EXPECT_EQ(mode(paths_.blob(blob.digest)), 0600U);
  EXPECT_EQ(mode(paths_.blobs("sha256")), 0700U);
  EXPECT_EQ(mode(paths_.partials()), 0700U);
  EXPECT_EQ(mode(cache_.folder()), 0700U);
}

TEST_F(BlobFetcherTest, MakesNothingBeforeThereIsSomethingToKeep) {
  const BlobFetcher nothing(cache_, request({}, &origin_));
  nothing.wait();
  const BlobFetcher absent(cache_, request({descriptor_for("absent")}, nullptr));
  EXPECT_THROW(absent.wait(), Error);
  EXPECT_FALSE(exists(cache_.folder()));
}

TEST_F(BlobFetcherTest, GivesBytesOutWhileTheRestIsStillToCome) {
  const std::string bytes = some_bytes(50'000);
  const Descriptor blob = origin_.add(bytes);
  std::latch read_half(1);
  origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token&) {
    send(sink, rest.substr(0, 25'000));
    read_half.wait();
    send(sink, rest.substr(25'000));
  });
  const BlobFetcher fetcher(cache_, request({blob}, &origin_));
  const auto source = fetcher.open(0);
  std::string half(25'000, '\0');
  EXPECT_EQ(read_fully(*source, std::as_writable_bytes(std::span(half))), half.size());
  EXPECT_FALSE(exists(paths_.blob(blob.digest)));
  read_half.count_down();
  EXPECT_EQ(half + read_all(*source, bytes.size(), "the rest"), bytes);
}

TEST_F(BlobFetcherTest, NeverTellsTheEndOfADownloadThatIsNotVerified) {
  const Descriptor blob = origin_.add(some_bytes(50'000));
  std::latch have_read(1);
  origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token& stop) {
    send(sink, std::string(1, '?'));
    have_read.wait();
    ScriptedOrigin::lie(rest.substr(1), sink, stop);
  });
  const BlobFetcher fetcher(cache_, request({blob}, &origin_));
  const auto source = fetcher.open(0);
  std::byte first{};
  ASSERT_EQ(source->read(std::span(&first, 1)), 1U);
  have_read.count_down();
  expect_error(ErrorCode::verification_failed, "were damaged or changed", [&] { drain(*source); });
  expect_error(ErrorCode::verification_failed, "were damaged or changed", [&] { drain(*source); });
  EXPECT_NE(repairable_error(fetcher), "");
  EXPECT_FALSE(exists(paths_.partial(blob.digest)));
  EXPECT_FALSE(exists(paths_.blob(blob.digest)));
}

TEST_F(BlobFetcherTest, FetchesOnceMoreByItselfWhatNobodyHasRead) {
  const std::string bytes = some_bytes(50'000);
  const Descriptor blob = origin_.add(bytes);
  origin_.next(ScriptedOrigin::lie);
  const BlobFetcher fetcher(cache_, request({blob}, &origin_));
  fetcher.wait();
  EXPECT_EQ(read(fetcher, 0), bytes);
  EXPECT_EQ(origin_.offsets(), (std::vector<std::uint64_t>{0, 0}));
}

TEST_F(BlobFetcherTest, GivesUpOnAnOriginThatKeepsLying) {
  const Descriptor blob = origin_.add(some_bytes(50'000));
  for (int i = 0; i < 2; ++i) origin_.next(ScriptedOrigin::lie);
  const BlobFetcher fetcher(cache_, request({blob}, &origin_));
  expect_error(
      ErrorCode::verification_failed,
      "the bytes that came from registry.example for " + blob.digest.text() + " have the digest",
      [&] { fetcher.wait(); });
  EXPECT_EQ(told_.came, 0);
  EXPECT_FALSE(exists(paths_.partial(blob.digest)));
}

TEST_F(BlobFetcherTest, GoesOnWhereTheLineWasCut) {
  const std::string bytes = some_bytes(50'000);
  const Descriptor blob = origin_.add(bytes);
  origin_.next(ScriptedOrigin::cut_after(10'000));
  origin_.next(ScriptedOrigin::cut_after(0));
  origin_.next(ScriptedOrigin::cut_after(10'000));
  EXPECT_EQ(fetch(blob), bytes);
  EXPECT_EQ(origin_.offsets(), (std::vector<std::uint64_t>{0, 10'000, 10'000, 20'000}));
}

TEST_F(BlobFetcherTest, LosesPatienceOnlyWithoutProgress) {
  const std::string bytes = some_bytes(50'000);
  const Descriptor blob = origin_.add(bytes);
  for (int i = 0; i < 30; ++i) origin_.next(ScriptedOrigin::cut_after(1000));
  EXPECT_EQ(fetch(blob), bytes);

  const Descriptor other = origin_.add(some_bytes(50'000, 2));
  for (int i = 0; i < 30; ++i) origin_.next(ScriptedOrigin::cut_after(0));
  expect_error(ErrorCode::not_found, "the line was cut", [&] { fetch(other); });
}

TEST_F(BlobFetcherTest, CatchesAnOriginThatSendsTooLittle) {
  const Descriptor blob = origin_.add(some_bytes(50'000));
  for (int i = 0; i < 10; ++i) {
    origin_.next([](std::string_view rest, const ByteSink& sink, const std::stop_token&) {
      if (rest.size() == 50'000) send(sink, rest.substr(0, 40'000));
    });
  }
  expect_error(ErrorCode::verification_failed, "only 40000 of the declared 50000 bytes",
               [&] { fetch(blob); });
}

TEST_F(BlobFetcherTest, CatchesAnOriginThatSendsTooMuchAndDisguisesIt) {
  const Descriptor blob = origin_.add(some_bytes(50'000));
  for (int i = 0; i < 10; ++i) {
    origin_.next([](std::string_view rest, const ByteSink& sink, const std::stop_token&) {
      send(sink, rest);
      try {
        send(sink, "!");
      } catch (const Error& error) {
        throw TransientError(error.within("a mirror failed"));
      }
    });
  }
  const BlobFetcher fetcher(cache_, request({blob}, &origin_));
  expect_error(ErrorCode::verification_failed, "more than the declared 50000 bytes",
               [&] { fetcher.wait(); });
  EXPECT_EQ(origin_.offsets().size(), 2U);
  EXPECT_FALSE(exists(paths_.partial(blob.digest)));
}

TEST_F(BlobFetcherTest, ThrowsWhatTheOriginThrowsAndGoesOnWithOtherBlobs) {
  const Descriptor refused = origin_.add("refused");
  const Descriptor given = origin_.add("given");
  origin_.next(ScriptedOrigin::fail_after(3));
  auto wanted = request({refused, given}, &origin_);
  wanted.parallel = 1;
  const BlobFetcher fetcher(cache_, wanted);
  expect_error(ErrorCode::not_authorised, "has enough", [&] { read(fetcher, 0); });
  EXPECT_EQ(read(fetcher, 1), "given");
  expect_error(ErrorCode::not_authorised, "has enough", [&] { fetcher.wait(); });
}

TEST_F(BlobFetcherTest, WaitThrowsTheFirstErrorWhileOtherBlobsStillArrive) {
  const Descriptor slow = origin_.add("slow");
  const Descriptor refused = origin_.add("refused");
  std::latch threw(1);
  origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token& stop) {
    // The two workers may come in any order; the one with the slow blob waits.
    if (rest != "slow") return ScriptedOrigin::fail_after(0)(rest, sink, stop);
    threw.wait();
  });
  origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token& stop) {
    if (rest != "slow") return ScriptedOrigin::fail_after(0)(rest, sink, stop);
    threw.wait();
  });
  const BlobFetcher fetcher(cache_, request({slow, refused}, &origin_));
  expect_error(ErrorCode::not_authorised, "has enough", [&] { fetcher.wait(); });
  threw.count_down();
}

TEST_F(BlobFetcherTest, GoesOnWithWhatAFailedDownloadLeft) {
  const std::string bytes = some_bytes(700'000);  // hashed in several chunks
  const Descriptor blob = origin_.add(bytes);
  abandon(blob, 600'000);
  EXPECT_EQ(std::filesystem::file_size(paths_.partial(blob.digest)), 600'000U);
  EXPECT_EQ(fetch(blob), bytes);
  EXPECT_EQ(origin_.offsets(), (std::vector<std::uint64_t>{0, 600'000}));
  EXPECT_EQ(told_.resumed, 600'000U);
  EXPECT_FALSE(exists(paths_.partial(blob.digest)));
}

TEST_F(BlobFetcherTest, TakesAWholePartialFileWithoutAskingTheOrigin) {
  const std::string bytes = some_bytes(5000);
  folder_.write("cache/v1/partial/sha256-" + std::string(sha256_of(bytes).hex()), bytes);
  EXPECT_EQ(fetch(origin_.add(bytes)), bytes);
  EXPECT_TRUE(origin_.offsets().empty());
}

TEST_F(BlobFetcherTest, DropsAPartialFileThatIsTooLong) {
  const std::string bytes = some_bytes(5000);
  folder_.write("cache/v1/partial/sha256-" + std::string(sha256_of(bytes).hex()), bytes + "!");
  EXPECT_EQ(fetch(origin_.add(bytes)), bytes);
  EXPECT_EQ(origin_.offsets(), std::vector<std::uint64_t>{0});
}

TEST_F(BlobFetcherTest, HealsADamagedPartialFileWhenNobodyHasReadIt) {
  const std::string bytes = some_bytes(50'000);
  const Descriptor blob = origin_.add(bytes);
  abandon(blob, 20'000);
  flip_byte(paths_.partial(blob.digest), 100);
  const BlobFetcher fetcher(cache_, request({blob}, &origin_));
  fetcher.wait();
  EXPECT_EQ(read(fetcher, 0), bytes);
  EXPECT_EQ(origin_.offsets(), (std::vector<std::uint64_t>{0, 20'000, 0}));
}

TEST_F(BlobFetcherTest, RemovesADamagedPartialFileAndSaysThatItCanBeRepaired) {
  const std::string bytes = some_bytes(50'000);
  const Descriptor blob = origin_.add(bytes);
  abandon(blob, 20'000);
  flip_byte(paths_.partial(blob.digest), 100);
  std::latch have_read(1);
  origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token& stop) {
    have_read.wait();
    ScriptedOrigin::send_all(rest, sink, stop);
  });
  {
    const BlobFetcher fetcher(cache_, request({blob}, &origin_));
    const auto source = fetcher.open(0);
    std::byte first{};
    ASSERT_EQ(source->read(std::span(&first, 1)), 1U);
    have_read.count_down();
    EXPECT_THROW(drain(*source), Error);
    EXPECT_NE(repairable_error(fetcher), "");
  }
  EXPECT_EQ(fetch(blob), bytes);
}

TEST_F(BlobFetcherTest, StopsWhatStillRuns) {
  const Descriptor blob = origin_.add(some_bytes(50'000));
  std::latch started(1);
  origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token& stop) {
    send(sink, rest.substr(0, 1000));
    std::latch stopped(1);
    const std::stop_callback callback(stop, [&] { stopped.count_down(); });
    started.count_down();
    stopped.wait();
    throw TransientError(Error(ErrorCode::not_found, "stopped"));
  });
  {
    auto wanted = request({blob, origin_.add("never begun")}, &origin_);
    wanted.parallel = 1;
    const BlobFetcher fetcher(cache_, wanted);
    started.wait();
  }
  EXPECT_EQ(std::filesystem::file_size(paths_.partial(blob.digest)), 1000U);
  EXPECT_EQ(origin_.offsets().size(), 1U);
}

TEST_F(BlobFetcherTest, WithoutACacheBlobsLiveInFilesThatNobodySees) {
  const std::string bytes = some_bytes(50'000);
  const BlobCache none({}, scratch_.path());
  origin_.next(ScriptedOrigin::cut_after(10'000));
  origin_.next(ScriptedOrigin::lie);
  const Descriptor blob = origin_.add(bytes);
  const BlobFetcher fetcher(none, request({blob, blob}, &origin_));
  fetcher.wait();
  EXPECT_EQ(read(fetcher, 0), bytes);
  EXPECT_EQ(read(fetcher, 1), bytes);
  EXPECT_TRUE(scratch_.names().empty());
  EXPECT_TRUE(folder_.names().empty());
}

TEST_F(BlobFetcherTest, RefusesTwoSizesForOneDigest) {
  const Descriptor blob = origin_.add("blob");
  Descriptor other = blob;
  other.size = 5;
  expect_error(ErrorCode::invalid_image, "declares two sizes for " + blob.digest.text(), [&] {
    BlobFetcher(cache_, request({blob, other}, &origin_));
  });
}

TEST_F(BlobFetcherTest, NamesACacheFolderThatCannotBeWritten) {
  folder_.write("cache", "a file where the folder should be");
  expect_error(ErrorCode::output_failed,
               "cannot write to the cache " + cache_.folder().string() +
                   ": Not a directory (--cache-dir names another folder)",
               [&] { fetch(origin_.add("blob")); });
}

}  // namespace
}  // namespace oci2boot

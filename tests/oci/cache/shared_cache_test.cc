// SPDX-License-Identifier: Apache-2.0
// Several fetchers on one cache, in one process and in several.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <latch>

#include "tests/oci/cache/fetch_test.h"

namespace oci2boot {
namespace {

/// Bytes between processes: what one writes, another waits for.
class Pipe {
 public:
  Pipe() {
    if (pipe(ends_) != 0) throw std::runtime_error("cannot make a pipe");
  }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void put(char byte) const {
    if (write(ends_[1], &byte, 1) != 1) _exit(90);
  }
  char take() const {
    char byte = 0;
    if (::read(ends_[0], &byte, 1) != 1) _exit(91);
    return byte;
  }

 private:
  int ends_[2] = {-1, -1};
};

class SharedCacheTest : public FetchTest {
 protected:
  /// Runs `body` in a process of its own, which ends with its result.
  static pid_t start(const std::function<int()>& body) {
    const pid_t pid = fork();
    if (pid != 0) return pid;
    int status = 92;
    try {
      status = body();
    } catch (const std::exception& error) {
      static_cast<void>(fprintf(stderr, "%s\n", error.what()));
    }
    _exit(status);
  }

  static int status_of(pid_t pid) {
    int status = 0;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    return status;
  }

  const std::string bytes_ = some_bytes(50'000);
  const Descriptor blob_ = origin_.add(bytes_);
};

TEST_F(SharedCacheTest, ASecondFetcherWaitsForTheFirst) {
  std::latch second_waits(1);
  origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token& stop) {
    second_waits.wait();
    ScriptedOrigin::send_all(rest, sink, stop);
  });
  const BlobFetcher first(cache_, request({blob_}, &origin_));
  const auto source = first.open(0);
  auto wanted = request({blob_}, &origin_);
  wanted.observer.waiting = [&](std::size_t) { second_waits.count_down(); };
  while (origin_.offsets().empty()) std::this_thread::yield();  // the first one has the lock
  const BlobFetcher second(cache_, wanted);
  EXPECT_EQ(read(second, 0), bytes_);
  EXPECT_EQ(read(first, 0), bytes_);
  EXPECT_EQ(origin_.offsets().size(), 1U);
  EXPECT_EQ(told_.came, 1);
  EXPECT_EQ(told_.were_here, 1);
}

TEST_F(SharedCacheTest, FetchersInAHurryDownloadNothingTwice) {
  // Small blobs: one fetcher completes what the other is just about to begin.
  std::vector<Descriptor> blobs;
  for (unsigned i = 0; i < 100; ++i) blobs.push_back(origin_.add(some_bytes(10, i)));
  auto wanted = request(blobs, &origin_);
  wanted.parallel = 8;
  const BlobFetcher first(cache_, wanted);
  const BlobFetcher second(cache_, wanted);
  first.wait();
  second.wait();
  EXPECT_EQ(origin_.offsets().size(), blobs.size());
  EXPECT_TRUE(std::filesystem::is_empty(paths_.partials()));
}

TEST_F(SharedCacheTest, WhoeverWaitsGoesOnWhereTheFirstGaveUp) {
  std::latch second_waits(1);
  origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token& stop) {
    second_waits.wait();
    ScriptedOrigin::fail_after(20'000)(rest, sink, stop);
  });
  const BlobFetcher first(cache_, request({blob_}, &origin_));
  auto wanted = request({blob_}, &origin_);
  wanted.observer.waiting = [&](std::size_t) { second_waits.count_down(); };
  while (origin_.offsets().empty()) std::this_thread::yield();
  const BlobFetcher second(cache_, wanted);
  EXPECT_EQ(read(second, 0), bytes_);
  EXPECT_EQ(origin_.offsets(), (std::vector<std::uint64_t>{0, 20'000}));
  EXPECT_THROW(read(first, 0), Error);
}

TEST_F(SharedCacheTest, WaitingForAnotherEndsWithAStop) {
  std::latch done(1);
  std::latch second_waits(1);
  origin_.next([&](std::string_view, const ByteSink&, const std::stop_token&) { done.wait(); });
  const BlobFetcher first(cache_, request({blob_}, &origin_));
  while (origin_.offsets().empty()) std::this_thread::yield();
  {
    auto wanted = request({blob_}, &origin_);
    wanted.observer.waiting = [&](std::size_t) { second_waits.count_down(); };
    const BlobFetcher second(cache_, wanted);
    second_waits.wait();
  }
  done.count_down();
  EXPECT_EQ(read(first, 0), bytes_);
}

TEST_F(SharedCacheTest, ManyProcessesShareOneDownload) {
  constexpr int kProcesses = 8;
  const Pipe events;  // 'd': a download has begun, 'w': a process waits
  const Pipe gate;
  std::vector<pid_t> processes;
  processes.reserve(kProcesses);
  for (int i = 0; i < kProcesses; ++i) {
    processes.push_back(start([&] {
      origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token& stop) {
        events.put('d');
        gate.take();
        ScriptedOrigin::send_all(rest, sink, stop);
      });
      auto wanted = request({blob_}, &origin_);
      wanted.observer.waiting = [&](std::size_t) { events.put('w'); };
      const BlobFetcher fetcher(cache_, wanted);
      return read(fetcher, 0) == bytes_ ? 0 : 1;
    }));
  }
  std::string seen;
  while (seen.size() < kProcesses) seen.push_back(events.take());
  gate.put('g');
  for (const pid_t process : processes) EXPECT_EQ(status_of(process), 0);
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 'd'), 1) << seen;
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 'w'), kProcesses - 1) << seen;
}

TEST_F(SharedCacheTest, AKilledProcessLeavesItsBytesAndNoLock) {
  const pid_t process = start([&] {
    origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token&) {
      send(sink, rest.substr(0, 30'000));
      kill(getpid(), SIGKILL);
    });
    fetch(blob_);
    return 1;
  });
  EXPECT_TRUE(WIFSIGNALED(status_of(process)));
  EXPECT_EQ(fetch(blob_), bytes_);
  EXPECT_EQ(told_.waits, 0);
  EXPECT_EQ(told_.resumed, 30'000U);
  EXPECT_EQ(origin_.offsets(), std::vector<std::uint64_t>{30'000});
}

TEST_F(SharedCacheTest, ADiskThatTakesNoMoreIsSaidAndKeepsWhatIsHere) {
  const pid_t process = start([&] {
    const rlimit most{30'000, 30'000};
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &most) != 0) return 1;
    try {
      fetch(blob_);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::output_failed);
      EXPECT_THAT(error.what(), testing::HasSubstr("write to the cache " + folder_.path()));
      return HasFailure() ? 2 : 0;
    }
    return 3;
  });
  EXPECT_EQ(status_of(process), 0);
  EXPECT_EQ(fetch(blob_), bytes_);
  EXPECT_EQ(told_.resumed, 30'000U);
}

TEST_F(SharedCacheTest, PruningPassesOverARunningDownload) {
  std::latch pruned(1);
  origin_.next([&](std::string_view rest, const ByteSink& sink, const std::stop_token& stop) {
    send(sink, rest.substr(0, 10'000));
    pruned.wait();
    ScriptedOrigin::send_all(rest.substr(10'000), sink, stop);
  });
  const BlobFetcher fetcher(cache_, request({blob_}, &origin_));
  const auto source = fetcher.open(0);
  std::byte first{};
  ASSERT_EQ(source->read(std::span(&first, 1)), 1U);
  PruneRequest everything;
  everything.keep_bytes = 0;
  EXPECT_EQ(cache_.prune(everything).files, 0U);
  EXPECT_EQ(cache_.contents().partial_downloads, 1U);
  pruned.count_down();
  EXPECT_EQ(read_all(*source, bytes_.size(), "the rest"), bytes_.substr(1));
  EXPECT_TRUE(exists(paths_.blob(blob_.digest)));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/blob_fetcher.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "oci/cache/blob_download.h"
#include "oci/cache/cached_blob.h"
#include "oci/cache/followed_blob.h"
#include "oci/cache/partial_blob.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// How soon it is noticed that another process is done with a blob.
constexpr std::chrono::milliseconds kLockPoll{100};

constexpr std::size_t kChunk = 256U << 10;

/// An open file is safe from prune until it is read. Docker's images have no more than 127 layers;
/// of one with thousands, the rest is opened when it is wanted, for a process has 1024 descriptors.
constexpr std::size_t kMostOpenFiles = 256;

/// A blob, and where it stands in the list: perhaps more than once.
struct WantedBlob {
  Descriptor descriptor;
  std::vector<std::size_t> places;
  std::shared_ptr<FollowedBlob> followed = std::make_shared<FollowedBlob>();
};

/// Waits, at its first read, until it is known where the blob's bytes come from.
class FetchedSource final : public ByteSource {
 public:
  /// `on_damage` is called when the bytes turn out to be damaged, and can be fetched anew.
  FetchedSource(std::function<std::unique_ptr<ByteSource>()> begin, std::function<void()> on_damage)
      : begin_(std::move(begin)), on_damage_(std::move(on_damage)) {}

  std::size_t read(std::span<std::byte> buffer) override {
    try {
      if (!source_) source_ = begin_();
      return source_->read(buffer);
    } catch (const Error& error) {
      if (error.is_repairable()) on_damage_();
      throw;
    }
  }

 private:
  std::function<std::unique_ptr<ByteSource>()> begin_;
  std::function<void()> on_damage_;
  std::unique_ptr<ByteSource> source_;
};

}  // namespace

struct BlobFetcher::State {
  State(const BlobCache& blob_cache, Request wanted);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void start();
  void wait();
  std::unique_ptr<ByteSource> open(std::size_t number);
  void drop_damaged() const;

 private:
  void work();
  void fetch(const WantedBlob& wanted);
  bool take_from_cache(const WantedBlob& wanted);
  void receive(const WantedBlob& wanted, PartialBlob& partial);
  void verify(const WantedBlob& wanted, std::shared_ptr<const CacheFile> file) const;
  std::shared_ptr<const CacheFile> open_again(const WantedBlob& wanted) const;
  bool may_stay_open() { return !cache_.keeps() || ++open_files_ <= kMostOpenFiles; }
  void tell_arrived(const WantedBlob& wanted, bool was_here) const;
  [[noreturn]] void cannot_fetch(const WantedBlob& wanted) const;
  void pause();

  const BlobCache& cache_;
  const CacheFolder folder_;
  const Request request_;
  std::vector<WantedBlob> blobs_;  // each digest once, in the order of the list

 public:
  std::vector<std::size_t> numbers;  // in blobs_, of each place in the list

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::size_t next_ = 0;      // of blobs_, that no worker has taken
  std::size_t settled_ = 0;   // have arrived or failed
  std::exception_ptr error_;  // the first
  std::atomic<std::size_t> open_files_ = 0;
  std::stop_source stop_;
  std::vector<std::thread> workers_;
};

BlobFetcher::State::State(const BlobCache& blob_cache, Request wanted)
    : cache_(blob_cache), folder_(blob_cache.folder()), request_(std::move(wanted)) {
  std::map<Digest, std::size_t> known;
  for (std::size_t place = 0; place < request_.blobs.size(); ++place) {
    const Descriptor& descriptor = request_.blobs[place];
    const auto [found, is_new] = known.emplace(descriptor.digest, blobs_.size());
    if (is_new) blobs_.push_back({descriptor, {}});
    WantedBlob& wanted_blob = blobs_[found->second];
    if (wanted_blob.descriptor.size != descriptor.size) {
      throw Error(ErrorCode::invalid_image,
                  "the image declares two sizes for " + descriptor.digest.text());
    }
    wanted_blob.places.push_back(place);
    numbers.push_back(found->second);
  }
}

BlobFetcher::State::~State() {
  stop_.request_stop();
  for (std::thread& worker : workers_) worker.join();
}

void BlobFetcher::State::start() {
  const std::size_t most = std::max(request_.parallel, 1U);
  while (workers_.size() < std::min(most, blobs_.size())) {
    workers_.emplace_back([this] { work(); });
  }
}

void BlobFetcher::State::work() {
  while (true) {
    std::unique_lock lock(mutex_);
    if (stop_.stop_requested() || next_ == blobs_.size()) return;
    const std::size_t number = next_++;
    lock.unlock();

    std::exception_ptr error;
    try {
      fetch(blobs_[number]);
    } catch (...) {
      error = std::current_exception();
      blobs_[number].followed->fail(error);
    }

    lock.lock();
    ++settled_;
    if (!error_) error_ = error;
    lock.unlock();
    changed_.notify_all();
  }
}

void BlobFetcher::State::fetch(const WantedBlob& wanted) {
  const Digest& digest = wanted.descriptor.digest;
  for (bool told = false;; told = true) {
    if (take_from_cache(wanted)) return;
    if (request_.origin == nullptr) cannot_fetch(wanted);
    const std::unique_ptr<PartialBlob> partial =
        cache_.keeps() ? PartialBlob::claim(folder_, digest)
                       : PartialBlob::without_name(cache_.scratch_folder(), digest);
    if (partial) {
      // Another process may have completed the blob after we looked.
      if (!take_from_cache(wanted)) return receive(wanted, *partial);
      return partial->remove();
    }
    if (!told && request_.observer.waiting) request_.observer.waiting(wanted.places.front());
    pause();
  }
}

bool BlobFetcher::State::take_from_cache(const WantedBlob& wanted) {
  if (!cache_.keeps()) return false;
  std::shared_ptr<const CacheFile> file = find_blob(folder_, wanted.descriptor);
  if (!file) return false;
  if (request_.verifies_cached) {
    try {
      verify(wanted, file);
    } catch (const Error& error) {
      if (!error.is_repairable()) throw;
      return false;
    }
  }
  tell_arrived(wanted, true);
  wanted.followed->found(wanted.descriptor.size, may_stay_open() ? std::move(file) : nullptr);
  return true;
}

/// Throws what read() would.
void BlobFetcher::State::verify(const WantedBlob& wanted,
                                std::shared_ptr<const CacheFile> file) const {
  CachedSource source(std::move(file), folder_, wanted.descriptor, request_.origin != nullptr);
  std::vector<std::byte> chunk(kChunk);
  while (source.read(chunk) > 0) {
    if (stop_.stop_requested()) throw Error(ErrorCode::failed, "the download was stopped");
  }
}

void BlobFetcher::State::receive(const WantedBlob& wanted, PartialBlob& partial) {
  FollowedBlob& followed = *wanted.followed;
  followed.begin(partial.file());
  const auto report = [&](std::uint64_t bytes, std::uint64_t resumed) {
    if (!request_.observer.arriving) return;
    request_.observer.arriving(wanted.places.front(), bytes, resumed);
  };
  download(wanted.descriptor, *request_.origin, request_.patience, partial, followed, report,
           stop_.get_token());
  partial.complete();
  tell_arrived(wanted, false);
  followed.finish(may_stay_open());
}

void BlobFetcher::State::tell_arrived(const WantedBlob& wanted, bool was_here) const {
  if (!request_.observer.arrived) return;
  for (const std::size_t place : wanted.places) {
    const bool is_repeated = place != wanted.places.front();
    request_.observer.arrived(place, was_here || is_repeated);
  }
}

void BlobFetcher::State::cannot_fetch(const WantedBlob& wanted) const {
  throw Error(ErrorCode::not_found,
              wanted.descriptor.digest.text() +
                  (cache_.keeps() ? " is not in the cache " + folder_.folder().string()
                                  : " is not here, where no cache is kept") +
                  ", and --offline or --pull never forbids to fetch it");
}

/// The kernel tells nobody that a lock is free who can also be told to stop: so look again.
void BlobFetcher::State::pause() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop_.get_token(), kLockPoll, [] { return false; });
  if (stop_.stop_requested()) throw Error(ErrorCode::failed, "the download was stopped");
}

std::shared_ptr<const CacheFile> BlobFetcher::State::open_again(const WantedBlob& wanted) const {
  std::shared_ptr<const CacheFile> file = find_blob(folder_, wanted.descriptor);
  if (file) return file;
  if (request_.origin == nullptr) cannot_fetch(wanted);
  const std::string& digest = wanted.descriptor.digest.text();
  throw Error(ErrorCode::failed, digest + " was removed from the cache before it was read")
      .repairable();
}

std::unique_ptr<ByteSource> BlobFetcher::State::open(std::size_t number) {
  const WantedBlob& wanted = blobs_[number];
  const FollowedBlob::Place place = wanted.followed->wait_for_begin();
  std::shared_ptr<const CacheFile> file = place.file ? place.file : open_again(wanted);
  if (place.verified == file->identity()) {
    return std::make_unique<FollowedSource>(wanted.followed, std::move(file));
  }
  return std::make_unique<CachedSource>(std::move(file), folder_, wanted.descriptor,
                                        request_.origin != nullptr);
}

/// Where one blob is damaged others may be: all go now, so that one more try heals them all.
void BlobFetcher::State::drop_damaged() const {
  if (!cache_.keeps()) return;
  for (const WantedBlob& wanted : blobs_) {
    try {
      if (auto file = find_blob(folder_, wanted.descriptor)) verify(wanted, std::move(file));
    } catch (const Error&) {
      // It has been removed, which is what this is for.
    }
  }
}

void BlobFetcher::State::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return settled_ == blobs_.size() || error_; });
  if (error_) std::rethrow_exception(error_);
}

BlobFetcher::BlobFetcher(const BlobCache& cache, Request request)
    : state_(std::make_unique<State>(cache, std::move(request))) {
  state_->start();
}

BlobFetcher::~BlobFetcher() = default;

std::unique_ptr<ByteSource> BlobFetcher::open(std::size_t blob) const {
  const std::size_t number = state_->numbers.at(blob);
  return std::make_unique<FetchedSource>(
      [state = state_.get(), number] { return state->open(number); },
      [state = state_.get()] { state->drop_damaged(); });
}

void BlobFetcher::wait() const {
  state_->wait();
}

}  // namespace oci2boot

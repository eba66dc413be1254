// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/followed_blob.h"

#include <algorithm>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

void FollowedBlob::found(std::uint64_t size, std::shared_ptr<const CacheFile> file) {
  {
    const std::lock_guard lock(mutex_);
    available_ = size;
    place_ = {std::move(file), std::nullopt};
    stage_ = Stage::whole;
  }
  changed_.notify_all();
}

void FollowedBlob::begin(std::shared_ptr<const CacheFile> file) {
  {
    const std::lock_guard lock(mutex_);
    const FileIdentity identity = file->identity();
    place_ = {std::move(file), identity};
    stage_ = Stage::growing;
  }
  changed_.notify_all();
}

void FollowedBlob::grow(std::uint64_t available) {
  {
    const std::lock_guard lock(mutex_);
    available_ = available;
  }
  changed_.notify_all();
}

bool FollowedBlob::take_back() {
  const std::lock_guard lock(mutex_);
  if (given_out_) return false;
  available_ = 0;
  return true;
}

void FollowedBlob::finish(bool stays_open) {
  {
    const std::lock_guard lock(mutex_);
    if (!stays_open) place_.file = nullptr;
    stage_ = Stage::whole;
  }
  changed_.notify_all();
}

void FollowedBlob::fail(std::exception_ptr error) {
  {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
    stage_ = Stage::failed;
  }
  changed_.notify_all();
}

FollowedBlob::Place FollowedBlob::wait_for_begin() const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stage_ != Stage::wanted; });
  if (stage_ == Stage::failed) std::rethrow_exception(error_);
  return place_;
}

std::size_t FollowedBlob::read_at(const CacheFile& file, std::uint64_t offset,
                                  std::span<std::byte> buffer) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    return stage_ == Stage::whole || stage_ == Stage::failed || available_ > offset;
  });
  // Bytes that are here are not given out any more either: no one will want their rest.
  if (stage_ == Stage::failed) std::rethrow_exception(error_);
  if (available_ <= offset) return 0;
  const auto wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), available_ - offset));
  given_out_ = true;
  lock.unlock();  // what has been given out is never cleared
  const std::size_t count = file.read_at(offset, buffer.first(wanted));
  if (count == 0) {
    throw Error(ErrorCode::verification_failed,
                file.path().string() + " was truncated while it was read");
  }
  return count;
}

std::size_t FollowedSource::read(std::span<std::byte> buffer) {
  const std::size_t count = blob_->read_at(*file_, offset_, buffer);
  offset_ += count;
  return count;
}

}  // namespace oci2boot

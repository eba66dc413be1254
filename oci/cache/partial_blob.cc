// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/partial_blob.h"

#include <unistd.h>

#include <utility>
#include <vector>

namespace oci2boot {

namespace {
constexpr std::size_t kChunk = 256U << 10;
}

PartialBlob::PartialBlob(std::shared_ptr<CacheFile> file, const Digest& digest,
                         std::optional<CacheFolder> cache)
    : file_(std::move(file)), expected_(digest), cache_(std::move(cache)) {
  hasher_.emplace(expected_.algorithm());
}

PartialBlob::~PartialBlob() {
  // Readers may keep the file open for long; those who wait for the lock must not wait for them.
  if (cache_) file_->unlock();
}

std::unique_ptr<PartialBlob> PartialBlob::claim(const CacheFolder& cache, const Digest& digest) {
  while (true) {
    std::shared_ptr<CacheFile> file = CacheFile::open_or_make(cache, cache.partial(digest));
    if (!file->try_lock()) return nullptr;
    // Between opening and locking, whoever had the lock may have completed or removed the file.
    if (file->is_at(cache.partial(digest))) {
      return std::unique_ptr<PartialBlob>(new PartialBlob(std::move(file), digest, cache));
    }
  }
}

std::unique_ptr<PartialBlob> PartialBlob::without_name(const std::filesystem::path& scratch_folder,
                                                       const Digest& digest) {
  return std::unique_ptr<PartialBlob>(
      new PartialBlob(CacheFile::without_name(scratch_folder), digest, std::nullopt));
}

void PartialBlob::resume(std::uint64_t limit, const std::function<void(std::uint64_t)>& hashed,
                         const std::stop_token& stop) {
  if (file_->size() > limit) file_->clear();
  std::vector<std::byte> chunk(kChunk);
  while (!stop.stop_requested()) {
    const std::size_t count = file_->read_at(size_, chunk);
    if (count == 0) return;
    hasher_->update(std::span(chunk).first(count));
    size_ += count;
    hashed(size_);
  }
}

void PartialBlob::append(std::span<const std::byte> bytes) {
  file_->write_at(size_, bytes);
  hasher_->update(bytes);
  size_ += bytes.size();
}

void PartialBlob::restart() {
  file_->clear();
  hasher_.emplace(expected_.algorithm());
  size_ = 0;
}

Digest PartialBlob::digest() {
  return hasher_->finish();
}

void PartialBlob::complete() {
  if (cache_) rename_into(*cache_, file_->path(), cache_->blob(expected_));
}

void PartialBlob::remove() {
  if (cache_) unlink(file_->path().c_str());
}

}  // namespace oci2boot

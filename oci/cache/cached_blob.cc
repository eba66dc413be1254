// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/cached_blob.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace oci2boot {

namespace {

/// A file from its start to its end.
class FileBytes final : public ByteSource {
 public:
  explicit FileBytes(std::shared_ptr<const CacheFile> file) : file_(std::move(file)) {}

  std::size_t read(std::span<std::byte> buffer) override {
    const std::size_t count = file_->read_at(offset_, buffer);
    offset_ += count;
    return count;
  }

 private:
  std::shared_ptr<const CacheFile> file_;
  std::uint64_t offset_ = 0;
};

}  // namespace

std::shared_ptr<const CacheFile> find_blob(const CacheFolder& cache, const Descriptor& blob) {
  const std::filesystem::path path = cache.blob(blob.digest);
  std::shared_ptr<const CacheFile> file = CacheFile::open(path);
  if (!file) return nullptr;
  if (file->size() != blob.size) {
    remove_damaged(*file, path);
    return nullptr;
  }
  file->touch();
  return file;
}

std::optional<std::string> read_verified(const CacheFile& file, const Digest& digest,
                                         std::uint64_t limit) {
  std::optional<std::string> bytes = read_whole(file, limit);
  if (!bytes) return std::nullopt;
  Hasher hasher(digest.algorithm());
  hasher.update(std::as_bytes(std::span(*bytes)));
  if (hasher.finish() != digest) return std::nullopt;
  return bytes;
}

bool remove_damaged(const CacheFile& file, const std::filesystem::path& path) {
  return !file.is_at(path) || unlink(path.c_str()) == 0 || errno == ENOENT;
}

CachedSource::CachedSource(std::shared_ptr<const CacheFile> file, const CacheFolder& cache,
                           const Descriptor& blob, bool can_be_fetched)
    : verified_(std::make_unique<FileBytes>(file), blob.digest, blob.size, file->path().string()),
      file_(std::move(file)),
      cache_(cache),
      digest_(blob.digest),
      can_be_fetched_(can_be_fetched) {}

std::size_t CachedSource::read(std::span<std::byte> buffer) {
  if (error_) std::rethrow_exception(error_);
  try {
    return verified_.read(buffer);
  } catch (const Error& error) {
    error_ = error.code() == ErrorCode::verification_failed
                 ? std::make_exception_ptr(damaged(error))
                 : std::current_exception();
  }
  std::rethrow_exception(error_);
}

Error CachedSource::damaged(const Error& why) const {
  const auto because = [&](const char* consequence) {
    return Error(ErrorCode::verification_failed, std::string(why.what()) + "; " + consequence);
  };
  if (!remove_damaged(*file_, cache_.blob(digest_))) {
    return because("it cannot be removed from the cache (--cache-dir names another folder)");
  }
  if (can_be_fetched_) return because("it was removed from the cache").repairable();
  return because(
      "it was removed from the cache and has to be fetched again, without --offline or --pull "
      "never");
}

}  // namespace oci2boot

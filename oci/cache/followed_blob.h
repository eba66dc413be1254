// SPDX-License-Identifier: Apache-2.0
// A blob between the one who fetches it and those who read it meanwhile.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "oci/cache/cache_file.h"
#include "oci2boot/byte_source.h"

namespace oci2boot {

/// May be used from any thread. The fetcher calls begin() and grow() as the bytes come, and then
/// finish(); or found(); or, at any time, fail().
class FollowedBlob {
 public:
  /// Where the bytes are.
  struct Place {
    /// Null: in the cache, to be opened there.
    std::shared_ptr<const CacheFile> file;
    /// The file whose end read_at() does not tell before the fetcher has compared the digest. What
    /// any other holds is to be verified by who reads it.
    std::optional<FileIdentity> verified;
  };

  /// It is in the cache, whole. `file` stays open for readers, unless it is null.
  void found(std::uint64_t size, std::shared_ptr<const CacheFile> file);
  /// Its bytes are to come.
  void begin(std::shared_ptr<const CacheFile> file);
  /// That many are here.
  void grow(std::uint64_t available);
  /// None of them counts any more. False when a reader has had some: then it is too late.
  bool take_back();
  /// All are here, and are what was declared. The file stays open for readers, or else they open it
  /// in the cache.
  void finish(bool stays_open);
  /// Thrown to all readers from now on.
  void fail(std::exception_ptr error);

  /// Waits for found(), begin() or fail(). Throws what went wrong.
  Place wait_for_begin() const;
  /// Waits until `file` has bytes at `offset`. Returns 0 at the end only. Throws what went wrong.
  std::size_t read_at(const CacheFile& file, std::uint64_t offset,
                      std::span<std::byte> buffer) const;

 private:
  enum class Stage { wanted, growing, whole, failed };

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Stage stage_ = Stage::wanted;
  Place place_;
  std::uint64_t available_ = 0;
  mutable bool given_out_ = false;  // a reader has had bytes
  std::exception_ptr error_;
};

/// A stream over a blob that may still grow.
class FollowedSource final : public ByteSource {
 public:
  /// `file` is the one of the blob's place, or what was opened in the cache.
  FollowedSource(std::shared_ptr<const FollowedBlob> blob, std::shared_ptr<const CacheFile> file)
      : blob_(std::move(blob)), file_(std::move(file)) {}
  std::size_t read(std::span<std::byte> buffer) override;

 private:
  std::shared_ptr<const FollowedBlob> blob_;
  std::shared_ptr<const CacheFile> file_;
  std::uint64_t offset_ = 0;
};

}  // namespace oci2boot

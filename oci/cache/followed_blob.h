// SPDX-License-Identifier: Apache-2.0
// A blob between the one who fetches it and those who read it meanwhile.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <span>

#include "oci/cache/cache_file.h"
#include "oci2boot/byte_source.h"

namespace oci2boot {

/// May be used from any thread. The fetcher calls begin() and grow() as the bytes come, and then
/// finish(); or found(); or, at any time, fail().
class FollowedBlob {
 public:
  /// What the bytes that are given out are worth.
  enum class Trust {
    verified_by_fetcher,  ///< the end is not told before the fetcher has compared the digest
    left_to_reader,       ///< they come from the cache, and nobody has looked at them yet
  };

  /// The file is in the cache, whole.
  void found(std::shared_ptr<const CacheFile> file);
  /// Its bytes are to come.
  void begin(std::shared_ptr<const CacheFile> file);
  /// That many are here.
  void grow(std::uint64_t available);
  /// None of them counts any more. False when a reader has had some: then it is too late.
  bool take_back();
  /// All are here, and are what was declared.
  void finish();
  /// Thrown to all readers from now on.
  void fail(std::exception_ptr error);

  /// Waits for found(), begin() or fail(). Throws what went wrong.
  Trust wait_for_begin() const;
  /// Null before wait_for_begin() has returned.
  std::shared_ptr<const CacheFile> file() const;
  /// Waits until there are bytes at `offset`. Returns 0 at the end only. Throws what went wrong.
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const;

 private:
  enum class Stage { wanted, growing, whole, failed };

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Stage stage_ = Stage::wanted;
  Trust trust_ = Trust::verified_by_fetcher;
  std::shared_ptr<const CacheFile> file_;
  std::uint64_t available_ = 0;
  mutable bool given_out_ = false;  // a reader has had bytes
  std::exception_ptr error_;
};

/// A stream over a blob that may still grow.
class FollowedSource final : public ByteSource {
 public:
  explicit FollowedSource(std::shared_ptr<const FollowedBlob> blob) : blob_(std::move(blob)) {}
  std::size_t read(std::span<std::byte> buffer) override;

 private:
  std::shared_ptr<const FollowedBlob> blob_;
  std::uint64_t offset_ = 0;
};

}  // namespace oci2boot

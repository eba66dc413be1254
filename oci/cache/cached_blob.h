// SPDX-License-Identifier: Apache-2.0
// Whole blobs of the cache: found, read, and removed when they turn out to be damaged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "oci/cache/cache_file.h"
#include "oci/verified_source.h"
#include "oci2boot/byte_source.h"
#include "oci2boot/error.h"
#include "oci2boot/manifest.h"

namespace oci2boot {

/// The blob's file, noted as used; null when it is not here. One of another size than declared is
/// damaged: it is removed, and is not here. Throws Error (failed) when it cannot be opened.
std::shared_ptr<const CacheFile> find_blob(const CacheFolder& cache, const Descriptor& blob);

/// The bytes of a document; nothing when there are more than `limit`, or they have another digest.
/// Throws Error (failed).
std::optional<std::string> read_verified(const CacheFile& file, const Digest& digest,
                                         std::uint64_t limit);

/// Removes the name `path` of a damaged file, unless another file has got it meanwhile. False when
/// it is still there.
bool remove_damaged(const CacheFile& file, const std::filesystem::path& path);

/// Passes a cached blob's bytes on and verifies them by the time read() returns 0. What is damaged
/// is removed from the cache; the Error (verification_failed) then is_repairable() if there is
/// somewhere to fetch it anew.
class CachedSource final : public ByteSource {
 public:
  CachedSource(std::shared_ptr<const CacheFile> file, const CacheFolder& cache,
               const Descriptor& blob, bool can_be_fetched);
  std::size_t read(std::span<std::byte> buffer) override;

 private:
  Error damaged(const Error& why) const;

  VerifiedSource verified_;
  std::shared_ptr<const CacheFile> file_;
  CacheFolder cache_;
  Digest digest_;
  bool can_be_fetched_;
  std::exception_ptr error_;  // whoever asks again is not told of an end
};

}  // namespace oci2boot

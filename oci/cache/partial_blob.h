// SPDX-License-Identifier: Apache-2.0
// A blob that is not whole yet, and the right of one downloader to make it so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

#include "oci/cache/cache_file.h"
#include "oci2boot/digest.h"
#include "oci2boot/hasher.h"

namespace oci2boot {

/// The file of a download, which grows at its end and is hashed on the way. Where the cache keeps
/// it, it is locked as long as this object lives and stays behind when that ends early.
class PartialBlob {
 public:
  /// What is left of an earlier download of the blob, or a new file. Null while another
  /// downloader, of this process or any other, has it. Throws Error (output_failed).
  static std::unique_ptr<PartialBlob> claim(const CacheFolder& cache, const Digest& digest);
  /// One that nobody else sees and that nothing is left of.
  static std::unique_ptr<PartialBlob> without_name(const std::filesystem::path& scratch_folder,
                                                   const Digest& digest);
  ~PartialBlob();
  PartialBlob(const PartialBlob&) = delete;
  PartialBlob& operator=(const PartialBlob&) = delete;

  const std::shared_ptr<CacheFile>& file() const { return file_; }
  /// Bytes that have been hashed; append() goes on here.
  std::uint64_t size() const { return size_; }

  /// Hashes what an earlier download left, unless that is more than `limit`: then it is dropped.
  /// `hashed` is told size() as it grows. Ends early when `stop` is requested.
  void resume(std::uint64_t limit, const std::function<void(std::uint64_t)>& hashed,
              const std::stop_token& stop);
  /// Throws Error (output_failed).
  void append(std::span<const std::byte> bytes);
  /// Back to an empty file.
  void restart();

  /// Of everything so far; only restart(), complete() or remove() may follow.
  Digest digest();

  /// Gives it its name among the blobs.
  void complete();
  /// Removes it.
  void remove();

 private:
  PartialBlob(std::shared_ptr<CacheFile> file, const Digest& digest,
              std::optional<CacheFolder> cache);

  std::shared_ptr<CacheFile> file_;
  Digest expected_;
  std::optional<CacheFolder> cache_;  // that it has a name in
  std::optional<Hasher> hasher_;
  std::uint64_t size_ = 0;
};

}  // namespace oci2boot

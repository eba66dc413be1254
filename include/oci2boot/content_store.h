// SPDX-License-Identifier: Apache-2.0
// Where the bytes of files lie while an image is being built: one temporary file without a name,
// appended to in large writes. It vanishes with its owner, however that ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace oci2boot {

class ContentStore {
 public:
  /// Makes the file in `folder` (O_TMPFILE, or a name that is removed at once). Throws Error
  /// (output_failed).
  explicit ContentStore(const std::filesystem::path& folder);
  ~ContentStore();
  ContentStore(ContentStore&& other) noexcept;
  ContentStore& operator=(ContentStore&&) = delete;

  /// Puts `bytes` at the end and returns the offset of the first one. Throws Error (output_failed)
  /// when the disk is full.
  std::uint64_t append(std::span<const std::byte> bytes);

  /// Fills `buffer` from `offset`. The whole range must have been appended.
  void read(std::uint64_t offset, std::span<std::byte> buffer) const;

  std::uint64_t size() const { return written_ + pending_.size(); }

 private:
  void write_pending();

  int fd_;
  std::uint64_t written_ = 0;       // bytes that are in the file
  std::vector<std::byte> pending_;  // bytes that follow them
};

}  // namespace oci2boot

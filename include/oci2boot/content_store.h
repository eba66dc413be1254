// SPDX-License-Identifier: Apache-2.0
// Where the bytes of files lie while an image is being built: in one place, appended to in large
// writes. The usual place is a temporary file without a name, which vanishes with its owner,
// however that ends; a writer of disks has them put where they stay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace oci2boot {

/// What holds the bytes of a ContentStore.
class ContentPlace {
 public:
  ContentPlace() = default;
  virtual ~ContentPlace() = default;
  ContentPlace(const ContentPlace&) = delete;
  ContentPlace& operator=(const ContentPlace&) = delete;

  /// Offsets begin at 0 and ascend without a gap. Throws Error (output_failed).
  virtual void write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;

  /// Fills `buffer` with bytes that were written. Throws Error.
  virtual void read(std::uint64_t offset, std::span<std::byte> buffer) const = 0;
};

class ContentStore {
 public:
  /// In a temporary file in `folder` (O_TMPFILE, or a name that is removed at once). Throws Error
  /// (output_failed).
  explicit ContentStore(const std::filesystem::path& folder);

  /// In `place`, where `size` bytes are already. With a `block_size` above 1 files begin at
  /// multiples of it: the parts of a file that are stored begin at such offsets in the file and in
  /// the store, so that a block of the store holds bytes of one block of one file alone.
  explicit ContentStore(std::unique_ptr<ContentPlace> place, std::uint64_t block_size = 1,
                        std::uint64_t size = 0);

  ~ContentStore();
  ContentStore(ContentStore&& other) noexcept;
  ContentStore& operator=(ContentStore&&) = delete;

  std::uint64_t block_size() const { return block_size_; }

  /// What is appended next begins a block; the rest of the last one becomes zeros.
  void begin_block();

  /// Puts `bytes` at the end and returns the offset of the first one. Throws Error (output_failed)
  /// when the disk is full.
  std::uint64_t append(std::span<const std::byte> bytes);

  /// Fills `buffer` from `offset`. The whole range must have been appended.
  void read(std::uint64_t offset, std::span<std::byte> buffer) const;

  /// Gives the place all that was appended, and fills the last block.
  void flush();

  std::uint64_t size() const { return written_ + pending_.size(); }

 private:
  void hold_back(std::span<const std::byte> bytes);
  void write_pending();

  std::unique_ptr<ContentPlace> place_;
  std::uint64_t block_size_ = 1;
  std::uint64_t written_ = 0;       // bytes that the place has
  std::vector<std::byte> pending_;  // bytes that follow them
};

}  // namespace oci2boot

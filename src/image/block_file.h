// SPDX-License-Identifier: Apache-2.0
// A disk's bytes by their offsets, whatever the file that holds them looks like. A disk container
// (raw, qcow2) is not a file system (ext4): this is the interface between the two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace oci2boot {

/// A disk that is read. What was never written reads as zeros.
class BlockSource {
 public:
  /// Bytes [offset, offset + length) of the disk.
  struct Range {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool operator==(const Range&) const = default;
  };

  BlockSource() = default;
  virtual ~BlockSource() = default;
  BlockSource(const BlockSource&) = delete;
  BlockSource& operator=(const BlockSource&) = delete;

  /// Bytes of the disk. Of one that is being written: the end of what was written so far.
  virtual std::uint64_t size() const = 0;

  /// Fills `buffer` from `offset`; what lies behind the end is zeros. Throws Error.
  virtual void read(std::uint64_t offset, std::span<std::byte> buffer) const = 0;

  /// The first range at or behind `offset` that may hold something else than zeros; nothing when
  /// there is none. What lies between such ranges takes no room in the file and is not worth
  /// reading.
  virtual std::optional<Range> next_data(std::uint64_t offset) const = 0;
};

/// A disk that is being made. Offsets come in any order and may be written again; large writes in
/// ascending order are the fast way.
class BlockFile : public BlockSource {
 public:
  /// Throws Error (output_failed) when the bytes cannot be kept.
  virtual void write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;

  /// Makes the range zeros that take as little room in the file as its format allows. Nothing of
  /// what was there stays in the file.
  virtual void discard(Range range) = 0;

  /// No more bytes come: the disk has `size` of them, a multiple of 512; what was written behind
  /// that must have been discarded. To be called once.
  virtual void finish(std::uint64_t size) = 0;
};

}  // namespace oci2boot

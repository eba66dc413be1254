// SPDX-License-Identifier: Apache-2.0
// A disk whose bytes lie in a file one after the other. What is zeros is a hole of the file
// wherever the host's file system has holes.
#pragma once

#include <optional>
#include <string>

#include "src/image/block_file.h"
#include "src/image/writeback.h"

namespace oci2boot {

class RawFile final : public BlockFile {
 public:
  /// Whether the file is one that stays, so that what is written starts on its way to the host's
  /// disk at once (writeback.h).
  enum class Keep { yes, no };

  /// In an empty file, open for reading and writing as long as this object lives; `what` is how
  /// messages name it ("output 'vm.img'").
  RawFile(int fd, std::string what, Keep keep);

  std::uint64_t size() const override { return size_; }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override;
  std::optional<Range> next_data(std::uint64_t offset) const override;
  void write(std::uint64_t offset, std::span<const std::byte> bytes) override;
  void discard(Range range) override;
  void finish(std::uint64_t size) override;

 private:
  void write_data(std::uint64_t offset, std::span<const std::byte> bytes);
  void make_zeros(Range range);
  void write_zeros(Range range);
  void note_written(Range range);

  int fd_;
  std::string what_;
  Keep keep_;
  std::optional<Writeback> writeback_;  // from the first large write on
  std::uint64_t size_ = 0;
  Range dirty_;                // holds all that is not on its way yet
  std::uint64_t written_ = 0;  // bytes of that
  bool can_punch_ = true;      // as far as is known
};

}  // namespace oci2boot

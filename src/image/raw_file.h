// SPDX-License-Identifier: Apache-2.0
// A disk whose bytes lie in a file one after the other. What is zeros is a hole of the file
// wherever the host's file system has holes.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "src/image/block_file.h"
#include "src/image/write_behind.h"

namespace oci2boot {

class RawFile final : public BlockFile {
 public:
  /// Whether the file is one that stays, so that what is written goes to the host's disk at once
  /// (write_behind.h), or is soon read again.
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
  void settle() const;

  int fd_;
  std::string what_;
  std::unique_ptr<WriteBehind> write_behind_;  // of a file that stays, until finish()
  std::uint64_t size_ = 0;
  bool can_punch_ = true;  // as far as is known
};

}  // namespace oci2boot

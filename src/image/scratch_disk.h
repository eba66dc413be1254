// SPDX-License-Identifier: Apache-2.0
// A disk that is kept in a temporary file until it is whole, and then packed into its final form.
#pragma once

#include <filesystem>
#include <functional>

#include "src/image/block_file.h"
#include "src/image/raw_file.h"

namespace oci2boot {

/// A file that has no name, and so ends with this object.
class ScratchFile {
 public:
  /// In `folder`. Throws Error (output_failed).
  explicit ScratchFile(const std::filesystem::path& folder);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  int descriptor() const { return fd_; }

 private:
  int fd_;
};

class ScratchDisk final : public BlockFile {
 public:
  /// Makes the output of the whole disk, whose bytes are in the file `descriptor` one after the
  /// other. Parts of the disk that are not needed any more may be discarded.
  using Pack = std::function<void(BlockFile& disk, int descriptor)>;

  /// finish() calls `pack`, once.
  ScratchDisk(const std::filesystem::path& folder, Pack pack);

  std::uint64_t size() const override { return disk_.size(); }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override;
  std::optional<Range> next_data(std::uint64_t offset) const override;
  void write(std::uint64_t offset, std::span<const std::byte> bytes) override;
  void discard(Range range) override;
  void finish(std::uint64_t size) override;

 private:
  ScratchFile file_;
  RawFile disk_;
  Pack pack_;
};

}  // namespace oci2boot

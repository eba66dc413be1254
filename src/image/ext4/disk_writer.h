// SPDX-License-Identifier: Apache-2.0
// Gathers what is written in a row into large writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/image/block_file.h"
#include "src/image/ext4/data_area.h"

namespace oci2boot {

class DiskWriter {
 public:
  explicit DiskWriter(BlockFile& disk) : disk_(disk) {}

  void write(std::uint64_t offset, std::span<const std::byte> bytes);

  /// Gives the disk what was held back. To be called at the end.
  void flush();

 private:
  BlockFile& disk_;
  std::uint64_t offset_ = 0;
  std::vector<std::byte> pending_;
};

/// Writes blocks one after another into the data area.
class AreaWriter {
 public:
  AreaWriter(BlockFile& disk, const DataArea& area, std::uint64_t start)
      : writer_(disk), area_(area), next_(start) {}

  /// Whole blocks, any number of them.
  void write(std::span<const std::byte> blocks);
  void flush() { writer_.flush(); }

 private:
  DiskWriter writer_;
  const DataArea& area_;
  std::uint64_t next_;
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// The data area of a disk as the place of a ContentStore: what the layers' files hold goes to its
// final blocks as it comes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "oci2boot/content_store.h"
#include "src/image/block_file.h"
#include "src/image/ext4/data_area.h"

namespace oci2boot {

class DataPlace final : public ContentPlace {
 public:
  /// Both must outlive the place.
  DataPlace(BlockFile& disk, const DataArea& area) : disk_(disk), area_(area) {}

  void write(std::uint64_t offset, std::span<const std::byte> bytes) override;
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override;

 private:
  BlockFile& disk_;
  const DataArea& area_;
};

}  // namespace oci2boot

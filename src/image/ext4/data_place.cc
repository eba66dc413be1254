// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/data_place.h"

#include <algorithm>

#include "src/image/ext4/format.h"

namespace oci2boot {
namespace {

/// Calls `visit` with the disk's offset of each piece of `bytes`, which lie at `offset` of the
/// area.
template <typename Byte, typename Visit>
void for_each_piece(const DataArea& area, std::uint64_t offset, std::span<Byte> bytes,
                    const Visit& visit) {
  while (!bytes.empty()) {
    const std::uint64_t block = offset / kExt4BlockSize;
    const std::uint64_t within = offset % kExt4BlockSize;
    const std::uint64_t blocks = std::min<std::uint64_t>(
        area.in_a_row(block), (within + bytes.size() + kExt4BlockSize - 1) / kExt4BlockSize);
    const auto size = static_cast<std::size_t>(
        std::min<std::uint64_t>(bytes.size(), blocks * kExt4BlockSize - within));
    visit(area.on_disk(block) * kExt4BlockSize + within, bytes.first(size));
    bytes = bytes.subspan(size);
    offset += size;
  }
}

}  // namespace

void DataPlace::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  for_each_piece(area_, offset, bytes,
                 [this](std::uint64_t at, auto piece) { disk_.write(at, piece); });
}

void DataPlace::read(std::uint64_t offset, std::span<std::byte> buffer) const {
  for_each_piece(area_, offset, buffer,
                 [this](std::uint64_t at, auto piece) { disk_.read(at, piece); });
}

}  // namespace oci2boot

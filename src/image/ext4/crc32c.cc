// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/crc32c.h"

#include <isa-l/crc.h>

#include <algorithm>

#include "src/image/ext4/format.h"

namespace oci2boot {

std::uint32_t crc32c(std::uint32_t seed, std::span<const std::byte> bytes) {
  constexpr std::size_t kMost = std::size_t{1} << 30;  // ISA-L counts in an int
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), kMost);
    // ISA-L does not write to what its parameter's type says.
    auto* const first = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(bytes.data()));
    seed = crc32_iscsi(first, static_cast<int>(size), seed);
    bytes = bytes.subspan(size);
  }
  return seed;
}

std::uint32_t filesystem_seed(const std::array<std::uint8_t, 16>& uuid) {
  return crc32c(UINT32_MAX, std::as_bytes(std::span(uuid)));
}

std::uint32_t inode_seed(std::uint32_t filesystem_seed, std::uint32_t inode) {
  std::array<std::byte, 8> number_and_generation{};
  put_little_endian(number_and_generation, 0, inode);
  return crc32c(filesystem_seed, number_and_generation);
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// CRC-32C as metadata_csum uses it (the kernel's ext4_chksum), with the CPU's instructions for it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace oci2boot {

/// The sum over `bytes` from `seed` on, neither of them inverted: crc32c(crc32c(s, a), b) is the
/// sum of a and b in a row.
std::uint32_t crc32c(std::uint32_t seed, std::span<const std::byte> bytes);

/// Where a file system's checksums begin: the sum of its UUID (without the feature csum_seed).
std::uint32_t filesystem_seed(const std::array<std::uint8_t, 16>& uuid);

/// Where the checksums of an inode, and of its directory and extent blocks, begin: the file
/// system's seed, the inode's number and its i_generation, which is 0 in all that we write.
std::uint32_t inode_seed(std::uint32_t filesystem_seed, std::uint32_t inode);

}  // namespace oci2boot

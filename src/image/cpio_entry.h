// SPDX-License-Identifier: Apache-2.0
// The header of an entry in a newc archive (Documentation/driver-api/early-userspace/
// buffer-format.rst), as the kernel reads it (init/initramfs.c, parse_header).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace oci2boot {

struct CpioHeader {
  static constexpr std::size_t kSize = 110;

  std::uint32_t inode = 0;
  std::uint32_t mode = 0;  ///< type and permissions, as in stat(2)
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t names = 0;
  std::uint32_t mtime = 0;
  std::uint32_t body_size = 0;
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::uint32_t device_major = 0;
  std::uint32_t device_minor = 0;
  std::uint32_t name_size = 0;  ///< with the NUL
  std::uint32_t checksum = 0;
  bool has_checksum = false;  ///< 070702: the sum of the file's bytes

  /// Bytes of the name and what fills it up, so that the body begins at a multiple of 4.
  std::uint64_t padded_name_size() const {
    const std::uint64_t end = kSize + std::uint64_t{name_size};
    return (end + 3) / 4 * 4 - kSize;
  }
  std::uint64_t body_padding() const { return (4 - body_size % 4) % 4; }
};

/// The header alone.
std::array<char, CpioHeader::kSize> cpio_header_bytes(const CpioHeader& header);

/// `bytes` has kSize of them. Throws Error (invalid_image).
CpioHeader parse_cpio_header(std::span<const std::byte> bytes);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// What every encoder of ext4 structures here agrees on. The structures' fields are named by
// offsetof() in e2fsprogs' headers (ext2fs/ext2_fs.h), which mirror the kernel's fs/ext4/ext4.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "src/image/little_endian.h"

namespace oci2boot {

inline constexpr std::size_t kExt4BlockSize = 4096;
inline constexpr std::size_t kExt4InodeSize = 256;
/// Of those, what an inode has behind the 128 bytes of ext2: `s_want_extra_isize`.
inline constexpr std::size_t kExt4ExtraInodeSize = 32;

/// A hard limit of the kernel for a file's names; a directory with more counts as 1 (dir_nlink).
inline constexpr std::uint32_t kExt4LinkMax = 65000;
inline constexpr std::size_t kExt4NameMax = 255;

/// The number that up to four bytes make, the least significant one first.
constexpr std::uint32_t little_endian_number(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    number = number << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  return number;
}

}  // namespace oci2boot

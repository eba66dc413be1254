// SPDX-License-Identifier: Apache-2.0
// One header block of a tar archive: v7, ustar (POSIX.1-1988), GNU and star lay the same 512 bytes
// out in four ways (POSIX pax, "ustar Interchange Format"; GNU tar's manual, "Basic Tar Format").
// Where a block may be read in more than one way, engines' reader (Go's archive/tar) decides.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace oci2boot {

inline constexpr std::size_t kTarBlock = 512;
using TarBlock = std::array<std::byte, kTarBlock>;

enum class TarFormat { v7, ustar, gnu, star };

/// The fields as the block has them; numbers may be anything that a field can hold.
struct TarHeader {
  TarFormat format = TarFormat::v7;
  char type = '\0';  ///< "typeflag"
  std::string path;  ///< a ustar prefix included
  std::string link_target;
  std::int64_t mode = 0;
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  std::int64_t size = 0;
  std::int64_t mtime = 0;  ///< seconds
  std::int64_t device_major = 0;
  std::int64_t device_minor = 0;
};

bool is_zero_block(const TarBlock& block);

/// Whether the block's checksum is that of its bytes, added up as unsigned numbers or, as some old
/// tools did, as signed ones.
bool has_tar_checksum(const TarBlock& block);

/// The checksum must be right. Throws TarDamage.
TarHeader parse_tar_header(const TarBlock& block);

/// A number of a header: octal digits among blanks and NULs, nothing at all (0), or GNU's base-256,
/// which has the first bit set and may be negative; what 64 bits do not hold becomes the nearest
/// that they do. `field` names it in messages. Throws TarDamage.
std::int64_t parse_tar_number(std::span<const std::byte> bytes, const char* field);

}  // namespace oci2boot

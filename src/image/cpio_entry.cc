// SPDX-License-Identifier: Apache-2.0
#include "src/image/cpio_entry.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

constexpr std::size_t kMagicSize = 6;
constexpr std::size_t kFieldSize = 8;

/// In the order of the format. `Header` is const or not.
template <typename Header>
auto fields_of(Header& header) {
  return std::array{&header.inode,   &header.mode,         &header.uid,          &header.gid,
                    &header.names,   &header.mtime,        &header.body_size,    &header.major,
                    &header.minor,   &header.device_major, &header.device_minor, &header.name_size,
                    &header.checksum};
}

}  // namespace

std::array<char, CpioHeader::kSize> cpio_header_bytes(const CpioHeader& header) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, CpioHeader::kSize> bytes{};
  const std::string_view magic = header.has_checksum ? "070702" : "070701";
  char* at = std::copy(magic.begin(), magic.end(), bytes.data());
  for (const std::uint32_t* const field : fields_of(header)) {
    for (unsigned shift = 32; shift != 0; shift -= 4) *at++ = kDigits[*field >> (shift - 4) & 0xfU];
  }
  return bytes;
}

CpioHeader parse_cpio_header(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  CpioHeader header;
  header.has_checksum = text.starts_with("070702");
  if (!header.has_checksum && !text.starts_with("070701")) {
    const bool is_older = text.starts_with("070707");
    throw Error(ErrorCode::invalid_image,
                is_older ? "the cpio archive is of the old format, which the kernel does not "
                           "unpack; make it with `cpio -H newc`"
                         : "the cpio archive is damaged: no header where there should be one");
  }
  const char* at = text.data() + kMagicSize;
  for (std::uint32_t* const field : fields_of(header)) {
    const auto [end, failure] = std::from_chars(at, at + kFieldSize, *field, 16);
    if (failure != std::errc() || end != at + kFieldSize) {
      throw Error(ErrorCode::invalid_image,
                  "the cpio archive is damaged: a header has something else than numbers");
    }
    at += kFieldSize;
  }
  return header;
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4_reader/directory_names.h"

#include "src/image/ext4_reader/little_endian.h"

namespace oci2boot {

bool visit_names(std::span<const std::byte> block, bool has_types,
                 const std::function<void(std::string_view name, std::uint32_t inode)>& visit) {
  constexpr std::size_t kHeader = 8;
  constexpr std::string_view kNotInNames("/\0", 2);
  for (std::size_t at = 0; at < block.size();) {
    const auto entry = block.subspan(at);
    if (entry.size() < kHeader) return false;
    std::size_t size = le16(entry, 4);
    if (size == 0 || size == 0xFFFF) size = block.size();  // of blocks of 64 KiB
    const std::size_t name_size =
        has_types ? std::to_integer<std::size_t>(entry[6]) : le16(entry, 6);
    if (size < kHeader || size % 4 != 0 || size > entry.size() || name_size > size - kHeader) {
      return false;
    }
    const std::uint32_t inode = le32(entry, 0);
    const std::string_view name(reinterpret_cast<const char*>(entry.data()) + kHeader, name_size);
    if (inode != 0 && name != "." && name != "..") {
      if (name.empty() || name.size() > 255 || name.find_first_of(kNotInNames) != name.npos) {
        return false;
      }
      visit(name, inode);
    }
    at += size;
  }
  return true;
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// Reading and replacing parts of an output that another program has written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "src/image/little_endian.h"
#include "src/image/output_file.h"
#include "src/image/read_fully.h"
#include "src/image/write_fully.h"

namespace oci2boot {

inline std::vector<std::byte> read_part(const OutputFile& file, std::uint64_t offset,
                                        std::size_t size) {
  std::vector<std::byte> bytes(size);
  read_fully_at(file.descriptor(), offset, bytes, file.description());
  return bytes;
}

inline void write_part(OutputFile& file, std::uint64_t offset, std::span<const std::byte> bytes) {
  write_fully_at(file.descriptor(), offset, bytes, file.description());
}

inline bool has_text(std::span<const std::byte> bytes, std::size_t at, std::string_view text) {
  return at + text.size() <= bytes.size() &&
         std::string_view(reinterpret_cast<const char*>(bytes.data()) + at, text.size()) == text;
}

/// `identifier` as Microsoft's and VirtualBox's formats have it: its first three fields turned.
inline std::array<std::byte, 16> as_guid(const std::array<std::byte, 16>& id) {
  return {id[3], id[2], id[1],  id[0],  id[5],  id[4],  id[7],  id[6],
          id[8], id[9], id[10], id[11], id[12], id[13], id[14], id[15]};
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/unsupported_packing.h"

#include <algorithm>
#include <array>

namespace oci2boot {

namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view name;
};

// brotli and raw deflate have none.
constexpr std::array kMagics{
    Magic{"\x04\x22\x4d\x18"sv, "lz4"},  // LZ4 Frame Format, 1.6
    Magic{"\x02\x21\x4c\x18"sv, "lz4"},  // the legacy frame, as the Linux kernel has it
    Magic{"LZIP\x01"sv, "lzip"},          Magic{"\x89LZO\x00\r\n\x1a\n"sv, "lzop"},
    Magic{"\x1f\x9d"sv, "compress (.Z)"}, Magic{"\x1f\xa0"sv, "compress (.Z, LZH)"},
    Magic{"PK\x03\x04"sv, "zip"},         Magic{"7z\xbc\xaf\x27\x1c"sv, "7-Zip"},
};

/// The .lzma format has no magic, but lzma(1) always writes lc=3, lp=0, pb=2 and, behind that, a
/// dictionary size of 2^n or 2^n + 2^(n-1) from 64 KiB up, in little-endian order.
bool is_lzma_alone(std::string_view bytes) {
  return bytes.starts_with("\x5d\x00\x00"sv) && bytes.size() >= 5 &&
         (bytes[3] != '\0' || bytes[4] != '\0');
}

}  // namespace

std::string_view unsupported_packing(std::span<const std::byte> head) {
  const std::string_view bytes(reinterpret_cast<const char*>(head.data()), head.size());
  if (is_lzma_alone(bytes)) return "lzma";
  const auto found = std::find_if(kMagics.begin(), kMagics.end(), [&](const Magic& magic) {
    return bytes.starts_with(magic.bytes);
  });
  return found == kMagics.end() ? std::string_view() : found->name;
}

}  // namespace oci2boot

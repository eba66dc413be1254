// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/unpack_lz4.h"

#include <lz4.h>

#include <vector>

#include "oci2boot/error.h"
#include "src/boot/kernel/little_endian.h"

namespace oci2boot {

namespace {

constexpr std::string_view kMagic("\x02\x21\x4c\x18");
constexpr int kBlockSize = 8 << 20;

std::string_view take_block(std::string_view& rest) {
  const auto size = little_endian<std::uint32_t>(rest, 0);
  const auto block = size ? slice(rest, sizeof(*size), *size) : std::nullopt;
  if (!block || block->size() > LZ4_COMPRESSBOUND(kBlockSize)) {
    throw Error(ErrorCode::verification_failed, "the lz4 data is cut off or damaged");
  }
  rest.remove_prefix(sizeof(*size) + block->size());
  return *block;
}

}  // namespace

bool is_legacy_lz4(std::string_view bytes) {
  return bytes.starts_with(kMagic);
}

std::string unpack_legacy_lz4(std::string_view packed, std::uint64_t limit) {
  std::string unpacked;
  std::vector<char> buffer(kBlockSize);
  while (!packed.empty()) {
    // Streams that were put one behind the other are one.
    if (is_legacy_lz4(packed)) {
      packed.remove_prefix(kMagic.size());
      continue;
    }
    const std::string_view block = take_block(packed);
    const int size = LZ4_decompress_safe(block.data(), buffer.data(),
                                         static_cast<int>(block.size()), kBlockSize);
    if (size < 0) throw Error(ErrorCode::verification_failed, "the lz4 data is damaged");
    if (unpacked.size() + static_cast<std::size_t>(size) > limit) {
      throw Error(ErrorCode::invalid_image,
                  "it unpacks to more than " + std::to_string(limit) + " bytes");
    }
    unpacked.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return unpacked;
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// What a block of a deflate stream begins with (RFC 1951, 3.2.3).
#pragma once

#include <cstdint>
#include <optional>

#include "src/image/deflate/bits.h"
#include "src/image/deflate/code.h"

namespace oci2boot::deflate {

inline constexpr unsigned kBlockHeaderBits = 3;
/// The symbol behind the bytes of a block.
inline constexpr unsigned kEndOfBlock = 256;

struct BlockHeader {
  enum class Type : std::uint8_t { stored, fixed_codes, own_codes, reserved };
  bool is_last = false;
  Type type = Type::stored;
};

BlockHeader read_block_header(Bits& bits);

struct BlockCodes {
  Code literals;  ///< of bytes, the end of the block and lengths
  Code distances;
};

/// Those of a block with codes, whose header has been read. Nothing when they make no sense.
std::optional<BlockCodes> read_block_codes(Bits& bits, BlockHeader::Type type);

}  // namespace oci2boot::deflate

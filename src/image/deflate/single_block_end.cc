// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate/single_block_end.h"

#include "src/image/deflate/bits.h"
#include "src/image/deflate/block_header.h"
#include "src/image/deflate/code.h"

namespace oci2boot::deflate {
namespace {

constexpr std::uint64_t kStoredHeader = 5;  // bytes: the block's, filled up, and the size twice

/// Where `stream`, but for up to seven zeros, ends with this word. There is one such place: a word
/// that fits at two of them is nothing but zeros.
std::optional<std::uint64_t> last_place_of(Code::Word word, std::span<const std::byte> stream) {
  if (word.bits == 0) return std::nullopt;
  const Bits whole(stream);
  for (std::uint64_t end = whole.end(); end + 8 > whole.end() && end >= word.length; --end) {
    Bits bits = whole;
    bits.skip(end - word.length);
    const unsigned found = bits.take(word.length);
    if (found == word.bits) return end;
    if (found >> (word.length - 1) != 0) break;  // the last one is no filling
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> end_of_single_block(std::span<const std::byte> stream) {
  Bits bits(stream);
  const BlockHeader header = read_block_header(bits);
  if (!header.is_last) return std::nullopt;
  if (header.type == BlockHeader::Type::stored) {
    return stream.size() >= kStoredHeader ? std::optional(bits.end()) : std::nullopt;
  }
  if (header.type != BlockHeader::Type::own_codes) return std::nullopt;
  const std::optional<BlockCodes> codes = read_block_codes(bits, header.type);
  if (!codes) return std::nullopt;
  return last_place_of(codes->literals.words()[kEndOfBlock], stream);
}

}  // namespace oci2boot::deflate

// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate/block_header.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace oci2boot::deflate {
namespace {

/// RFC 1951, 3.2.6.
BlockCodes fixed_codes() {
  std::array<std::uint8_t, 288> literals{};
  std::fill(literals.begin(), literals.end(), std::uint8_t{8});
  std::fill(literals.begin() + 144, literals.begin() + 256, std::uint8_t{9});
  std::fill(literals.begin() + 256, literals.begin() + 280, std::uint8_t{7});
  std::array<std::uint8_t, 30> distances{};
  std::fill(distances.begin(), distances.end(), std::uint8_t{5});
  return {Code(literals), Code(distances)};
}

/// Of the words of both codes, one behind the other; nothing when they make no sense.
std::optional<std::vector<std::uint8_t>> word_lengths(Bits& bits, const Code& code,
                                                      std::size_t count) {
  constexpr unsigned kLongestWord = 7;
  const auto by_bits = code.found_by_bits<kLongestWord>();
  std::vector<std::uint8_t> lengths;
  lengths.reserve(count);
  while (lengths.size() < count) {
    const auto [symbol, length] = by_bits[bits.ahead() % by_bits.size()];
    if (length == 0 || (symbol == 16 && lengths.empty())) return std::nullopt;
    bits.skip(length);
    if (symbol < 16) {
      lengths.push_back(static_cast<std::uint8_t>(symbol));
    } else if (symbol == 16) {
      lengths.insert(lengths.end(), 3 + bits.take(2), std::uint8_t{lengths.back()});
    } else {
      lengths.insert(lengths.end(), symbol == 17 ? 3 + bits.take(3) : 11 + bits.take(7), 0);
    }
  }
  if (lengths.size() > count) return std::nullopt;
  return lengths;
}

/// RFC 1951, 3.2.7.
std::optional<BlockCodes> own_codes(Bits& bits) {
  constexpr std::array<unsigned, 19> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                               11, 4,  12, 3, 13, 2, 14, 1, 15};
  const unsigned literals = bits.take(5) + 257;
  const unsigned distances = bits.take(5) + 1;
  const unsigned of_lengths = bits.take(4) + 4;
  std::array<std::uint8_t, kOrder.size()> lengths_of_lengths{};
  for (unsigned i = 0; i < of_lengths; ++i)
    lengths_of_lengths[kOrder[i]] = static_cast<std::uint8_t>(bits.take(3));
  const std::optional<std::vector<std::uint8_t>> lengths =
      word_lengths(bits, Code(lengths_of_lengths), literals + distances);
  if (!lengths) return std::nullopt;
  const std::span<const std::uint8_t> both = *lengths;
  return BlockCodes{Code(both.first(literals)), Code(both.subspan(literals))};
}

}  // namespace

BlockHeader read_block_header(Bits& bits) {
  const bool is_last = bits.take(1) != 0;
  return {is_last, static_cast<BlockHeader::Type>(bits.take(2))};
}

std::optional<BlockCodes> read_block_codes(Bits& bits, BlockHeader::Type type) {
  if (type == BlockHeader::Type::fixed_codes) return fixed_codes();
  if (type == BlockHeader::Type::own_codes) return own_codes(bits);
  return std::nullopt;
}

}  // namespace oci2boot::deflate

// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate/code.h"

#include <numeric>

namespace oci2boot::deflate {
namespace {

/// The lowest `length` bits, 1 to 16, the other way round.
unsigned reversed(unsigned word, unsigned length) {
  word = (word & 0x5555U) << 1 | (word >> 1 & 0x5555U);
  word = (word & 0x3333U) << 2 | (word >> 2 & 0x3333U);
  word = (word & 0x0f0fU) << 4 | (word >> 4 & 0x0f0fU);
  word = (word & 0x00ffU) << 8 | (word >> 8 & 0x00ffU);
  return word >> (16 - length);
}

}  // namespace

Code::Code(std::span<const std::uint8_t> lengths) : words_(lengths.size()) {
  for (const std::uint8_t length : lengths) ++counts_[length];
  counts_[0] = 0;
  std::array<unsigned, kLongest + 1> word{};   // the next one of each length
  std::array<unsigned, kLongest + 1> place{};  // of its symbol
  for (unsigned length = 1; length <= kLongest; ++length) {
    word[length] = (word[length - 1] + counts_[length - 1]) << 1;
    place[length] = place[length - 1] + counts_[length - 1];
  }
  symbols_.resize(std::accumulate(counts_.begin(), counts_.end(), 0U));
  for (unsigned symbol = 0; symbol < lengths.size(); ++symbol) {
    const unsigned length = lengths[symbol];
    if (length == 0) continue;
    words_[symbol] = {reversed(word[length]++, length), length};
    symbols_[place[length]++] = symbol;
  }
}

std::optional<unsigned> Code::read(Bits& bits) const {
  const std::uint64_t ahead = bits.ahead();
  unsigned word = 0;
  unsigned first = 0;  // word of this length
  unsigned shorter = 0;
  for (unsigned length = 1; length <= kLongest; ++length) {
    word = word << 1 | static_cast<unsigned>(ahead >> (length - 1) & 1U);
    first = (first + counts_[length - 1]) << 1;
    shorter += counts_[length - 1];
    if (word - first < counts_[length]) {
      bits.skip(length);
      return symbols_[shorter + word - first];
    }
  }
  return std::nullopt;
}

}  // namespace oci2boot::deflate

// SPDX-License-Identifier: Apache-2.0
// A Huffman code of a deflate stream, told by the length of each symbol's word (RFC 1951, 3.2.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "src/image/deflate/bits.h"

namespace oci2boot::deflate {

class Code {
 public:
  struct Word {
    unsigned bits = 0;    ///< as they stand in the stream, the first one lowest
    unsigned length = 0;  ///< 0: the symbol has no word
  };

  /// What some bits of a stream begin with.
  struct Found {
    std::uint16_t symbol = 0;
    std::uint8_t length = 0;  ///< of its word; 0: that is longer than the bits, or there is none
  };

  /// Of symbols 0, 1 and so on; a word has 15 bits at most. Lengths that make no code give one
  /// whose words cannot all be told apart.
  explicit Code(std::span<const std::uint8_t> lengths);

  /// Reads a word and returns its symbol; nothing when it is none.
  std::optional<unsigned> read(Bits& bits) const;

  /// The same by looking it up: what each number of so many bits, the first one lowest, begins
  /// with.
  template <unsigned kBits>
  std::array<Found, 1U << kBits> found_by_bits() const;

  /// Of each symbol.
  std::span<const Word> words() const { return words_; }

 private:
  static constexpr unsigned kLongest = 15;

  std::vector<Word> words_;
  std::vector<unsigned> symbols_;                // that have words, those of short ones first
  std::array<unsigned, kLongest + 1> counts_{};  // of words of each length
};

template <unsigned kBits>
std::array<Code::Found, 1U << kBits> Code::found_by_bits() const {
  std::array<Found, 1U << kBits> found{};
  for (unsigned symbol = 0; symbol < words_.size(); ++symbol) {
    const Word word = words_[symbol];
    if (word.length == 0 || word.length > kBits) continue;
    for (std::size_t bits = word.bits; bits < found.size(); bits += std::size_t{1} << word.length)
      found[bits] = {static_cast<std::uint16_t>(symbol), static_cast<std::uint8_t>(word.length)};
  }
  return found;
}

}  // namespace oci2boot::deflate

// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate_end.h"

#include <algorithm>
#include <array>
#include <vector>

namespace oci2boot {
namespace {

constexpr unsigned kEndOfBlock = 256;
constexpr unsigned kStored = 0;
constexpr unsigned kDynamic = 2;
constexpr unsigned kLongestCode = 15;
constexpr std::uint64_t kStoredHeader = 5;  // bytes: the block's, filled up, and the size twice

/// RFC 1951, 3.1.1: from the lowest bit of a byte to the highest. Behind the end there are zeros.
class Bits {
 public:
  explicit Bits(std::span<const std::byte> stream) : stream_(stream) {}

  std::uint64_t end() const { return std::uint64_t{8} * stream_.size(); }

  unsigned at(std::uint64_t position) const {
    if (position >= end()) return 0;
    const std::byte byte = stream_[static_cast<std::size_t>(position / 8)];
    return std::to_integer<unsigned>(byte >> (position % 8)) & 1U;
  }

  unsigned take(unsigned count) {
    unsigned value = 0;
    for (unsigned i = 0; i < count; ++i) value |= at(position_++) << i;
    return value;
  }

 private:
  std::span<const std::byte> stream_;
  std::uint64_t position_ = 0;
};

/// A Huffman code, told by the length of each symbol's word (RFC 1951, 3.2.2).
class Code {
 public:
  explicit Code(std::span<const std::uint8_t> lengths) : lengths_(lengths) {
    for (const std::uint8_t length : lengths) ++counts_[length];
    counts_[0] = 0;
  }

  /// Reads a word; nothing when it is none.
  std::optional<unsigned> read(Bits& bits) const {
    unsigned word = 0;
    unsigned first = 0;
    for (unsigned length = 1; length <= kLongestCode; ++length) {
      word = word << 1 | bits.take(1);
      first = (first + counts_[length - 1]) << 1;
      if (word - first < counts_[length]) return symbol(length, word - first);
    }
    return std::nullopt;
  }

  unsigned length_of(unsigned symbol) const { return lengths_[symbol]; }

  unsigned word_of(unsigned symbol) const {
    unsigned word = 0;
    for (unsigned length = 1; length <= lengths_[symbol]; ++length)
      word = (word + counts_[length - 1]) << 1;
    return word + static_cast<unsigned>(
                      std::count(lengths_.begin(), lengths_.begin() + symbol, lengths_[symbol]));
  }

 private:
  /// Of those with words of this length, the one with that number.
  std::optional<unsigned> symbol(unsigned length, unsigned number) const {
    for (unsigned symbol = 0; symbol < lengths_.size(); ++symbol) {
      if (lengths_[symbol] == length && number-- == 0) return symbol;
    }
    return std::nullopt;
  }

  std::span<const std::uint8_t> lengths_;
  std::array<unsigned, kLongestCode + 1> counts_{};
};

/// RFC 1951, 3.2.7: of the words for literals and lengths. Nothing when the header makes no sense.
std::optional<std::vector<std::uint8_t>> literal_lengths(Bits& bits) {
  constexpr std::array<unsigned, 19> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                               11, 4,  12, 3, 13, 2, 14, 1, 15};
  const unsigned literals = bits.take(5) + 257;
  bits.take(5);  // how many distances
  const unsigned of_lengths = bits.take(4) + 4;
  std::array<std::uint8_t, kOrder.size()> lengths_of_lengths{};
  for (unsigned i = 0; i < of_lengths; ++i)
    lengths_of_lengths[kOrder[i]] = static_cast<std::uint8_t>(bits.take(3));
  const Code code(lengths_of_lengths);

  std::vector<std::uint8_t> lengths;
  while (lengths.size() < literals) {
    const std::optional<unsigned> symbol = code.read(bits);
    if (!symbol || (*symbol == 16 && lengths.empty())) return std::nullopt;
    if (*symbol < 16) {
      lengths.push_back(static_cast<std::uint8_t>(*symbol));
    } else if (*symbol == 16) {
      lengths.insert(lengths.end(), 3 + bits.take(2), std::uint8_t{lengths.back()});
    } else {
      lengths.insert(lengths.end(), *symbol == 17 ? 3 + bits.take(3) : 11 + bits.take(7), 0);
    }
  }
  lengths.resize(literals);  // distances follow without a break
  return lengths;
}

/// Where `bits`, but for up to seven zeros, end with the code's word for the end of a block. There
/// is one such place: a word that fits at two of them is nothing but zeros.
std::optional<std::uint64_t> last_end_of_block(const Bits& bits, const Code& code) {
  const unsigned length = code.length_of(kEndOfBlock);
  const unsigned word = code.word_of(kEndOfBlock);
  if (length == 0 || word == 0) return std::nullopt;
  for (std::uint64_t end = bits.end(); end + 8 > bits.end() && end >= length; --end) {
    unsigned found = 0;
    for (std::uint64_t i = end - length; i < end; ++i) found = found << 1 | bits.at(i);
    if (found == word) return end;
    if (bits.at(end - 1) != 0) break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> end_of_single_block(std::span<const std::byte> stream) {
  Bits bits(stream);
  if (bits.take(1) == 0) return std::nullopt;  // it is not the last one
  const unsigned type = bits.take(2);
  if (type == kStored && stream.size() >= kStoredHeader) return bits.end();
  if (type != kDynamic) return std::nullopt;
  const std::optional<std::vector<std::uint8_t>> lengths = literal_lengths(bits);
  if (!lengths) return std::nullopt;
  return last_end_of_block(bits, Code(*lengths));
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate/pass_block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "oci2boot/error.h"
#include "tests/support/deflated.h"
#include "tests/support/expect_error.h"

namespace oci2boot::deflate {
namespace {

using Bytes = std::vector<std::byte>;
using Type = BlockHeader::Type;

struct Passed {
  std::vector<std::uint64_t> ends;
  std::vector<Type> types;
};

Passed passed(const Bytes& stream) {
  Passed blocks;
  Bits bits(stream);
  for (bool was_last = false; !was_last;) {
    const BlockHeader header = pass_block(bits);
    blocks.ends.push_back(bits.position());
    blocks.types.push_back(header.type);
    was_last = header.is_last;
  }
  return blocks;
}

/// Which types of blocks it consists of, when its blocks end where zlib says.
std::vector<Type> types_of(const Bytes& stream) {
  const Passed blocks = passed(stream);
  EXPECT_EQ(blocks.ends, block_ends(stream));
  return blocks.types;
}

/// Each letter twice as frequent as the next one, so that the code has words of all lengths.
std::string letters_of_long_words(std::size_t size) {
  std::mt19937 chance(1);
  std::string text(size, ' ');
  for (char& letter : text) {
    letter = 'a';
    while (letter < 'z' && chance() % 2 == 0) ++letter;
  }
  return text;
}

std::string noise(std::size_t size) {
  std::mt19937 chance(1);
  std::string bytes(size, ' ');
  for (char& byte : bytes) byte = static_cast<char>(chance());
  return bytes;
}

/// Repetitions of every length from all distances that there are.
std::string repetitions(std::size_t size) {
  std::mt19937 chance(1);
  std::string bytes = noise(1000);
  while (bytes.size() < size) {
    const std::size_t distance = 1 + chance() % std::min<std::size_t>(bytes.size(), 32768);
    bytes += bytes.substr(bytes.size() - distance, 3 + chance() % 256);
    bytes += static_cast<char>(chance());
  }
  return bytes;
}

TEST(PassBlockTest, EndsWhereZlibSays) {
  for (const std::string& text : {uneven_letters(700'000, 1), letters_of_long_words(700'000),
                                  repetitions(700'000), noise(200'000), std::string("a")}) {
    for (const int level : {1, 3, 6, 9, 12}) types_of(packed_by_libdeflate(text, level));
    for (const int level : {0, 1, 6, 9}) types_of(deflated(text, level));
    types_of(deflated(text, 6, Z_FIXED));
    types_of(deflated(text, 6, Z_HUFFMAN_ONLY));
    types_of(deflated(text, 6, Z_RLE));
  }
}

TEST(PassBlockTest, OfEachType) {
  EXPECT_EQ(types_of(deflated(noise(100'000), 0)).at(1), Type::stored);
  EXPECT_EQ(types_of(deflated(uneven_letters(1000, 1), 6, Z_FIXED)).front(), Type::fixed_codes);
  EXPECT_EQ(types_of(packed_by_libdeflate(repetitions(700'000), 6)).at(1), Type::own_codes);
}

TEST(PassBlockTest, FindsStoredBlocksThatBeginAtEachBitOfAByte) {
  unsigned begins = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    const Bytes stream = packed_by_libdeflate(uneven_letters(30'000, seed) + noise(120'000), 6);
    const Passed blocks = passed(stream);
    EXPECT_EQ(blocks.ends, block_ends(stream));
    for (std::size_t i = 1; i < blocks.types.size(); ++i) {
      if (blocks.types[i] == Type::stored)
        begins |= 1U << (blocks.ends[i - 1] + kBlockHeaderBits) % 8;
    }
  }
  EXPECT_EQ(begins, 0xffU);
}

TEST(PassBlockTest, RefusesAStoredBlockOfTwoSizes) {
  Bytes stream = deflated("abc", 0);
  stream[3] ^= std::byte{1};
  Bits bits(stream);
  expect_error(ErrorCode::failed, "no deflate stream", [&] { pass_block(bits); });
}

TEST(PassBlockTest, RefusesWhatHasNoEnd) {
  for (const int level : {0, 6}) {
    Bytes stream = deflated(uneven_letters(1000, 1), level);
    stream.resize(stream.size() / 2);
    Bits bits(stream);
    expect_error(ErrorCode::failed, "no deflate stream", [&] { pass_block(bits); });
  }
}

TEST(PassBlockTest, ReadsNothingBehindNoise) {
  std::mt19937 chance(1);
  for (int i = 0; i < 20'000; ++i) {
    Bytes stream(chance() % 100);
    for (std::byte& byte : stream) byte = static_cast<std::byte>(chance());
    Bits bits(stream);
    try {
      while (!pass_block(bits).is_last) {
      }
      EXPECT_LE(bits.position(), bits.end());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::failed);
    }
  }
}

}  // namespace
}  // namespace oci2boot::deflate

// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate/single_block_end.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/deflated.h"

namespace oci2boot::deflate {
namespace {

using Bytes = std::vector<std::byte>;

unsigned first_type(const Bytes& stream) {
  return std::to_integer<unsigned>(stream[0] >> 1) & 3U;
}

TEST(SingleBlockEndTest, OfOneBlockWithItsOwnCodes) {
  unsigned ends = 0;  // within the last byte
  for (std::size_t size = 200; size < 600; ++size) {
    const std::string text = uneven_letters(size, static_cast<unsigned>(size));
    for (const Bytes& stream : {deflated(text, 6), packed_by_libdeflate(text, 1)}) {
      ASSERT_EQ(first_type(stream), 2U);
      const std::uint64_t end = block_ends(stream).front();
      EXPECT_EQ(end_of_single_block(stream), end) << size;
      ends |= 1U << end % 8;
    }
  }
  EXPECT_EQ(ends, 0xffU);
}

TEST(SingleBlockEndTest, OfAsMuchAsIsPackedAtATime) {
  int told = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Bytes stream = packed_by_libdeflate(uneven_letters(65535, seed), 1);
    const std::vector<std::uint64_t> right = block_ends(stream);
    const std::optional<std::uint64_t> end = end_of_single_block(stream);
    EXPECT_EQ(end.has_value(), right.size() == 1);
    EXPECT_EQ(end.value_or(right.back()), right.back());
    told += end.has_value() ? 1 : 0;
  }
  EXPECT_GT(told, 0);
}

TEST(SingleBlockEndTest, OfAStoredBlockIsThatOfTheStream) {
  std::mt19937 chance(1);
  std::string noise(65535, ' ');
  for (char& byte : noise) byte = static_cast<char>(chance());
  for (const Bytes& stream : {deflated("abc", 0), packed_by_libdeflate(noise, 1)}) {
    ASSERT_EQ(first_type(stream), 0U);
    EXPECT_EQ(end_of_single_block(stream), 8 * stream.size());
  }
}

TEST(SingleBlockEndTest, IsNotToldOfSeveralBlocks) {
  const Bytes stream = deflated(uneven_letters(400'000, 1), 6);
  ASSERT_GT(block_ends(stream).size(), 1U);
  EXPECT_EQ(end_of_single_block(stream), std::nullopt);
}

TEST(SingleBlockEndTest, IsNotToldWhereZerosEndTheBlockAndFillTheByte) {
  const Bytes stream = deflated(uneven_letters(100, 1), 6, Z_FIXED);
  ASSERT_EQ(first_type(stream), 1U);
  EXPECT_EQ(end_of_single_block(stream), std::nullopt);
}

TEST(SingleBlockEndTest, ReadsNothingBehindWhatIsNoStream) {
  std::mt19937 chance(1);
  for (int i = 0; i < 20'000; ++i) {
    Bytes noise(chance() % 40);
    for (std::byte& byte : noise) byte = static_cast<std::byte>(chance());
    if (!noise.empty()) noise[0] = (noise[0] & std::byte{0xf8}) | std::byte{5};
    const std::optional<std::uint64_t> end = end_of_single_block(noise);
    EXPECT_LE(end.value_or(0), 8 * noise.size());
  }
}

}  // namespace
}  // namespace oci2boot::deflate

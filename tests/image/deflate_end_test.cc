// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate_end.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/deflated.h"

namespace oci2boot {
namespace {

using Bytes = std::vector<std::byte>;

Bytes packed_by_libdeflate(const std::string& text, int level) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(level);
  Bytes packed(libdeflate_deflate_compress_bound(compressor, text.size()));
  packed.resize(libdeflate_deflate_compress(compressor, text.data(), text.size(), packed.data(),
                                            packed.size()));
  libdeflate_free_compressor(compressor);
  return packed;
}

struct Judged {
  int blocks = 0;
  std::uint64_t end = 0;
};

/// What zlib says, which unpacks the stream.
Judged judged(const Bytes& stream) {
  constexpr int kUnusedBits = 7;
  z_stream state{};
  inflateInit2(&state, kRawDeflate);
  std::string text(1 << 20, '\0');
  state.next_in = reinterpret_cast<const Bytef*>(stream.data());
  state.avail_in = static_cast<uInt>(stream.size());
  state.next_out = reinterpret_cast<Bytef*>(text.data());
  state.avail_out = static_cast<uInt>(text.size());
  Judged found;
  constexpr unsigned kLastBlock = 64;
  for (bool was_last = false; !was_last; ++found.blocks) {
    do {
      EXPECT_EQ(inflate(&state, Z_BLOCK), Z_OK);
    } while ((state.data_type & 128) == 0);
    was_last = (static_cast<unsigned>(state.data_type) & kLastBlock) != 0;
  }
  found.end = std::uint64_t{8} * (stream.size() - state.avail_in) -
              static_cast<std::uint64_t>(state.data_type & kUnusedBits);
  inflateEnd(&state);
  return found;
}

unsigned first_type(const Bytes& stream) {
  return std::to_integer<unsigned>(stream[0] >> 1) & 3U;
}

TEST(DeflateEndTest, OfOneBlockWithItsOwnCodes) {
  unsigned ends = 0;  // within the last byte
  for (std::size_t size = 200; size < 600; ++size) {
    const std::string text = uneven_letters(size, static_cast<unsigned>(size));
    for (const Bytes& stream : {deflated(text, 6), packed_by_libdeflate(text, 1)}) {
      ASSERT_EQ(first_type(stream), 2U);
      const Judged right = judged(stream);
      EXPECT_EQ(end_of_single_block(stream), right.end) << size;
      ends |= 1U << right.end % 8;
    }
  }
  EXPECT_EQ(ends, 0xffU);
}

TEST(DeflateEndTest, OfAsMuchAsIsPackedAtATime) {
  int told = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Bytes stream = packed_by_libdeflate(uneven_letters(65535, seed), 1);
    const Judged right = judged(stream);
    const std::optional<std::uint64_t> end = end_of_single_block(stream);
    EXPECT_EQ(end.has_value(), right.blocks == 1);
    EXPECT_EQ(end.value_or(right.end), right.end);
    told += end.has_value() ? 1 : 0;
  }
  EXPECT_GT(told, 0);
}

TEST(DeflateEndTest, OfAStoredBlockIsThatOfTheStream) {
  std::mt19937 chance(1);
  std::string noise(65535, ' ');
  for (char& byte : noise) byte = static_cast<char>(chance());
  for (const Bytes& stream : {deflated("abc", 0), packed_by_libdeflate(noise, 1)}) {
    ASSERT_EQ(first_type(stream), 0U);
    EXPECT_EQ(end_of_single_block(stream), 8 * stream.size());
  }
}

TEST(DeflateEndTest, IsNotToldOfSeveralBlocks) {
  const Bytes stream = deflated(uneven_letters(400'000, 1), 6);
  ASSERT_GT(judged(stream).blocks, 1);
  EXPECT_EQ(end_of_single_block(stream), std::nullopt);
}

TEST(DeflateEndTest, IsNotToldWhereZerosEndTheBlockAndFillTheByte) {
  const Bytes stream = deflated(uneven_letters(100, 1), 6, Z_FIXED);
  ASSERT_EQ(first_type(stream), 1U);
  EXPECT_EQ(end_of_single_block(stream), std::nullopt);
}

TEST(DeflateEndTest, ReadsNothingBehindWhatIsNoStream) {
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
}  // namespace oci2boot

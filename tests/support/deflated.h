// SPDX-License-Identifier: Apache-2.0
// Deflate streams as zlib and libdeflate make them, and what zlib says of them.
#pragma once

#define ZLIB_CONST
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace oci2boot {

constexpr int kRawDeflate = -15;

/// Letters of which some are more frequent, so that codes end anywhere within a byte.
inline std::string uneven_letters(std::size_t size, unsigned seed) {
  std::mt19937 chance(seed);
  std::string text(size, ' ');
  for (char& letter : text)
    letter = static_cast<char>('a' + std::min(chance() % 26, chance() % 26));
  return text;
}

inline std::vector<std::byte> deflated(const std::string& text, int level,
                                       int strategy = Z_DEFAULT_STRATEGY) {
  z_stream state{};
  deflateInit2(&state, level, Z_DEFLATED, kRawDeflate, 8, strategy);
  std::vector<std::byte> packed(deflateBound(&state, text.size()) + 16);
  state.next_in = reinterpret_cast<const Bytef*>(text.data());
  state.avail_in = static_cast<uInt>(text.size());
  state.next_out = reinterpret_cast<Bytef*>(packed.data());
  state.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(::deflate(&state, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - state.avail_out);
  deflateEnd(&state);
  return packed;
}

inline std::vector<std::byte> packed_by_libdeflate(const std::string& text, int level) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(level);
  std::vector<std::byte> packed(libdeflate_deflate_compress_bound(compressor, text.size()));
  packed.resize(libdeflate_deflate_compress(compressor, text.data(), text.size(), packed.data(),
                                            packed.size()));
  libdeflate_free_compressor(compressor);
  return packed;
}

/// Where the blocks of a whole stream end, in bits, according to zlib, which unpacks it.
inline std::vector<std::uint64_t> block_ends(const std::vector<std::byte>& stream) {
  constexpr int kUnusedBits = 7;
  constexpr int kLastBlock = 64;
  constexpr int kBlockEnded = 128;
  z_stream state{};
  inflateInit2(&state, kRawDeflate);
  std::string text(1 << 20, '\0');
  state.next_in = reinterpret_cast<const Bytef*>(stream.data());
  state.avail_in = static_cast<uInt>(stream.size());
  std::vector<std::uint64_t> ends;
  for (bool was_last = false; !was_last;) {
    state.next_out = reinterpret_cast<Bytef*>(text.data());
    state.avail_out = static_cast<uInt>(text.size());
    if (const int result = inflate(&state, Z_BLOCK); result != Z_OK) {
      ADD_FAILURE() << "zlib: " << result;
      break;
    }
    if ((state.data_type & kBlockEnded) == 0) continue;
    ends.push_back(std::uint64_t{8} * (stream.size() - state.avail_in) -
                   static_cast<std::uint64_t>(state.data_type & kUnusedBits));
    was_last = (state.data_type & kLastBlock) != 0;
  }
  inflateEnd(&state);
  return ends;
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// Deflate streams as zlib makes them.
#pragma once

#define ZLIB_CONST
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
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
  EXPECT_EQ(deflate(&state, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - state.avail_out);
  deflateEnd(&state);
  return packed;
}

}  // namespace oci2boot

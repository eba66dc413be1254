// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate/leave_open.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/deflated.h"
#include "tests/support/expect_error.h"

namespace oci2boot::deflate {
namespace {

using Bytes = std::vector<std::byte>;

/// What a whole stream holds; nothing when it is damaged, not complete, or goes on behind its end.
std::string inflated(const Bytes& stream, std::size_t size) {
  z_stream state{};
  inflateInit2(&state, kRawDeflate);
  std::string text(size + 1, '\0');
  state.next_in = reinterpret_cast<const Bytef*>(stream.data());
  state.avail_in = static_cast<uInt>(stream.size());
  state.next_out = reinterpret_cast<Bytef*>(text.data());
  state.avail_out = static_cast<uInt>(text.size());
  const bool whole = inflate(&state, Z_FINISH) == Z_STREAM_END && state.avail_in == 0;
  text.resize(text.size() - state.avail_out);
  inflateEnd(&state);
  return whole ? text : "";
}

/// What `stream`, left open, and another one behind it hold; both hold `size` bytes.
std::string with_another(Bytes stream, std::size_t size) {
  leave_open(stream);
  const Bytes second = deflated("the end", 6);
  stream.insert(stream.end(), second.begin(), second.end());
  return inflated(stream, size);
}

TEST(LeaveOpenTest, AnotherStreamCanFollow) {
  for (const std::size_t size : {1U, 2U, 3U, 100U, 5'000U, 70'000U, 400'000U}) {
    const std::string first = uneven_letters(size, static_cast<unsigned>(size));
    const std::string both = first + "the end";
    for (const int level : {0, 1, 6, 9})
      EXPECT_TRUE(with_another(deflated(first, level), both.size()) == both)
          << level << " " << size;
    for (int level = 1; level <= 12; ++level) {
      EXPECT_TRUE(with_another(packed_by_libdeflate(first, level), both.size()) == both)
          << "libdeflate " << level << " " << size;
    }
  }
}

TEST(LeaveOpenTest, EndsAtEachBitOfAByte) {
  for (std::size_t size = 10; size < 60; ++size) {
    const std::string first = uneven_letters(size, 7);
    EXPECT_EQ(with_another(deflated(first, 6), size + 7), first + "the end");
  }
}

TEST(LeaveOpenTest, RefusesWhatIsNoStream) {
  for (Bytes stream : {Bytes{}, Bytes(3, std::byte{0xff}), Bytes{std::byte{0x02}}}) {
    expect_error(ErrorCode::failed, "gzip: ", [&] { leave_open(stream); });
  }
}

TEST(LeaveOpenTest, RefusesWhatGoesOnBehindItsEnd) {
  // An empty block with fixed codes, and something behind it: bytes, or bits in its last one.
  for (Bytes stream : {Bytes{std::byte{0x03}, std::byte{0x00}, std::byte{0x41}},
                       Bytes{std::byte{0x03}, std::byte{0xfc}}}) {
    expect_error(ErrorCode::failed, "does not end", [&] { leave_open(stream); });
  }
}

}  // namespace
}  // namespace oci2boot::deflate

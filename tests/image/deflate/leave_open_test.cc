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

Bytes left_open(const std::string& text, int level) {
  Bytes stream = deflated(text, level);
  leave_open(stream);
  return stream;
}

TEST(LeaveOpenTest, AnotherStreamCanFollow) {
  for (const int level : {0, 1, 6, 9}) {
    for (const std::size_t size : {1U, 2U, 3U, 100U, 5'000U, 70'000U, 400'000U}) {
      const std::string first = uneven_letters(size, static_cast<unsigned>(size));
      Bytes joined = left_open(first, level);
      const Bytes second = deflated("the end", 6);
      joined.insert(joined.end(), second.begin(), second.end());
      EXPECT_TRUE(inflated(joined, size + 7) == first + "the end") << level << " " << size;
    }
  }
}

TEST(LeaveOpenTest, EndsAtEachBitOfAByte) {
  for (std::size_t size = 10; size < 60; ++size) {
    const std::string first = uneven_letters(size, 7);
    Bytes joined = left_open(first, 6);
    const Bytes second = deflated("the end", 6);
    joined.insert(joined.end(), second.begin(), second.end());
    EXPECT_EQ(inflated(joined, size + 7), first + "the end");
  }
}

TEST(LeaveOpenTest, RefusesWhatIsNoStream) {
  for (Bytes stream : {Bytes{}, Bytes(3, std::byte{0xff}), Bytes{std::byte{0x02}}}) {
    expect_error(ErrorCode::failed, "gzip: ", [&] { leave_open(stream); });
  }
}

}  // namespace
}  // namespace oci2boot::deflate

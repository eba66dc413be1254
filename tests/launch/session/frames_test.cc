// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "src/init/session_format.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SessionPiece frame(char type, const std::string& payload) {
  return {true, type, payload};
}
SessionPiece text(const std::string& bytes) {
  return {false, 0, bytes};
}

/// What comes of `bytes` that arrive `step` at a time; text that is cut is joined.
std::vector<SessionPiece> read(const std::string& bytes, std::size_t step) {
  FrameReader reader;
  std::vector<SessionPiece> pieces;
  for (std::size_t begin = 0; begin < bytes.size(); begin += step) {
    reader.add(std::string_view(bytes).substr(begin, step));
    while (auto piece = reader.next()) {
      if (!piece->is_frame && !pieces.empty() && !pieces.back().is_frame) {
        pieces.back().payload += piece->payload;
      } else {
        pieces.push_back(std::move(*piece));
      }
    }
  }
  return pieces;
}
std::vector<SessionPiece> read(const std::string& bytes) {
  return read(bytes, bytes.size());
}

TEST(FramesTest, LookAsTheFormatSays) {
  EXPECT_EQ(encode_frame(SESSION_OUTPUT, "hi"), std::string("\x1eO2Bo\x71\x02\0hi", 10));
  EXPECT_EQ(encode_frame(SESSION_END), std::string("\x1eO2Bzz\0\0", 8));
}

TEST(FramesTest, AreReadAsTheyWereWritten) {
  const std::string largest(SESSION_MAX_PAYLOAD, 'x');
  EXPECT_THAT(read(encode_frame('o', "one") + encode_frame('x', "") + encode_frame('e', largest)),
              ElementsAre(frame('o', "one"), frame('x', ""), frame('e', largest)));
}

TEST(FramesTest, AreTheSameHoweverTheyAreCut) {
  const std::string bytes = "[ 0.1] booting\r\n" + encode_frame('R') + "\x1e\x1eO2" +
                            encode_frame('o', "a\x1eO2Bb") + "tail";
  for (const std::size_t step : {1U, 2U, 3U, 5U, 7U, 100U}) {
    EXPECT_THAT(read(bytes, step),
                ElementsAre(text("[ 0.1] booting\r\n"), frame('R', ""), text("\x1e\x1eO2"),
                            frame('o', "a\x1eO2Bb"), text("tail")))
        << step;
  }
}

TEST(FramesTest, AreNotFoundInTextThatOnlyLooksLikeOne) {
  const std::string wrong_sum("\x1eO2Bo?\x02\0hi", 10);
  EXPECT_THAT(read(wrong_sum + encode_frame('o', "x")),
              ElementsAre(text(wrong_sum), frame('o', "x")));
  const std::string too_large("\x1eO2Bo\xee\xff\x80", 8);
  EXPECT_THAT(read(too_large), ElementsAre(text(too_large)));
}

TEST(FramesTest, WaitForTheirRest) {
  FrameReader reader;
  reader.add(std::string_view("\x1eO2Bo\x71\x02\0h", 9));
  EXPECT_EQ(reader.next(), std::nullopt);
  reader.add("i");
  EXPECT_EQ(reader.next(), frame('o', "hi"));
  EXPECT_EQ(reader.next(), std::nullopt);
}

TEST(FramesTest, LetTextThroughThatEndsNoLine) {
  FrameReader reader;
  reader.add("login: ");
  EXPECT_EQ(reader.next(), text("login: "));
}

TEST(FramesTest, GiveNothingOfNothing) {
  EXPECT_THAT(read(""), IsEmpty());
}

}  // namespace
}  // namespace oci2boot

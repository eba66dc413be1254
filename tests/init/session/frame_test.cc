// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

extern "C" {
#include "src/init/session/frame.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using Frames = std::vector<std::pair<char, std::string>>;

std::string frame(char type, std::string_view payload) {
  char header[SESSION_HEADER_SIZE];
  write_frame_header(type, payload.size(), header);
  return std::string(header, sizeof header).append(payload);
}

/// What is found when the bytes come in pieces of `piece`.
Frames frames_in(std::string_view bytes, std::size_t piece = 1 << 20) {
  const auto reader = std::make_unique<FrameReader>();
  Frames frames;
  while (!bytes.empty()) {
    const ExactBytes part(bytes.substr(0, piece));
    Bytes rest = part.get();
    Frame found = {};
    while (read_frame(reader.get(), &rest, &found)) {
      frames.emplace_back(found.type, std::string(found.payload.data, found.payload.size));
    }
    EXPECT_EQ(rest.size, 0U);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return frames;
}

TEST(SessionFrame, LooksAsTheFormatSays) {
  EXPECT_EQ(frame('i', std::string(0x102, 'x')).substr(0, SESSION_HEADER_SIZE),
            std::string("\x1eO2Bi\x6c\x02\x01", 8));
}

TEST(SessionFrame, IsFoundHoweverItArrives) {
  const std::string bytes = frame('i', "hello") + frame('z', "") +
                            frame('i', std::string(SESSION_MAX_PAYLOAD, '\x1e')) +
                            frame('w', "1x2");
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 8U, 9U, 1000U, 1U << 20}) {
    EXPECT_THAT(frames_in(bytes, piece),
                ElementsAre(Pair('i', "hello"), Pair('z', ""),
                            Pair('i', std::string(SESSION_MAX_PAYLOAD, '\x1e')), Pair('w', "1x2")))
        << piece;
  }
}

TEST(SessionFrame, WhatIsNoneIsPassedOver) {
  const std::string stop = frame('s', "");
  const std::string too_large = frame('i', std::string(SESSION_MAX_PAYLOAD + 1, 'x')).substr(0, 8);
  std::string wrong_sum = frame('i', "");
  ++wrong_sum[5];
  for (const std::string& junk :
       {std::string("login: "), std::string("\x1e"), std::string("\x1e\x1e\x1e"),
        std::string("\x1eO2"), std::string("\x1eO2B"), too_large, wrong_sum}) {
    for (const std::size_t piece : {1U, 5U, 1U << 20}) {
      EXPECT_THAT(frames_in(junk + stop + junk + stop, piece),
                  ElementsAre(Pair('s', ""), Pair('s', "")))
          << junk << ", " << piece;
    }
  }
}

TEST(SessionFrame, OneThatIsNotCompleteWaits) {
  const std::string bytes = frame('i', "hello");
  EXPECT_THAT(frames_in(bytes.substr(0, bytes.size() - 1)), IsEmpty());
  EXPECT_THAT(frames_in(""), IsEmpty());
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::uint64_t kMiB = 1 << 20;
const ProgressClock::time_point kStart{1000s};
const ProgressClock::time_point kNow = kStart + 4s;

Digest digest_of(char letter) {
  return Digest::sha256(std::string(32, letter));
}

LayerState layer(char letter, LayerStage stage, std::uint64_t total = 40 * kMiB) {
  LayerState state;
  state.digest = digest_of(letter);
  state.total = total;
  state.stage = stage;
  state.has_arrived = stage == LayerStage::cached || stage == LayerStage::downloaded ||
                      stage == LayerStage::unpacking || stage == LayerStage::done;
  return state;
}

/// One in each stage; 2.5 MiB come in a second.
TransferState one_of_each() {
  TransferState state;
  state.layers = {layer('a', LayerStage::done),      layer('b', LayerStage::unpacking),
                  layer('c', LayerStage::cached),    layer('d', LayerStage::downloaded),
                  layer('e', LayerStage::elsewhere), layer('f', LayerStage::waiting)};
  state.layers[1].unpacked = 20 * kMiB;
  state.layers.push_back(layer('g', LayerStage::waiting));
  state.arriving(6, 0, 40 * kMiB, 0, kStart);
  state.arriving(6, 10 * kMiB, 40 * kMiB, 0, kNow);
  return state;
}

TEST(FrameTest, At80ColumnsThereIsABar) {
  EXPECT_THAT(
      render_frame(one_of_each(), 80, 24, kNow),
      ElementsAre("616161616161 done            40.0 MiB",
                  "626262626262 unpacking  20.0/40.0 MiB                    "
                  "[==========>         ]",
                  "636363636363 cached          40.0 MiB", "646464646464 downloaded      40.0 MiB",
                  "656565656565 waiting for another process",
                  "666666666666 waiting         40.0 MiB",
                  "676767676767 arriving   10.0/40.0 MiB  2.5 MiB/s     12s "
                  "[=====>              ]"));
}

TEST(FrameTest, At60ColumnsThereIsTheTimeLeftButNoBar) {
  EXPECT_EQ(render_frame(one_of_each(), 60, 24, kNow)[6],
            "676767676767 arriving   10.0/40.0 MiB  2.5 MiB/s     12s");
}

TEST(FrameTest, At40ColumnsThereAreTheBytes) {
  EXPECT_THAT(
      render_frame(one_of_each(), 40, 24, kNow),
      ElementsAre("616161616161 done            40.0 MiB", "626262626262 unpacking  20.0/40.0 MiB",
                  "636363636363 cached          40.0 MiB", "646464646464 downloaded      40.0 MiB",
                  "656565656565 waiting         40.0 MiB", "666666666666 waiting         40.0 MiB",
                  "676767676767 arriving   10.0/40.0 MiB"));
}

TEST(FrameTest, At20ColumnsThereIsAPercentage) {
  EXPECT_THAT(
      render_frame(one_of_each(), 20, 24, kNow),
      ElementsAre("61616161 done", "62626262  50%", "63636363 cached", "64646464 downloaded",
                  "65656565 waiting", "66666666 waiting", "67676767  25%"));
}

TEST(FrameTest, NoLineReachesTheLastColumnHoweverNarrow) {
  for (std::size_t columns = 0; columns < 300; ++columns) {
    for (const std::string& line : render_frame(one_of_each(), columns, 24, kNow)) {
      EXPECT_LE(line.size(), columns > 1 ? columns - 1 : 1) << line;
    }
  }
}

TEST(FrameTest, HugeNumbersStayInTheirColumns) {
  TransferState state;
  state.layers = {layer('a', LayerStage::waiting)};
  const std::uint64_t total = 1023 * kMiB + kMiB / 2;
  state.arriving(0, 0, total, 0, kStart);
  state.arriving(0, total - kMiB, total, 0, kStart + 1s);
  EXPECT_THAT(render_frame(state, 80, 24, kStart + 1s),
              ElementsAre("616161616161 arriving   1022/1024 MiB 1022 MiB/s      1s "
                          "[===================>]"));
}

TEST(FrameTest, WithoutARateThereIsNoTimeLeft) {
  TransferState state;
  state.layers = {layer('a', LayerStage::waiting)};
  state.arriving(0, 5, 40 * kMiB, 0, kStart);
  EXPECT_THAT(render_frame(state, 60, 24, kStart + 60s),
              ElementsAre("616161616161 arriving    0.0/40.0 MiB      0 B/s"));
}

TEST(FrameTest, ALayerWithoutDigestAndSizeHasItsNumber) {
  TransferState state;
  state.layers.resize(1);
  state.unpacking(0, 5 * kMiB);
  EXPECT_THAT(render_frame(state, 80, 24, kNow),
              ElementsAre("layer 1      unpacking        5.0 MiB"));
}

TEST(FrameTest, WhereRowsAreFewThoseAtWorkComeFirst) {
  TransferState state = one_of_each();
  EXPECT_THAT(render_frame(state, 20, 5, kNow),
              ElementsAre("62626262  50%", "65656565 waiting", "67676767  25%",
                          HasSubstr("3 of 7 layers done")));
  EXPECT_THAT(render_frame(state, 80, 6, kNow),
              ElementsAre(HasSubstr("626262"), HasSubstr("656565"), HasSubstr("666666"),
                          HasSubstr("676767"), "3 of 7 layers done, 170/280 MiB"));
}

TEST(FrameTest, FewerLinesThanRows) {
  const TransferState state = one_of_each();
  for (std::size_t rows = 2; rows < 12; ++rows) {
    EXPECT_THAT(render_frame(state, 80, rows, kNow), SizeIs(std::min<std::size_t>(rows - 1, 7)));
  }
}

}  // namespace
}  // namespace oci2boot

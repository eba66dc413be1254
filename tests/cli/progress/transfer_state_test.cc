// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/transfer_state.h"

#include <gtest/gtest.h>

#include "tests/support/fake_image.h"

namespace oci2boot {
namespace {

class TransferStateTest : public testing::Test {
 protected:
  LayerStage stage() const { return state_.layers[0].stage; }
  void arrive(std::uint64_t bytes) { state_.arriving(0, bytes, 3, 0, now_); }

  const ProgressClock::time_point now_{std::chrono::seconds(1)};
  TransferState state_{FakeImage({"one", "layers"})};
};

TEST_F(TransferStateTest, StartsWithWhatTheImageDeclares) {
  ASSERT_EQ(state_.layers.size(), 2U);
  EXPECT_EQ(stage(), LayerStage::waiting);
  EXPECT_EQ(state_.layers[1].total, 6U);
  EXPECT_FALSE(state_.downloads());
}

TEST_F(TransferStateTest, ALayerArrivesIsUnpackedAndDone) {
  arrive(1);
  EXPECT_EQ(stage(), LayerStage::arriving);
  EXPECT_TRUE(state_.downloads());
  state_.arrived(0, false);
  EXPECT_EQ(stage(), LayerStage::downloaded);
  state_.unpacking(0, 2);
  EXPECT_EQ(stage(), LayerStage::unpacking);
  state_.unpacked(0);
  EXPECT_EQ(stage(), LayerStage::done);
}

TEST_F(TransferStateTest, WhileItArrivesItsUnpackingDoesNotShow) {
  arrive(1);
  state_.unpacking(0, 1);
  EXPECT_EQ(stage(), LayerStage::arriving);
  state_.arrived(0, false);
  EXPECT_EQ(stage(), LayerStage::unpacking);
}

TEST_F(TransferStateTest, BytesNeverShrinkAndLateNewsIsPassedOver) {
  arrive(2);
  arrive(1);
  EXPECT_EQ(state_.layers[0].bytes, 2U);
  state_.arrived(0, false);
  arrive(3);
  state_.waiting(0);
  state_.arrived(0, true);
  EXPECT_EQ(stage(), LayerStage::downloaded);
}

TEST_F(TransferStateTest, WhatWasHereIsNoDownload) {
  state_.arrived(0, true);
  EXPECT_EQ(stage(), LayerStage::cached);
  EXPECT_FALSE(state_.downloads());
}

TEST_F(TransferStateTest, AnotherProcessMayDownloadIt) {
  state_.waiting(0);
  EXPECT_EQ(stage(), LayerStage::elsewhere);
  EXPECT_TRUE(state_.downloads());
}

TEST_F(TransferStateTest, ALayerThatThereIsNotIsPassedOver) {
  state_.arriving(2, 1, 1, 0, now_);
  state_.waiting(2);
  state_.arrived(2, true);
  state_.unpacking(2, 1);
  state_.unpacked(2);
  EXPECT_EQ(state_.layers.size(), 2U);
}

}  // namespace
}  // namespace oci2boot

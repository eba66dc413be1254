// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/plain_display.h"

#include <gtest/gtest.h>

#include "tests/support/fake_image.h"

namespace oci2boot {
namespace {

using namespace std::chrono_literals;

const std::string kLayer = "some layer";

std::string shown(const std::function<void(PlainDisplay&)>& events) {
  testing::internal::CaptureStderr();
  PlainDisplay display;
  display.opened(FakeImage({kLayer, "another"}));
  events(display);
  display.finish();
  return testing::internal::GetCapturedStderr();
}

TEST(PlainDisplayTest, WhatIsHereIsNotWorthALine) {
  EXPECT_EQ(shown([](PlainDisplay& display) {
              display.arrived(0, true);
              display.unpacking(0, 5);
              display.unpacked(0);
              display.unpacked(1);
            }),
            "");
}

TEST(PlainDisplayTest, EachDownloadIsALineWhenItIsComplete) {
  const std::string text = shown([](PlainDisplay& display) {
    for (std::uint64_t bytes = 0; bytes <= kLayer.size(); ++bytes) {
      display.arriving(0, bytes, kLayer.size(), 0);
    }
    display.arrived(0, false);
    display.arrived(0, false);
  });
  EXPECT_EQ(text.find("oci2boot: downloaded layer 1 of 2 (" + sha256_of(kLayer).abbreviated() +
                      "): 10 B in "),
            0U)
      << text;
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(PlainDisplayTest, WaitingIsToldOnce) {
  EXPECT_EQ(shown([](PlainDisplay& display) {
              display.waiting(0);
              display.waiting(0);
              display.arrived(0, true);
            }),
            "oci2boot: waiting for another process that downloads layer 1 of 2 (" +
                sha256_of(kLayer).abbreviated() + ")\n");
}

TEST(PlainDisplayTest, APauseThatIsNoticedIsALine) {
  EXPECT_EQ(shown([](PlainDisplay& display) {
              display.retrying("registry.example:443 is busy", 500ms);
              display.retrying("registry.example:443 is busy", 3900ms);
            }),
            "oci2boot: registry.example:443 is busy; trying again in 4s\n");
}

TEST(PlainDisplayTest, TheRateIsThatOfTheBytesThatCame) {
  const ProgressClock::time_point start{1000s};
  TransferState state(FakeImage({std::string(3 << 20, 'x')}));
  state.layers[0].digest.reset();
  state.arriving(0, 1 << 20, 3 << 20, 1 << 20, start);
  state.arriving(0, 3 << 20, 3 << 20, 1 << 20, start + 2s);
  EXPECT_EQ(downloaded_line(state, 0, start + 4s),
            "downloaded layer 1 of 1: 2.0 MiB in 4.0 s, 512 KiB/s; 1.0 MiB were here from an "
            "earlier try");
}

}  // namespace
}  // namespace oci2boot

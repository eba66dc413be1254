// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/json_display.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <sstream>

#include "tests/support/fake_image.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

class Pipe {
 public:
  Pipe() {
    if (pipe(ends_) != 0) throw std::runtime_error("no pipe");
  }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int entry() const { return ends_[1]; }

  /// What there is, as soon as there is something.
  std::string read_some() const {
    pollfd ready{ends_[0], POLLIN, 0};
    if (poll(&ready, 1, 30'000) != 1) throw std::runtime_error("nothing is told");
    std::string bytes(64U << 10, '\0');
    bytes.resize(static_cast<std::size_t>(read(ends_[0], bytes.data(), bytes.size())));
    return bytes;
  }

 private:
  int ends_[2]{};
};

/// The lines that the events make, which must fit into a pipe.
std::vector<std::string> lines_of(const std::function<void(JsonDisplay&)>& events) {
  const Pipe pipe;
  JsonDisplay display(pipe.entry());
  events(display);
  display.finish();
  std::vector<std::string> lines;
  std::istringstream text(pipe.read_some());
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  EXPECT_EQ(lines.back(), R"({"event":"done"})");
  lines.pop_back();
  return lines;
}

TEST(JsonDisplayTest, EachEventIsALine) {
  const std::string digest = sha256_of("layer").text();
  const std::string layer = R"("layer":0,"digest":")" + digest + '"';
  EXPECT_THAT(
      lines_of([](JsonDisplay& display) {
        display.opened(FakeImage({"layer"}));
        display.waiting(0);
        display.waiting(0);
        display.arriving(0, 1, 5, 1);
        display.unpacking(0, 1);
        display.arrived(0, false);
        display.unpacked(0);
        display.retrying("busy", std::chrono::milliseconds(750));
        display.restarted();
        display.warn("odd \xff");
        display.note("for people", stderr);
      }),
      ElementsAre(R"({"event":"opened","image":"fake","platform":"unknown/unknown","layers":1})",
                  R"({"event":"waiting",)" + layer + "}",
                  R"({"event":"arriving",)" + layer + R"(,"bytes":1,"total":5,"resumed":1})",
                  R"({"event":"unpacking",)" + layer + R"(,"bytes":1,"total":5})",
                  R"({"event":"arrived",)" + layer + R"(,"cached":false})",
                  R"({"event":"unpacked",)" + layer + "}",
                  R"({"event":"retrying","message":"busy","milliseconds":750})",
                  R"({"event":"restarted"})",
                  "{\"event\":\"warning\",\"message\":\"odd \xef\xbf\xbd\"}"));
}

TEST(JsonDisplayTest, AFailureIsTheLastEvent) {
  const Pipe pipe;
  JsonDisplay display(pipe.entry());
  display.fail("no \"x\"", 3);
  EXPECT_EQ(pipe.read_some(), R"({"event":"failed","message":"no \"x\"","status":3})"
                              "\n");
}

TEST(JsonDisplayTest, OfManyBytesOnlySomeAndTheLastAreTold) {
  const std::vector<std::string> lines = lines_of([](JsonDisplay& display) {
    display.opened(FakeImage({std::string(100'000, 'x')}));
    for (std::uint64_t bytes = 0; bytes <= 100'000; bytes += 10) {
      display.arriving(0, bytes, 100'000, 0);
    }
  });
  EXPECT_LT(lines.size(), 1000U);
  EXPECT_THAT(lines.back(), testing::HasSubstr(R"("bytes":100000,)"));
}

TEST(JsonDisplayTest, TheNewestIsToldWhenNothingFollows) {
  const Pipe pipe;
  JsonDisplay display(pipe.entry());
  display.opened(FakeImage({std::string(100, 'x')}));
  for (std::uint64_t bytes = 1; bytes <= 70; ++bytes) {
    display.arriving(0, bytes, 100, 0);
    display.unpacking(0, bytes - 1);
  }
  std::string text;
  while (text.find(R"("unpacking")") == std::string::npos ||
         text.find(R"("bytes":69,)") == std::string::npos) {
    text += pipe.read_some();
  }
  EXPECT_THAT(text, testing::HasSubstr(R"("bytes":70,"total":100,)"));
}

TEST(JsonDisplayTest, WhatComesBeforeAFailureIsTold) {
  const Pipe pipe;
  JsonDisplay display(pipe.entry());
  display.opened(FakeImage({std::string(100, 'x')}));
  display.arriving(0, 50, 100, 0);
  display.arriving(0, 60, 100, 0);
  display.fail("cut", 3);
  std::string text;
  while (!text.ends_with("3}\n")) text += pipe.read_some();
  EXPECT_THAT(text, testing::HasSubstr(R"("bytes":60,)"));
}

TEST(JsonDisplayTest, NobodyWaitsForAReaderThatDoesNotRead) {
  const Pipe pipe;
  const int size = fcntl(pipe.entry(), F_GETPIPE_SZ);
  const std::string before(static_cast<std::size_t>(size), '\n');
  ASSERT_EQ(write(pipe.entry(), before.data(), before.size()), size);
  JsonDisplay display(pipe.entry());
  display.opened(FakeImage({std::string(100, 'x')}));
  for (std::uint64_t bytes = 1; bytes <= 100; ++bytes) display.arriving(0, bytes, 100, 0);
  display.arrived(0, false);
  std::string text;
  while (text.find(R"("cached":false)") == std::string::npos) text += pipe.read_some();
}

TEST(JsonDisplayTest, ALayerThatThereIsNotIsPassedOver) {
  EXPECT_THAT(lines_of([](JsonDisplay& display) {
                display.arriving(0, 1, 2, 0);
                display.waiting(0);
                display.arrived(0, true);
                display.unpacking(0, 1);
                display.unpacked(0);
              }),
              ElementsAre());
}

}  // namespace
}  // namespace oci2boot

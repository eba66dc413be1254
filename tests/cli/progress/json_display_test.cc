// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/json_display.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <sstream>

#include "tests/support/fake_image.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

/// The lines that the events make, which must fit into a pipe.
std::vector<std::string> lines_of(const std::function<void(JsonDisplay&)>& events) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  JsonDisplay display(ends[1]);
  events(display);
  close(ends[1]);
  std::string bytes(64U << 10, '\0');
  bytes.resize(static_cast<std::size_t>(read(ends[0], bytes.data(), bytes.size())));
  close(ends[0]);
  std::vector<std::string> lines;
  std::istringstream text(bytes);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
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
        display.restarted();
        display.warn("odd \xff");
        display.note("for people", stderr);
        display.finish();
      }),
      ElementsAre(R"({"event":"opened","image":"fake","platform":"unknown/unknown","layers":1})",
                  R"({"event":"waiting",)" + layer + "}",
                  R"({"event":"arriving",)" + layer + R"(,"bytes":1,"total":5,"resumed":1})",
                  R"({"event":"unpacking",)" + layer + R"(,"bytes":1,"total":5})",
                  R"({"event":"arrived",)" + layer + R"(,"cached":false})",
                  R"({"event":"unpacked",)" + layer + "}", R"({"event":"restarted"})",
                  "{\"event\":\"warning\",\"message\":\"odd \xef\xbf\xbd\"}",
                  R"({"event":"done"})"));
}

TEST(JsonDisplayTest, AFailureIsTheLastEvent) {
  EXPECT_THAT(lines_of([](JsonDisplay& display) { display.fail("no \"x\"", 3); }),
              ElementsAre(R"({"event":"failed","message":"no \"x\"","status":3})"));
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

// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/console_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ConsoleTextTest, HasNothingThatATerminalWouldObey) {
  ConsoleText text;
  text.add("\x1b[2Jone\r\n\x07two\t\n");
  EXPECT_EQ(text.text(), "[2Jone\ntwo\n");
}

TEST(ConsoleTextTest, KeepsTheLastLinesOfAGuestThatNeverStops) {
  ConsoleText text;
  for (int i = 0; i < 100'000; ++i) text.add("line " + std::to_string(i) + "\n");
  EXPECT_LE(text.text().size(), std::size_t{128} << 10);
  EXPECT_THAT(text.text(), AllOf(StartsWith("line "), EndsWith("line 99999\n")));
}

TEST(ConsoleTextTest, KeepsTheEndOfALineThatNeverEnds) {
  ConsoleText text;
  for (int i = 0; i < 1000; ++i) text.add(std::string(1000, 'x'));
  EXPECT_LE(text.text().size(), std::size_t{128} << 10);
}

TEST(ExplainPanicTest, SaysTheReasonAndTheWayOut) {
  const auto explained = explain_panic(
      "Initramfs unpacking failed: write error\n"
      "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n");
  ASSERT_TRUE(explained);
  EXPECT_THAT(*explained,
              AllOf(StartsWith("the guest's kernel panicked: VFS: Unable to mount root fs"),
                    HasSubstr("--memory")));
}

TEST(ExplainPanicTest, LeavesTheFrameOfALastMessageOut) {
  const auto explained =
      explain_panic("---[ end Kernel panic - not syncing: Attempted to kill init! ]---\n");
  ASSERT_TRUE(explained);
  EXPECT_THAT(*explained, Not(HasSubstr("]---")));
}

TEST(ExplainPanicTest, SaysNothingWhereThereWasNone) {
  EXPECT_EQ(explain_panic("all is well\n"), std::nullopt);
  EXPECT_EQ(explain_panic("$ echo 'Kernel panic - not syncing: a joke'\n"
                          "Kernel panic - not syncing: a joke\nreboot: Power down\n"),
            std::nullopt);
}

}  // namespace
}  // namespace oci2boot

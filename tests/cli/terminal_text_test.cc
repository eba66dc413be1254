// SPDX-License-Identifier: Apache-2.0
#include "src/cli/terminal_text.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

TEST(TerminalTextTest, LeavesTextOfAnyLanguage) {
  for (const char* text : {"", "plain", "\xc3\xa4\xc3\x9f", "\xe2\x82\xac", "\xf0\x9f\x90\xa7"}) {
    EXPECT_EQ(terminal_text(text), text);
  }
}

TEST(TerminalTextTest, ReplacesControlCharacters) {
  EXPECT_EQ(terminal_text("a\x1b[31m\n\t\x7f"), "a?[31m???");
  EXPECT_EQ(terminal_text("a\xc2\x9b\x62"), "a?b");
}

TEST(TerminalTextTest, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(terminal_text("\xff\x9b"), "??");
  EXPECT_EQ(terminal_text("\xc0\xaf"), "??");            // overlong
  EXPECT_EQ(terminal_text("\xed\xa0\x80"), "???");       // a surrogate
  EXPECT_EQ(terminal_text("\xf4\x90\x80\x80"), "????");  // past U+10FFFF
  EXPECT_EQ(terminal_text("\xe2\x82"), "??");            // cut off
}

}  // namespace
}  // namespace oci2boot

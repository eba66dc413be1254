// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "src/init/printable.h"
}

namespace oci2boot {
namespace {

std::string printable(std::string text) {
  make_printable(text.data());
  return text.c_str();
}

TEST(Printable, LeavesTextOfAnyLanguage) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("a b~"), "a b~");
  EXPECT_EQ(printable("\u00a0\u00e9\u4e2d\U0001f600"), "\u00a0\u00e9\u4e2d\U0001f600");
  EXPECT_EQ(printable("\xe2\x82\x80"), "\xe2\x82\x80");  // 80 to 9f also end other characters
}

TEST(Printable, ReplacesControlCharacters) {
  EXPECT_EQ(printable("a\nb\x1b[2J\x7f\x01"), "a?b?[2J??");
  EXPECT_EQ(printable("\xc2\x80\xc2\x9b"
                      "31m\xc2\x9f\xc2\xa0"),
            "??31m?\xc2\xa0");
}

TEST(Printable, CopesWithACharacterThatIsCutOff) {
  EXPECT_EQ(printable("a\xc2"), "a\xc2");
}

}  // namespace
}  // namespace oci2boot

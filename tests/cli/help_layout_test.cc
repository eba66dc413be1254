// SPDX-License-Identifier: Apache-2.0
#include "src/cli/help_layout.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

TEST(HelpLayoutTest, LinesAreBrokenAtTheLastSpaceThatFits) {
  const std::string word(39, 'a');
  EXPECT_EQ(wrapped(word + " " + word + " b", 0), word + " " + word + "\nb\n");
  EXPECT_EQ(wrapped(word + " " + word + "a b", 0), word + " " + word + "a\nb\n");
  EXPECT_EQ(wrapped(word + " " + word, 2), "  " + word + "\n  " + word + "\n");
}

TEST(HelpLayoutTest, LinesThatAreBrokenStaySo) {
  EXPECT_EQ(wrapped("a\nb c", 1), " a\n b c\n");
  EXPECT_EQ(wrapped("", 1), "");
}

TEST(HelpLayoutTest, AWordThatIsTooLongHasALineOfItsOwn) {
  const std::string word(100, 'a');
  EXPECT_EQ(wrapped(word, 0), word + "\n");
  EXPECT_EQ(wrapped("b " + word + " c", 0), "b\n" + word + "\nc\n");
}

TEST(HelpLayoutTest, AnExplanationStandsBesideAShortNameAndBelowALongOne) {
  EXPECT_EQ(explained("name", "what it is", 10), "  name    what it is\n");
  EXPECT_EQ(explained("long name", "what it is", 10), "  long name\n          what it is\n");
  EXPECT_EQ(explained("name", "", 10), "  name\n");
}

TEST(HelpLayoutTest, OptionsStandBelowEachOtherWithOrWithoutALetter) {
  const Options options = {
      {.names = "o,output", .kind = OptionKind::once, .value = "FILE", .help = "a", .group = "A"},
      {.names = "force", .help = "b", .group = "A"},
      {.names = "quiet", .help = "c", .group = "B"}};
  EXPECT_EQ(option_list(options, "A"),
            "  -o, --output FILE      a\n"
            "      --force            b\n");
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/cli/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ReportTest, ShowsSizesInTheUnitThatReadsWell) {
  EXPECT_EQ(human_size(0), "0 B");
  EXPECT_EQ(human_size(1023), "1023 B");
  EXPECT_EQ(human_size(1536), "1.5 KiB");
  EXPECT_EQ(human_size(std::uint64_t{3} << 40), "3.0 TiB");
}

TEST(ReportTest, KeepsControlCharactersOfNamesOffTheTerminal) {
  Conversion conversion;
  conversion.image = "evil\x1b[2J\n";
  conversion.platform = "linux/amd64";
  conversion.boots = "a\rb";
  const std::string text = describe(ConvertRequest{}, conversion);
  EXPECT_THAT(text, HasSubstr("evil?[2J?"));
  EXPECT_THAT(text, HasSubstr("a?b"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(ReportTest, ShortensACommandThatWouldNotFitTheLine) {
  Conversion conversion;
  conversion.boots = std::string(200, 'x');
  conversion.boots_as = "root";
  const std::string text = describe(ConvertRequest{}, conversion);
  EXPECT_THAT(text, HasSubstr("boots " + std::string(62, 'x') + "... as root\n"));
}

TEST(ReportTest, TellsOfPatchesOnlyWhenAsked) {
  Conversion conversion;
  conversion.patches = {"hosts: wrote /etc/hosts"};
  ConvertRequest request;
  EXPECT_THAT(describe(request, conversion), Not(HasSubstr("hosts")));
  request.verbose = true;
  EXPECT_THAT(describe(request, conversion), HasSubstr("patch hosts: wrote /etc/hosts\n"));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/cli/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ReportTest, KeepsControlCharactersOfNamesOffTheTerminal) {
  const std::string evil = "\x1b[2J\r\n\xc2\x9b";
  Conversion conversion;
  conversion.image = conversion.platform = evil;
  conversion.boot = {evil, evil, "", evil, evil, {evil}, {evil}};
  conversion.files = {{evil, 1, Digest::sha256(std::string(32, 'x')), evil}};
  const std::string text = describe(conversion, true);
  EXPECT_THAT(text, HasSubstr("?[2J???"));
  EXPECT_EQ(text.find_first_of("\x1b\r\x9b"), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 7);
}

TEST(ReportTest, ShortensACommandThatWouldNotFitTheLine) {
  Conversion conversion;
  conversion.boot.command = std::string(200, 'x');
  conversion.boot.as = "root";
  const std::string text = describe(conversion, false);
  EXPECT_THAT(text, HasSubstr("boots " + std::string(63, 'x') + "... as root\n"));
}

TEST(ReportTest, SaysNothingOfBootingWhereNothingBoots) {
  Conversion conversion;
  conversion.image = "alpine:latest";
  conversion.platform = "linux/amd64";
  conversion.layers = 1;
  conversion.entries = 521;
  EXPECT_EQ(describe(conversion, true), "alpine:latest (linux/amd64, 1 layer, 521 files)\n");
}

TEST(ReportTest, TellsOfPatchesOnlyWhenAsked) {
  Conversion conversion;
  conversion.boot.patches = {"hosts: wrote /etc/hosts"};
  EXPECT_THAT(describe(conversion, false), Not(HasSubstr("hosts")));
  EXPECT_THAT(describe(conversion, true), HasSubstr("patch hosts: wrote /etc/hosts\n"));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/account_file.h"

#include <gmock/gmock.h>

namespace oci2boot {
namespace {

using testing::ElementsAre;

constexpr const char* kOdd =
    "# comment\n"
    "\n"
    "root:x:0:0:root:/root:/bin/sh\r\n"
    "rooted:x\n"
    "root:second:0\n"
    ":nameless:1\n"
    "+::::::\n"
    "last:no-newline";

TEST(AccountFileTest, TheFirstLineOfANameCounts) {
  const AccountFile file(kOdd);
  EXPECT_THAT(file.find("root").value(),
              ElementsAre("root", "x", "0", "0", "root", "/root", "/bin/sh\r"));
  EXPECT_THAT(file.find("last").value(), ElementsAre("last", "no-newline"));
  EXPECT_FALSE(file.find("roo"));
  EXPECT_FALSE(file.find("x"));
  EXPECT_FALSE(AccountFile().find("root"));
}

TEST(AccountFileTest, SettingAFieldKeepsEveryOtherByte) {
  AccountFile file(kOdd);
  file.set("root", 1, "$y$hash");
  std::string expected = kOdd;
  expected.replace(expected.find(":x:") + 1, 1, "$y$hash");
  EXPECT_EQ(file.text(), expected);
}

TEST(AccountFileTest, MissingFieldsAreMade) {
  AccountFile file("a\nb:1\n");
  file.set("a", 1, "p");
  file.set("b", 3, "q");
  EXPECT_EQ(file.text(), "a:p\nb:1::q\n");
}

TEST(AccountFileTest, AppendsLinesOfTheirOwn) {
  AccountFile file(kOdd);
  file.append("ada:x");
  EXPECT_EQ(file.text(), std::string(kOdd) + "\nada:x\n");
  AccountFile none;
  none.append("ada:x");
  none.append("bob:x");
  EXPECT_EQ(none.text(), "ada:x\nbob:x\n");
}

TEST(AccountFileTest, VisitsLinesThatHaveAName) {
  std::vector<std::string> names;
  AccountFile(kOdd).each(
      [&](const AccountFile::Fields& fields) { names.emplace_back(fields.front()); });
  EXPECT_THAT(names, ElementsAre("# comment", "root", "rooted", "root", "+", "last"));
}

}  // namespace
}  // namespace oci2boot

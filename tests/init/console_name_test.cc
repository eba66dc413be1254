// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <optional>
#include <string>

extern "C" {
#include "src/init/console_name.h"
}

namespace oci2boot {
namespace {

std::optional<std::string> last(const std::string& active) {
  char name[NAME_MAX + 1];
  if (!last_console(active.c_str(), name)) return std::nullopt;
  return name;
}

TEST(ConsoleName, TheLastConsoleIsTheOne) {
  EXPECT_EQ(last("ttyS0\n"), "ttyS0");
  EXPECT_EQ(last("tty0 ttyS0 hvc0\n"), "hvc0");
  EXPECT_EQ(last("tty0"), "tty0");
}

TEST(ConsoleName, NoConsoleIsNoName) {
  EXPECT_EQ(last(""), std::nullopt);
  EXPECT_EQ(last(" \n"), std::nullopt);
}

TEST(ConsoleName, ANameThatIsNoFileInDevIsRefused) {
  EXPECT_EQ(last("../etc/passwd\n"), std::nullopt);
  EXPECT_EQ(last(std::string(NAME_MAX + 1, 'x')), std::nullopt);
  EXPECT_EQ(last(std::string(NAME_MAX, 'x')), std::string(NAME_MAX, 'x'));
}

TEST(ConsoleName, OnlyTheKernelsOwnTerminalsAreLinux) {
  EXPECT_STREQ(terminal_type("tty0"), "linux");
  EXPECT_STREQ(terminal_type("ttyS0"), "xterm");
  EXPECT_STREQ(terminal_type("hvc0"), "xterm");
  EXPECT_STREQ(terminal_type(""), "xterm");
}

}  // namespace
}  // namespace oci2boot

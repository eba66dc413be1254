// SPDX-License-Identifier: Apache-2.0
#include "src/cli/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "oci2boot/error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = ConfigEntry::Kind;

template <typename Action>
std::string refusal(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  ADD_FAILURE() << "was accepted";
  return "";
}

std::string refused_text(std::string_view text) {
  return refusal([&] { parse_config(text, "x.toml"); });
}

ConfigEntry only(std::string_view text) {
  const std::vector<ConfigEntry> entries = parse_config(text, "x.toml");
  EXPECT_EQ(entries.size(), 1U);
  return entries.at(0);
}

TEST(ConfigFileTest, ValuesAreTextsNumbersAndLists) {
  EXPECT_THAT(only("memory = '2G'").values, ElementsAre("2G"));
  EXPECT_THAT(only("cpus = 4").values, ElementsAre("4"));
  EXPECT_THAT(only("parallel = -1").values, ElementsAre("-1"));
  const ConfigEntry list = only("env = ['A=1', 2, \"B=\\n\"]");
  EXPECT_EQ(list.kind, Kind::list);
  EXPECT_THAT(list.values, ElementsAre("A=1", "2", "B=\n"));
  EXPECT_THAT(only("env = []").values, ElementsAre());
}

TEST(ConfigFileTest, AFlagIsTrueOrFalse) {
  EXPECT_EQ(only("quiet = true").kind, Kind::flag);
  EXPECT_THAT(only("quiet = true").values, ElementsAre("true"));
  EXPECT_THAT(only("quiet = false").values, ElementsAre("false"));
}

TEST(ConfigFileTest, ATableIsACommandOfOneOrTwoWords) {
  EXPECT_EQ(only("a = 1").command, "");
  EXPECT_EQ(only("[run]\na = 1").command, "run");
  EXPECT_EQ(only("[kernel.add]\na = 1").command, "kernel add");
  EXPECT_EQ(only("run = {a = 1}").command, "run");
}

TEST(ConfigFileTest, LinesAreCountedForMessages) {
  EXPECT_EQ(only("# first\n\nmemory = 1\n").line, 3U);
}

TEST(ConfigFileTest, AnEmptyFileSetsNothing) {
  EXPECT_TRUE(parse_config("", "x.toml").empty());
  EXPECT_TRUE(parse_config("# nothing\n[run]\n", "x.toml").empty());
}

TEST(ConfigFileTest, WhatNoOptionCouldBeIsRefused) {
  EXPECT_THAT(refused_text("\na = 1.5"), testing::StartsWith("x.toml:2: a is to be text"));
  EXPECT_THAT(refused_text("a = 2026-01-01"), HasSubstr("a is to be text"));
  EXPECT_THAT(refused_text("a = [[1]]"), HasSubstr("a is to be text"));
  EXPECT_THAT(refused_text("a = [true]"), HasSubstr("a is to be text"));
  EXPECT_THAT(refused_text(R"(a = "x\u0000y")"), HasSubstr("a has a NUL character in it"));
  EXPECT_THAT(refused_text("[a.b.c]\nd = 1"), HasSubstr("[c] is too deep"));
}

TEST(ConfigFileTest, WhatIsNoTomlIsRefusedWithItsLine) {
  EXPECT_THAT(refused_text("a = 1\nb = "), testing::StartsWith("x.toml:2: "));
  EXPECT_THAT(refused_text("a = 1\na = 2\n"), testing::StartsWith("x.toml:2: "));
  EXPECT_THAT(refused_text("a = '\xff'"), testing::StartsWith("x.toml:1: "));
  EXPECT_THAT(refused_text("a = 1\n\u00e9 = 2"), testing::StartsWith("x.toml:2: "));
  EXPECT_THAT(refused_text("a \ufedf = 2"), testing::StartsWith("x.toml:1: "));
  EXPECT_THAT(refused_text(std::string(5000, '[')), testing::StartsWith("x.toml:1: "));
  EXPECT_THAT(refused_text("a = " + std::string(5000, '[')), testing::StartsWith("x.toml:1: "));
}

class ConfigReadTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& text) const {
    std::ofstream(path_) << text;
    return path_;
  }
  TemporaryFolder folder_;
  std::filesystem::path path_ = std::filesystem::path(folder_.path()) / "oci2boot.toml";
};

TEST_F(ConfigReadTest, AFileThatIsNotThereIsNone) {
  EXPECT_EQ(read_config(path_), std::nullopt);
  EXPECT_EQ(read_config(write("a = 1\n") / "config.toml"), std::nullopt);
}

TEST_F(ConfigReadTest, AFileIsReadWhole) {
  const std::string text(100'000, '#');
  EXPECT_EQ(read_config(write(text)), text);
}

TEST_F(ConfigReadTest, WhatIsNoFileIsRefusedAtOnce) {
  EXPECT_THAT(refusal([&] { read_config(folder_.path()); }), HasSubstr("no regular file"));
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(refusal([&] { read_config(path_); }), HasSubstr("no regular file"));
}

TEST_F(ConfigReadTest, AFileThatIsTooLargeIsRefused) {
  EXPECT_THAT(refusal([&] { read_config(write(std::string(300'000, '#'))); }),
              HasSubstr("larger than 256 KiB"));
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/entry_path.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

TEST(EntryPathTest, IsWhatGosPathCleanGives) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},        {".", ""},       {"/", ""},           {"./", ""},
      {"a", "a"},      {"./a/", "a"},   {"//a//b//", "a/b"}, {"a/./b", "a/b"},
      {"a/../b", "b"}, {"a/b/..", "a"}, {"a/..", ""},        {"..a/b..", "..a/b.."},
      {"...", "..."},  {"../a", "a"},   {"a/../../b", "b"},
  };
  for (const auto& [name, expected] : cases) EXPECT_EQ(EntryPath::parse(name).text, expected);
}

TEST(EntryPathTest, TellsWhenANameClimbs) {
  EXPECT_TRUE(EntryPath::parse("..").climbs);
  EXPECT_TRUE(EntryPath::parse("a/../../b").climbs);
  EXPECT_FALSE(EntryPath::parse("a/b/../../c").climbs);
}

TEST(EntryPathTest, CountsItsParts) {
  const EntryPath path = EntryPath::parse("./one/three/../seventeen");
  EXPECT_EQ(path.depth, 2U);
  EXPECT_EQ(path.longest, 9U);
  EXPECT_EQ(path.parent(), "one");
  EXPECT_EQ(path.base(), "seventeen");
  EXPECT_EQ(EntryPath::parse("/").depth, 0U);
  EXPECT_EQ(EntryPath::parse("top").parent(), "");
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/cli/suggestions.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

std::string near(std::string_view word) {
  static const std::vector<std::string> kKnown = {"pull",    "prune",  "platform", "inspect",
                                                  "offline", "output", "ls"};
  return nearest(word, kKnown);
}

TEST(SuggestionsTest, AWordWithATypingErrorIsRecognised) {
  EXPECT_EQ(near("platfrom"), "platform");
  EXPECT_EQ(near("platfom"), "platform");
  EXPECT_EQ(near("plaatform"), "platform");
  EXPECT_EQ(near("plattorm"), "platform");
  EXPECT_EQ(near("insepct"), "inspect");
  EXPECT_EQ(near("pul"), "pull");
  EXPECT_EQ(near("plul"), "pull");
}

TEST(SuggestionsTest, TheStartOfAWordIsRecognisedWhereThereIsOneSuch) {
  EXPECT_EQ(near("off"), "offline");
  EXPECT_EQ(near("plat"), "platform");
  EXPECT_EQ(nearest("cach", std::vector<std::string>{"cache-one", "cache-two"}), "");
}

TEST(SuggestionsTest, NothingIsSuggestedForWhatIsLikeNothing) {
  EXPECT_EQ(near("alpine"), "");
  EXPECT_EQ(near("nginx"), "");
  EXPECT_EQ(near("pr"), "");
  EXPECT_EQ(near(""), "");
  EXPECT_EQ(near(std::string(100'000, 'x')), "");
}

TEST(SuggestionsTest, AFileOfTheSameFolderIsFound) {
  const TemporaryFolder temporary;
  const std::filesystem::path folder = temporary.path();
  for (const char* name : {"alpine.tar", "notes.txt"}) std::ofstream(folder / name) << "x";
  EXPECT_EQ(nearest_file(folder / "alpin.tar"), folder / "alpine.tar");
  EXPECT_EQ(nearest_file(folder / "alpine"), folder / "alpine.tar");
  EXPECT_EQ(nearest_file(folder / "vm.qcow2"), "");
  EXPECT_EQ(nearest_file(folder / "none" / "alpin.tar"), "");
}

}  // namespace
}  // namespace oci2boot

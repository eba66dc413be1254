// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

extern "C" {
#include "src/init/path_search.h"
}

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> candidates(const char* name, const char* path, std::size_t capacity = 64) {
  std::vector<std::string> all;
  std::vector<char> buffer(capacity);
  PathSearch search;
  path_search_begin(&search, name, path);
  while (path_search_next(&search, buffer.data(), capacity)) all.emplace_back(buffer.data());
  return all;
}

TEST(PathSearch, LooksIntoEveryFolderInOrder) {
  EXPECT_THAT(candidates("sh", "/usr/bin:/bin"), ElementsAre("/usr/bin/sh", "/bin/sh"));
}

TEST(PathSearch, AnEmptyElementIsTheWorkingDirectory) {
  EXPECT_THAT(candidates("sh", ":/bin:"), ElementsAre("sh", "/bin/sh", "sh"));
  EXPECT_THAT(candidates("sh", ""), ElementsAre("sh"));
}

TEST(PathSearch, ANameWithASlashIsNotSearchedFor) {
  EXPECT_THAT(candidates("./sh", "/usr/bin:/bin"), ElementsAre("./sh"));
  EXPECT_THAT(candidates("/opt/sh", "/usr/bin:/bin"), ElementsAre("/opt/sh"));
}

TEST(PathSearch, AnEmptyNameIsNowhere) {
  EXPECT_THAT(candidates("", "/usr/bin:/bin"), IsEmpty());
}

TEST(PathSearch, PassesOverWhatDoesNotFit) {
  EXPECT_THAT(candidates("sh", "/much/too/long:/bin", 8), ElementsAre("/bin/sh"));
  EXPECT_THAT(candidates("sh", "/bin", 7), IsEmpty());
  EXPECT_THAT(candidates("sh", ":/", 3), ElementsAre("sh"));
  EXPECT_THAT(candidates("/bin/shell", "", 8), IsEmpty());
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/cli/cache_command.h"

#include <gtest/gtest.h>

#include "src/cli/command_line.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

Command command(const std::vector<std::string>& arguments) {
  return parse_command_line(arguments, [](const std::string&) { return ""; });
}

void expect_refused(const std::string& part, const std::vector<std::string>& arguments) {
  expect_error(ErrorCode::usage, part, [&] { command(arguments); });
}

TEST(CacheCommandTest, Lists) {
  const auto list = std::get<CacheListCommand>(command({"cache", "ls", "--json"}));
  EXPECT_TRUE(list.json);
  EXPECT_EQ(list.folder, "");
  EXPECT_EQ(std::get<CacheListCommand>(command({"cache", "ls", "--cache-dir", "x"})).folder, "x");
}

TEST(CacheCommandTest, PrunesBySizeAndAge) {
  const auto prune = std::get<CachePruneCommand>(
      command({"cache", "prune", "--keep", "10G", "--older-than", "2d", "--cache-dir", "x"}));
  EXPECT_EQ(prune.request.keep_bytes, std::uint64_t{10} << 30);
  EXPECT_EQ(prune.request.older_than, std::chrono::hours(48));
  EXPECT_EQ(prune.folder, "x");
  EXPECT_EQ(
      std::get<CachePruneCommand>(command({"cache", "prune", "--keep", "0"})).request.keep_bytes,
      0U);
}

TEST(CacheCommandTest, SaysWhatIsWrong) {
  expect_refused("cache ls or cache prune", {"cache"});
  expect_refused("cache rm: expected", {"cache", "rm"});
  expect_refused("--keep 0 removes everything", {"cache", "prune"});
  expect_refused("--keep much", {"cache", "prune", "--keep", "much"});
  expect_refused("--older-than old", {"cache", "prune", "--older-than", "old"});
  expect_refused("'x' is one word too many", {"cache", "ls", "x"});
  expect_refused("oci2boot cache ls --help", {"cache", "ls", "--keep", "0"});
}

}  // namespace
}  // namespace oci2boot

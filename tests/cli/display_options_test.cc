// SPDX-License-Identifier: Apache-2.0
#include "src/cli/display_options.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

DisplayOptions parse(const std::vector<std::string>& arguments) {
  Options options;
  declare_display_options(options);
  return display_options(parse_options(options, arguments, "test"));
}

TEST(DisplayOptionsTest, QuietMeansNoProgressUnlessItIsAskedFor) {
  EXPECT_EQ(parse({}).progress, ProgressMode::automatic);
  EXPECT_EQ(parse({"-q"}).progress, ProgressMode::none);
  EXPECT_TRUE(parse({"-q"}).quiet);
  EXPECT_EQ(parse({"-q", "--progress", "json"}).progress, ProgressMode::json);
}

TEST(DisplayOptionsTest, KnowsTheModes) {
  EXPECT_EQ(parse({"--progress", "plain"}).progress, ProgressMode::plain);
  EXPECT_EQ(parse({"--progress=none"}).progress, ProgressMode::none);
  expect_error(ErrorCode::usage, "auto, plain, json or none", [] {
    parse({"--progress", "fancy"});
  });
}

}  // namespace
}  // namespace oci2boot

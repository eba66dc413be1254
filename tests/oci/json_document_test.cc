// SPDX-License-Identifier: Apache-2.0
#include "oci/json_document.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::string list_of(const std::string& value, std::size_t count) {
  std::string text = "[" + value;
  for (std::size_t i = 1; i < count; ++i) text += "," + value;
  return text + "]";
}

TEST(JsonDocument, NestsAsDeepAsAnyImageDoes) {
  EXPECT_TRUE(parse_json(nested(100), "it").is_array());
  expect_error(ErrorCode::invalid_image, "it nests too deeply",
               [] { parse_json(nested(1'000'000), "it"); });
}

TEST(JsonDocument, NestingThatNeverEndsIsRefusedBeforeItsEnd) {
  expect_error(ErrorCode::invalid_image, "it nests too deeply",
               [] { parse_json(std::string(1'000'000, '['), "it"); });
}

TEST(JsonDocument, HasAsManyValuesAsAnyImageHas) {
  EXPECT_EQ(parse_json(list_of("{}", 100'000), "it").size(), 100'000U);
  for (const char* value : {"0", "{}", "[]"}) {
    expect_error(ErrorCode::invalid_image, "it has too many values",
                 [&] { parse_json(list_of(value, 1'000'000), "it"); });
  }
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/cli/limit_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& value) {
  try {
    parse_limits({value});
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  ADD_FAILURE() << value << " was accepted";
  return "";
}

TEST(LimitValuesTest, WhatIsNotNamedKeepsItsDefault) {
  const Limits limits = parse_limits({"entries=30M", "path-bytes=1"});
  EXPECT_EQ(limits.entries, 30U << 20);
  EXPECT_EQ(limits.path_bytes, 1U);
  EXPECT_EQ(limits.layers, Limits{}.layers);
}

TEST(LimitValuesTest, ALimitMayBeLiftedAloneOrWithAllOthers) {
  const Limits one = parse_limits({"unpacked-bytes=none"});
  EXPECT_EQ(one.unpacked_bytes, UINT64_MAX);
  EXPECT_EQ(one.entries, Limits{}.entries);
  const Limits all = parse_limits({"none", "layers=5"});
  EXPECT_EQ(all.metadata_bytes, UINT64_MAX);
  EXPECT_EQ(all.index_depth, UINT64_MAX);
  EXPECT_EQ(all.layers, 5U);
}

TEST(LimitValuesTest, SaysWhatIsWrong) {
  EXPECT_THAT(refusal("entires=5"),
              HasSubstr("there is no limit 'entires'; there are document-bytes, layers, "));
  EXPECT_THAT(refusal("entries"), HasSubstr("expected NAME=VALUE or none"));
  for (const char* value : {"", "0", "-1", "5x", "many", "99999999T"}) {
    EXPECT_THAT(refusal(std::string("entries=") + value),
                HasSubstr(std::string("--limit entries=") + value +
                          ": expected a number from 1, such as 500000, 20M or 2G, or none"))
        << value;
  }
}

}  // namespace
}  // namespace oci2boot

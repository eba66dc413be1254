// SPDX-License-Identifier: Apache-2.0
#include "oci/keyed_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace oci2boot {
namespace {

TEST(KeyedHashTest, EqualInputsHashAlikeUnderOneKey) {
  const KeyedHash hash;
  const std::string name = "usr/lib/x86_64-linux-gnu";
  EXPECT_EQ(hash(name), hash(std::string(name)));
  EXPECT_EQ(hash(std::uint64_t{7}), hash(std::uint64_t{7}));
}

TEST(KeyedHashTest, EveryByteAndTheLengthCount) {
  const KeyedHash hash;
  std::set<std::uint64_t> seen;
  for (std::size_t size = 0; size <= 40; ++size) {
    seen.insert(hash(std::string(size, '\0')));
    for (std::size_t i = 0; i < size; ++i) {
      std::string name(size, '\0');
      name[i] = '\x80';
      seen.insert(hash(name));
    }
  }
  EXPECT_EQ(seen.size(), 41U + 40U * 41U / 2U);
}

TEST(KeyedHashTest, NobodyKnowsTheKeyOfAnother) {
  EXPECT_NE(KeyedHash()("name"), KeyedHash()("name"));
  EXPECT_NE(KeyedHash()(std::uint64_t{1}), KeyedHash()(std::uint64_t{1}));
}

TEST(KeyedHashTest, NumbersSpreadOverAFewBits) {
  const KeyedHash hash;
  int in_first = 0;
  for (std::uint64_t number = 0; number < 64'000; ++number) {
    // Directory and name as DirentTable puts them together.
    if ((hash((number % 256) << 32U | number) & 63U) == 0) ++in_first;
  }
  EXPECT_GT(in_first, 800);
  EXPECT_LT(in_first, 1200);
}

}  // namespace
}  // namespace oci2boot

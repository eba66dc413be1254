// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/crc32c.h"

#include <gtest/gtest.h>

#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

TEST(Crc32c, InvertedBeforeAndAfterIsTheSumOfTheStandard) {
  EXPECT_EQ(~crc32c(UINT32_MAX, as_span("123456789")), 0xe3069283U);  // RFC 3720, B.4 and others
}

TEST(Crc32c, GoesOnWhereItWasLeft) {
  const std::uint32_t first = crc32c(7, as_span("a file's first part"));
  EXPECT_EQ(crc32c(first, as_span(", and the rest")),
            crc32c(7, as_span("a file's first part, and the rest")));
}

TEST(Crc32c, OfNothingIsTheSeed) {
  EXPECT_EQ(crc32c(42, {}), 42U);
}

TEST(Crc32c, DiffersForEachInode) {
  const std::uint32_t seed = filesystem_seed({1, 2, 3});
  EXPECT_NE(seed, filesystem_seed({1, 2, 4}));
  EXPECT_NE(inode_seed(seed, 12), inode_seed(seed, 13));
}

}  // namespace
}  // namespace oci2boot

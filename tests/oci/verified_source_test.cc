// SPDX-License-Identifier: Apache-2.0
#include "oci/verified_source.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/odd_sources.h"

namespace oci2boot {
namespace {

VerifiedSource source_of(const std::string& bytes, std::optional<Digest> digest,
                         std::optional<std::uint64_t> size) {
  return {std::make_unique<DripSource>(bytes, 2), std::move(digest), size, "the blob"};
}

TEST(VerifiedSourceTest, PassesOnWhatIsAsDeclared) {
  auto source = source_of("hello", sha256_of("hello"), 5);
  EXPECT_FALSE(source.digest().has_value());
  EXPECT_EQ(read_all(source, 10, "it"), "hello");
  EXPECT_EQ(source.digest(), sha256_of("hello"));
}

TEST(VerifiedSourceTest, KnowsSha512) {
  Hasher hasher("sha512");
  auto source = source_of("", hasher.finish(), 0);
  drain(source);
  EXPECT_EQ(source.digest()->algorithm(), "sha512");
}

TEST(VerifiedSourceTest, ComputesTheDigestThatNobodyDeclared) {
  auto source = source_of("hello", std::nullopt, std::nullopt);
  drain(source);
  EXPECT_EQ(source.digest(), sha256_of("hello"));
}

TEST(VerifiedSourceTest, NamesBothDigests) {
  auto source = source_of("hello", sha256_of("other"), std::nullopt);
  expect_error(ErrorCode::verification_failed,
               "the blob has the digest " + sha256_of("hello").text() + ", declared is " +
                   sha256_of("other").text(),
               [&] { drain(source); });
}

TEST(VerifiedSourceTest, NamesBothSizes) {
  auto longer = source_of("hello", std::nullopt, 3);
  expect_error(ErrorCode::verification_failed, "is longer than the declared 3 bytes",
               [&] { drain(longer); });
  auto shorter = source_of("hello", std::nullopt, 6);
  expect_error(ErrorCode::verification_failed, "has 5 bytes, declared are 6",
               [&] { drain(shorter); });
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/digest.h"

#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

const std::string kHex(64, 'a');

TEST(DigestTest, KeepsAWellFormedDigest) {
  const Digest digest = Digest::parse("sha256:" + kHex);
  EXPECT_EQ(digest.algorithm(), "sha256");
  EXPECT_EQ(digest.hex(), kHex);
  EXPECT_EQ(digest.abbreviated(), "sha256:aaaaaaaaaaaa");
}

TEST(DigestTest, WritesRawBytesAsHex) {
  const std::string raw(32, '\xf0');
  EXPECT_EQ(Digest::sha256(raw).text().substr(0, 11), "sha256:f0f0");
}

TEST(DigestTest, RefusesEverythingElse) {
  for (const std::string& text :
       {std::string(), std::string("sha256"), "sha256:" + kHex.substr(1), "sha256:" + kHex + "a",
        "sha256:" + std::string(64, 'A'), "sha256:" + std::string(63, 'a') + "/", "md5:" + kHex,
        "sha512:" + kHex, "sha256:../" + kHex.substr(3)}) {
    EXPECT_THROW(Digest::parse(text), Error) << text;
  }
}

}  // namespace
}  // namespace oci2boot

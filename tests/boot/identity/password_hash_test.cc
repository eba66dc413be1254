// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/password_hash.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

TEST(PasswordHashTest, SaltsDifferByImageAndUserAndByNothingElse) {
  const std::string salt = salt_for("image", "root");
  EXPECT_EQ(salt.size(), 16U);
  EXPECT_EQ(salt, salt_for("image", "root"));
  EXPECT_NE(salt, salt_for("other", "root"));
  EXPECT_NE(salt, salt_for("image", "ada"));
}

// The second is what Alpine 3.20's musl gives for the same setting.
TEST(PasswordHashTest, GivesTheSameHashOnEveryMachine) {
  const std::string salt = salt_for("image", "root");
  EXPECT_EQ(hash_password("secret", salt, HashMethod::yescrypt),
            "$y$j9T$1zAIoG1ZPOW8A8Nom74G.0$EpkGeTGVYt2OueabN3dm9cgbex/BsRI2/kwAT/1f3n2");
  EXPECT_EQ(
      hash_password("secret", salt, HashMethod::sha512_crypt),
      "$6$rounds=100000$1zAIoG1ZPOW8A8No$c.y0PTK5InjdTUtCVyWzZXj5Te2kPyTHMWEdQl6skwenr5TTEByGqHj"
      "tzFsAe82gR.juuzXinn0RmXq1bnq0m/");
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "src/init/share_record.h"
}

namespace oci2boot {
namespace {

TEST(ShareRecord, HasATypeATagAnAccessAndAPath) {
  const std::string record = "virtiofs:share0:rw:/a:b/c d";
  Share share = {};
  ASSERT_TRUE(parse_share(record.c_str(), &share));
  EXPECT_STREQ(share.type, "virtiofs");
  EXPECT_STREQ(share.tag, "share0");
  EXPECT_FALSE(share.read_only);
  EXPECT_STREQ(share.path, "/a:b/c d");
  ASSERT_TRUE(parse_share("9p:x:ro:/", &share));
  EXPECT_TRUE(share.read_only);
}

TEST(ShareRecord, AnythingElseIsNone) {
  const std::string long_tag(64, 't');
  const std::string long_path = "/" + std::string(4096, 'p');
  for (const std::string& bad :
       {std::string(), std::string("9p"), std::string("9p:t"), std::string("9p:t:rw"),
        std::string("9p:t:rw:"), std::string("9p:t:rw:a"), std::string(":t:rw:/a"),
        std::string("9p::rw:/a"), std::string("9p:t::/a"), std::string("9p:t:rx:/a"),
        std::string("9p:t:row:/a"), std::string("9p-is-a-long-type:t:rw:/a"),
        "9p:" + long_tag + ":rw:/a", "9p:t:rw:" + long_path}) {
    Share share = {};
    EXPECT_FALSE(parse_share(bad.c_str(), &share)) << bad;
  }
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/token_request.h"

#include <gtest/gtest.h>

#include "oci/base64.h"

namespace oci2boot {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(TokenRequest, GoesToTheRealmWhateverQueryThatHas) {
  const auto url = [](const std::string& realm) {
    return token_request({"bearer", {{"realm", realm}}}, "a", std::nullopt).url;
  };
  EXPECT_EQ(url("https://r/token"), "https://r/token?scope=repository%3Aa%3Apull");
  EXPECT_EQ(url("https://r/token?x=y#z"), "https://r/token?x=y&scope=repository%3Aa%3Apull");
}

TEST(TokenRequest, ATokenLivesAMinuteUnlessMoreIsSaid) {
  const auto lifetime = [](const std::string& expires_in) {
    return parse_token(R"({"token":"t","expires_in":)" + expires_in + "}").lifetime;
  };
  EXPECT_EQ(parse_token(R"({"token":"t"})").lifetime, seconds(60));
  EXPECT_EQ(lifetime("300"), seconds(300));
  EXPECT_EQ(lifetime("1"), seconds(60));
  EXPECT_EQ(lifetime("18446744073709551615"), hours(24));
  for (const char* nonsense : {"-5", "1e9", "\"300\"", "null", "[]"}) {
    EXPECT_EQ(lifetime(nonsense), seconds(60)) << nonsense;
  }
}

TEST(TokenRequest, TheTokenHasEitherOfTwoNames) {
  EXPECT_EQ(parse_token(R"({"token":"a","access_token":"b"})").text, "a");
  EXPECT_EQ(parse_token(R"({"token":"","access_token":"b"})").text, "b");
}

TEST(TokenRequest, APasswordMayHoldAnything) {
  const std::string header = basic_authorisation({"bob", "a:b\xc3\xbc\n", "", ""});
  EXPECT_EQ(base64_decoded(header.substr(6)), "bob:a:b\xc3\xbc\n");
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/http/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

Url make(const std::string& scheme, const std::string& host, int port) {
  return {scheme, host, port};
}

TEST(Url, HasSchemeHostAndPort) {
  EXPECT_EQ(Url::parse("https://registry.example:5000/v2/?n=1"),
            make("https", "registry.example", 5000));
  EXPECT_EQ(Url::parse("http://[::1]:80"), make("http", "[::1]", 80));
}

TEST(Url, TakesThePortOfItsSchemeWhereNoneIsNamed) {
  EXPECT_EQ(Url::parse("https://registry.example/").port, 443);
  EXPECT_EQ(Url::parse("http://registry.example").port, 80);
}

TEST(Url, IsTheSameInAnyLetterCaseAndWithItsDefaultPortSpelledOut) {
  EXPECT_EQ(Url::parse("HTTPS://Registry.Example/a"), Url::parse("https://registry.example:443/b"));
}

TEST(Url, DiffersInSchemeHostOrPort) {
  const Url url = Url::parse("https://registry.example");
  EXPECT_NE(url, Url::parse("http://registry.example:443"));
  EXPECT_NE(url, Url::parse("https://registry.example:444"));
  EXPECT_NE(url, Url::parse("https://registry.example.evil"));
}

TEST(Url, IsNamedByHostAndPort) {
  EXPECT_EQ(Url::parse("https://registry.example/v2/").host_and_port(), "registry.example:443");
}

TEST(Url, RefusesWhatIsNoUrl) {
  for (const std::string text : {"", "registry.example", "/v2/", "https://", "https://host:70000/",
                                 "https://host:x/", "https://a b/", "https://ho\nst/", "://host"}) {
    expect_error(ErrorCode::invalid_image, "not a URL", [&] { Url::parse(text); });
  }
  expect_error(ErrorCode::invalid_image, "not a URL",
               [] { Url::parse(std::string("https://good.example\0.evil/", 26)); });
}

TEST(Url, RefusesOtherSchemes) {
  expect_error(ErrorCode::invalid_image, "scheme ftp", [] { Url::parse("ftp://host/x"); });
  expect_error(ErrorCode::invalid_image, "scheme file", [] { Url::parse("file:///etc/passwd"); });
}

TEST(Url, RefusesUserNamesWithoutRepeatingThem) {
  for (const std::string text :
       {"https://secret@host/", "https://user:secret@host/", "https://registry.example@evil/secret",
        "https://secret\\@host/"}) {
    try {
      Url::parse(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("secret")));
    }
  }
}

TEST(Url, KnowsThisMachine) {
  for (const std::string host :
       {"localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.1.2.3", "[::1]"}) {
    EXPECT_TRUE(Url::parse("http://" + host + ":5000/").is_loopback()) << host;
  }
  for (const std::string host :
       {"localhost.example", "notlocalhost", "128.0.0.1", "127.0.0.1.example", "[::2]"}) {
    EXPECT_FALSE(Url::parse("http://" + host + ":5000/").is_loopback()) << host;
  }
}

TEST(RedirectTarget, IsResolvedAgainstTheRequest) {
  const std::string base = "https://registry.example:5000/v2/a/blobs/x?y=1";
  EXPECT_EQ(redirect_target(base, "https://cdn.example/x?sig=1%2F2"),
            "https://cdn.example/x?sig=1%2F2");
  EXPECT_EQ(redirect_target(base, "//cdn.example/x"), "https://cdn.example/x");
  EXPECT_EQ(redirect_target(base, "/x"), "https://registry.example:5000/x");
  EXPECT_EQ(redirect_target(base, "z"), "https://registry.example:5000/v2/a/blobs/z");
  EXPECT_EQ(redirect_target(base, "?n=2"), "https://registry.example:5000/v2/a/blobs/x?n=2");
}

TEST(RedirectTarget, IsFitForARequestLine) {
  EXPECT_EQ(redirect_target("http://a.example/", "/with blank"), "http://a.example/with%20blank");
}

TEST(RedirectTarget, LeavesItToTheParserToRefuse) {
  for (const std::string location : {"ftp://host/x", "file:///etc/passwd", "http://"}) {
    const std::string target = redirect_target("https://registry.example/", location);
    EXPECT_THROW(Url::parse(target), Error) << target;
  }
}

TEST(PercentEncoded, KeepsUnreservedCharactersAndNoOthers) {
  EXPECT_EQ(percent_encoded("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encoded("repository:a/b:pull,push"), "repository%3Aa%2Fb%3Apull%2Cpush");
  EXPECT_EQ(percent_encoded(" +&=%\n\xc3\xa9"), "%20%2B%26%3D%25%0A%C3%A9");
  EXPECT_EQ(percent_encoded(std::string_view("\0", 1)), "%00");
  EXPECT_EQ(percent_encoded(""), "");
}

}  // namespace
}  // namespace oci2boot

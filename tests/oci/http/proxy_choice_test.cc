// SPDX-License-Identifier: Apache-2.0
#include "oci/http/proxy_choice.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

constexpr const char* kPlain = "http://proxy.example:3128";
constexpr const char* kSecure = "http://proxy.example:3129";

std::string proxy_of(const std::string& url, const std::string& none = "") {
  return proxy_for(Url::parse(url), {kPlain, kSecure, none});
}

bool is_direct(const std::string& host, const std::string& none) {
  return proxy_of("https://" + host + "/", none).empty();
}

TEST(ProxyChoice, FollowsTheScheme) {
  EXPECT_EQ(proxy_of("http://registry.example/"), kPlain);
  EXPECT_EQ(proxy_of("https://registry.example/"), kSecure);
  EXPECT_EQ(proxy_for(Url::parse("https://registry.example/"), {kPlain, "", ""}), "");
}

TEST(ProxyChoice, NeverSendsThisMachineThroughAProxy) {
  for (const std::string host : {"localhost:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]:5000"}) {
    EXPECT_TRUE(is_direct(host, "")) << host;
  }
}

TEST(ProxyChoice, LeavesOutNamedHostsAndTheirSubdomains) {
  for (const std::string entry : {"example.com", ".example.com", "*.example.com", "EXAMPLE.com",
                                  "a.test,example.com", "a.test example.com", " , example.com ,"}) {
    EXPECT_TRUE(is_direct("registry.example.com", entry)) << entry;
    EXPECT_FALSE(is_direct("notexample.com", entry)) << entry;
    EXPECT_FALSE(is_direct("example.com.evil", entry)) << entry;
  }
  EXPECT_TRUE(is_direct("example.com", "example.com"));
}

TEST(ProxyChoice, LeavesOutEverythingForAStar) {
  EXPECT_TRUE(is_direct("registry.example", "*"));
  EXPECT_TRUE(is_direct("registry.example", "a.test, *"));
}

TEST(ProxyChoice, HeedsThePortOfAnEntry) {
  EXPECT_TRUE(is_direct("registry.example:5000", "registry.example:5000"));
  EXPECT_FALSE(is_direct("registry.example", "registry.example:5000"));
  EXPECT_TRUE(is_direct("registry.example", "registry.example:443"));
  EXPECT_FALSE(is_direct("registry.example", "registry.example:x"));
  EXPECT_TRUE(is_direct("[2001:db8::1]:5000", "[2001:db8::1]:5000"));
}

TEST(ProxyChoice, LeavesOutAddressesAndNetworks) {
  EXPECT_TRUE(is_direct("10.1.2.3", "10.1.2.3"));
  EXPECT_FALSE(is_direct("110.1.2.3", "10.1.2.3"));
  EXPECT_FALSE(is_direct("9.10.1.2", "10.1.2"));
  EXPECT_TRUE(is_direct("10.1.2.3", "10.0.0.0/8"));
  EXPECT_FALSE(is_direct("11.1.2.3", "10.0.0.0/8"));
  EXPECT_TRUE(is_direct("192.168.17.1", "192.168.16.0/20"));
  EXPECT_FALSE(is_direct("192.168.32.1", "192.168.16.0/20"));
  EXPECT_TRUE(is_direct("[2001:db8::7]", "2001:db8::/32"));
  EXPECT_TRUE(is_direct("[2001:db8::7]", "2001:db8::7"));
  EXPECT_FALSE(is_direct("[2001:db9::7]", "2001:db8::/32"));
  EXPECT_FALSE(is_direct("registry.example", "10.0.0.0/0"));
}

TEST(ProxyChoice, PassesOverEntriesThatMakeNoSense) {
  for (const std::string entry : {".", ":", "*.", "/", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
                                  "x/8", "[", "]", "[]", ":443"}) {
    EXPECT_FALSE(is_direct("10.1.2.3", entry)) << entry;
    EXPECT_FALSE(is_direct("registry.example", entry)) << entry;
  }
}

TEST(ProxyName, LeavesOutThePassword) {
  EXPECT_EQ(proxy_name("http://user:secret@proxy.example:3128/"), "proxy.example:3128");
  EXPECT_EQ(proxy_name("user:secret@proxy.example:3128"), "proxy.example:3128");
  EXPECT_EQ(proxy_name("socks5h://user:secret@proxy.example"), "proxy.example:1080");
  EXPECT_EQ(proxy_name("https://proxy.example"), "proxy.example:443");
  EXPECT_EQ(proxy_name("http://user:sec ret@:x"), "(which is not a URL)");
}

}  // namespace
}  // namespace oci2boot

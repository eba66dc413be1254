// SPDX-License-Identifier: Apache-2.0
#include "src/boot/hostname.h"

#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

TEST(HostnameTest, ComesFromTheLastPartOfTheImageName) {
  EXPECT_EQ(hostname_for("docker.io/library/alpine:3.19"), "alpine");
  EXPECT_EQ(hostname_for("localhost:5000/team/App_Server@sha256:abc"), "app-server");
  EXPECT_EQ(hostname_for("alpine"), "alpine");
}

TEST(HostnameTest, IsAlwaysOneLabel) {
  EXPECT_EQ(hostname_for("__x..y--"), "x-y");
  EXPECT_EQ(hostname_for(""), "guest");
  EXPECT_EQ(hostname_for("a/:tag"), "guest");
  EXPECT_EQ(hostname_for("\xc3\xa9t\xc3\xa9"), "t");
  EXPECT_EQ(hostname_for(std::string(70, 'a')), std::string(63, 'a'));
  EXPECT_EQ(hostname_for(std::string(62, 'a') + "..b"), std::string(62, 'a'));
}

TEST(HostnameTest, AcceptsNamesOfSeveralLabels) {
  for (const char* name : {"a", "web-1", "web.example.org", "3com", "my_db"}) {
    EXPECT_TRUE(is_host_name(name)) << name;
  }
}

TEST(HostnameTest, RefusesWhatIsNoName) {
  for (const char* name : {"", ".", "a.", ".a", "-a", "a-", "a b", "a\n", "a..b", "a/b"}) {
    EXPECT_FALSE(is_host_name(name)) << name;
  }
  EXPECT_FALSE(is_host_name(std::string(64, 'a')));
  EXPECT_FALSE(is_host_name(std::string_view("a\0b", 3)));
}

TEST(HostnameTest, RefusesMoreThanSethostnameTakes) {
  const std::string label(40, 'a');
  EXPECT_TRUE(is_host_name(label + "." + label));
  EXPECT_THROW(check_hostname(label + "." + label), Error);
  EXPECT_NO_THROW(check_hostname(label));
}

}  // namespace
}  // namespace oci2boot

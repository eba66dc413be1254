// SPDX-License-Identifier: Apache-2.0
// The cases follow distribution/reference's own tables (normalize_test.go, reference_test.go).
#include "oci2boot/reference.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

const std::string kHex(64, 'a');

TEST(ReferenceTest, NormalisesAsDockerDoes) {
  const std::pair<std::string, std::string> cases[] = {
      {"alpine", "docker.io/library/alpine:latest"},
      {"alpine:3.19", "docker.io/library/alpine:3.19"},
      {"docker.io/alpine", "docker.io/library/alpine:latest"},
      {"index.docker.io/alpine", "docker.io/library/alpine:latest"},
      {"index.docker.io/user/app:1", "docker.io/user/app:1"},
      {"user/app", "docker.io/user/app:latest"},
      {"user/app/part", "docker.io/user/app/part:latest"},
      {"ghcr.io/user/app", "ghcr.io/user/app:latest"},
      {"localhost/app", "localhost/app:latest"},
      {"localhost:5000/app:v1", "localhost:5000/app:v1"},
      {"host:5000/a/b", "host:5000/a/b:latest"},
      {"Upper/app", "Upper/app:latest"},
      {"127.0.0.1:5000/app", "127.0.0.1:5000/app:latest"},
      {"[::1]/app", "[::1]/app:latest"},
      {"[fe80::1]:5000/app:t", "[fe80::1]:5000/app:t"},
      {"a.b-c.d/x", "a.b-c.d/x:latest"},
      {"app:5000", "docker.io/library/app:5000"},
      {"app_a__b.c---d", "docker.io/library/app_a__b.c---d:latest"},
      {"app:_x.Y-Z", "docker.io/library/app:_x.Y-Z"},
      {"app@sha256:" + kHex, "docker.io/library/app@sha256:" + kHex},
      {"app:t@sha256:" + kHex, "docker.io/library/app:t@sha256:" + kHex},
      {kHex + "a", "docker.io/library/" + kHex + "a:latest"},
      {"app:" + std::string(128, 't'), "docker.io/library/app:" + std::string(128, 't')},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(Reference::parse(text).text(), expected) << text;
    EXPECT_EQ(Reference::parse(expected).text(), expected) << "normalising twice";
  }
}

TEST(ReferenceTest, ShortensAsDockerDoes) {
  for (const char* text : {"alpine:latest", "team/app:1", "ghcr.io/a/b:1", "localhost:5000/x:y"}) {
    EXPECT_EQ(Reference::parse(text).familiar_text(), text);
  }
  EXPECT_EQ(Reference::parse("docker.io/library/alpine").familiar_text(), "alpine:latest");
  EXPECT_EQ(Reference::parse("quay.io/library/alpine").familiar_text(),
            "quay.io/library/alpine:latest");
}

TEST(ReferenceTest, RefusesWhatDockerRefuses) {
  for (const std::string& text : {
           std::string(),
           std::string(":tag"),
           std::string("/app"),
           std::string("app/"),
           std::string("Alpine"),
           std::string("user/App"),
           std::string("a//b"),
           std::string("-app"),
           std::string("app-"),
           std::string("a..b"),
           std::string("a___b"),
           std::string("a._b"),
           std::string("_app"),
           std::string("app:"),
           std::string("app:.t"),
           std::string("app:-t"),
           std::string("app:t:u"),
           std::string("app:t t"),
           std::string(" app"),
           std::string("app\n"),
           std::string("app@"),
           std::string("app@sha256:short"),
           std::string("app@md5:") + kHex,
           std::string("-host.com/app"),
           std::string("host-.com/app"),
           std::string("a..com/app"),
           std::string("host.com:/app"),
           std::string("host.com:port/app"),
           std::string("host.com:123456/app"),
           std::string("[::1/app"),
           std::string("[]/app"),
           std::string("[fe80::1%eth0]/app"),
           std::string("host_name.com/app"),
           std::string("docker.io/"),
           std::string("https://host.com/app"),
           kHex,
           "app:" + std::string(129, 't'),
           std::string(256, 'a'),
           std::string("caf\xc3\xa9"),
       }) {
    expect_error(ErrorCode::usage, "is not an image name", [&] { Reference::parse(text); });
  }
}

TEST(ReferenceTest, TheFamiliarTextMeansTheSameImage) {
  EXPECT_EQ(Reference::parse("docker.io/library/alpine").familiar_text(), "alpine:latest");
  EXPECT_EQ(Reference::parse("library/a/b").familiar_text(), "library/a/b:latest");
}

TEST(ReferenceTest, SaysWhichRuleIsBroken) {
  expect_error(ErrorCode::usage, "'-x.com' is not a host", [] { Reference::parse("-x.com/app"); });
  for (const char* text : {"localhost:0/app", "localhost:65536/app", "localhost:/app"}) {
    expect_error(ErrorCode::usage, "is not a host, or not HOST:PORT",
                 [text] { Reference::parse(text); });
  }
  expect_error(ErrorCode::usage, "a tag is up to 128", [] { Reference::parse("app:!"); });
  expect_error(ErrorCode::usage, "it is an image ID", [] { Reference::parse(kHex); });
  expect_error(ErrorCode::usage, "leave 'https://' out", [] { Reference::parse("https://a.b/c"); });
}

}  // namespace
}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

Endpoint endpoint_of(const std::string& name, bool plain_http = false) {
  return registry_endpoint(Reference::parse(name), plain_http);
}

TEST(Endpoint, DockerHubIsElsewhereAndAlwaysEncrypted) {
  const Endpoint hub = endpoint_of("alpine", true);
  EXPECT_EQ(hub.name, "docker.io");
  EXPECT_EQ(hub.host, "registry-1.docker.io");
  EXPECT_EQ(hub.repository, "library/alpine");
  EXPECT_THAT(hub.schemes, ElementsAre("https"));
}

TEST(Endpoint, RegistriesSpeakHttpsUnlessTheUserSaysOtherwise) {
  EXPECT_THAT(endpoint_of("r.example:5000/a").schemes, ElementsAre("https"));
  EXPECT_THAT(endpoint_of("r.example:5000/a", true).schemes, ElementsAre("http"));
  EXPECT_EQ(endpoint_of("r.example:5000/a/b").host, "r.example:5000");
}

TEST(Endpoint, LoopbackMaySpeakPlainHttpAsASecondTry) {
  for (const char* name : {"localhost/a", "localhost:5000/a", "127.0.0.1:5000/a", "127.1.2.3/a"}) {
    EXPECT_THAT(endpoint_of(name).schemes, ElementsAre("https", "http")) << name;
  }
  for (const char* name : {"127.evil.example/a", "localhost.example/a", "128.0.0.1/a"}) {
    EXPECT_THAT(endpoint_of(name).schemes, ElementsAre("https")) << name;
  }
}

TEST(Endpoint, AMirrorsPathGoesInFrontOfTheRepository) {
  const Endpoint plain = mirror_endpoint({"docker.io", "m.example:5000"}, "library/alpine", false);
  EXPECT_EQ(plain.host, "m.example:5000");
  EXPECT_EQ(plain.name, "m.example:5000");
  EXPECT_EQ(plain.repository, "library/alpine");
  EXPECT_THAT(plain.schemes, ElementsAre("https"));
  const Endpoint deep = mirror_endpoint({"docker.io", "m/proxy/hub/"}, "library/alpine", true);
  EXPECT_EQ(deep.host, "m");
  EXPECT_EQ(deep.repository, "proxy/hub/library/alpine");
  EXPECT_THAT(deep.schemes, ElementsAre("http"));
}

TEST(Endpoint, WhatIsNoPlaceIsNoMirror) {
  for (const char* location :
       {"", "/", "/path", "https://m.example", "m.example:port", "user@m.example", "m.example/a?b",
        "m.example/../x", "m.example//x", "m.example/UPPER", "m.example#x", "m example"}) {
    expect_error(ErrorCode::usage, "is not a mirror", [&] {
      mirror_endpoint({"docker.io", location}, "a", false);
    });
  }
}

}  // namespace
}  // namespace oci2boot

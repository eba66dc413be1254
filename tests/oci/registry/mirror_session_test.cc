// SPDX-License-Identifier: Apache-2.0
// RegistryClient with mirrors: who is asked, in which order, and for how long.
#include "oci/registry/mirror_session.h"

#include "oci/base64.h"
#include "oci/http/retry.h"
#include "tests/oci/registry/registry_test.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

const std::string kBlob = "0123456789abcdefghij";

class Mirrors : public RegistryTest {
 protected:
  void add_mirror(const LoopbackServer& mirror, const std::string& path = "") {
    options_.mirrors.push_back({registry_.host(), mirror.host() + path});
  }

  LoopbackServer registry_{[](const ReceivedRequest& request) -> Reply {
    const bool is_blob = request.target.find("/blobs/") != std::string::npos;
    if (!is_blob) return {.body = some_manifest()};
    if (request.header("Range").empty()) return {.body = kBlob};
    const auto first = std::stoul(request.header("Range").substr(6));
    return {.status = 206,
            .headers = {{"Content-Range", "bytes " + std::to_string(first) + "-19/20"}},
            .body = kBlob.substr(first)};
  }};
};

TEST_F(Mirrors, AreAskedFirst) {
  LoopbackServer mirror([](const ReceivedRequest& request) -> Reply {
    return {.body = request.target.find("/blobs/") == std::string::npos ? some_manifest() : kBlob};
  });
  add_mirror(mirror, "/proxy");
  RegistryClient asking = client(registry_);
  asking.get_manifest();
  EXPECT_EQ(transfer(asking, described(kBlob)), kBlob);
  EXPECT_EQ(registry_.requests().size(), 0U);
  EXPECT_EQ(mirror.requests()[0].target, "/v2/proxy/team/app/manifests/1");
}

TEST_F(Mirrors, OfOtherRegistriesAreNotAsked) {
  LoopbackServer mirror([](const ReceivedRequest&) -> Reply { return {.body = some_manifest()}; });
  options_.mirrors.push_back({"docker.io", mirror.host()});
  client(registry_).get_manifest();
  EXPECT_EQ(mirror.requests().size(), 0U);
}

TEST_F(Mirrors, ThatFailInAnyWayAreAskedOnce) {
  for (const Reply& reply :
       {Reply{.status = 404}, Reply{.status = 401}, Reply{.status = 429}, Reply{.status = 503},
        Reply{.body = "<html>"}, Reply{.body = some_manifest(), .cut_after = 3},
        Reply{.drop = true}, Reply{.raw = "nonsense\n\n"},
        Reply{.status = 307, .headers = {{"Location", "ftp://x/"}}},
        Reply{.body = std::string(9U << 20, ' ')}}) {
    LoopbackServer mirror([&](const ReceivedRequest&) { return reply; });
    options_.mirrors.clear();
    add_mirror(mirror);
    RegistryClient asking = client(registry_);
    EXPECT_EQ(asking.get_manifest().bytes, some_manifest());
    EXPECT_EQ(asking.get_manifest(described(some_manifest())), some_manifest());
    EXPECT_EQ(mirror.requests().size(), 1U) << reply.status << reply.body.substr(0, 20);
  }
}

TEST_F(Mirrors, ThatDoNotAnswerAreNotAskedForBlobsEither) {
  LoopbackServer mirror([](const ReceivedRequest&) -> Reply { return {.drop = true}; });
  add_mirror(mirror);
  RegistryClient asking = client(registry_);
  asking.get_manifest();
  const auto asked = mirror.requests().size();
  EXPECT_EQ(transfer(asking, described(kBlob)), kBlob);
  EXPECT_EQ(mirror.requests().size(), asked);
}

TEST_F(Mirrors, ThatHaveOnlyBlobsAreAskedForThose) {
  LoopbackServer mirror([](const ReceivedRequest& request) -> Reply {
    if (request.target.find("/blobs/") == std::string::npos) return {.status = 404};
    return {.body = kBlob};
  });
  add_mirror(mirror);
  RegistryClient asking = client(registry_);
  asking.get_manifest();
  EXPECT_EQ(transfer(asking, described(kBlob)), kBlob);
  EXPECT_EQ(count(registry_, "/v2/team/app/blobs/"), 0);
}

TEST_F(Mirrors, ThatAreNotThereAreNoError) {
  options_.mirrors.push_back(
      {registry_.host(), "127.0.0.1:" + std::to_string(LoopbackServer::unused_port())});
  RegistryClient asking = client(registry_);
  EXPECT_EQ(asking.get_manifest().bytes, some_manifest());
  EXPECT_EQ(transfer(asking, described(kBlob)), kBlob);
}

TEST_F(Mirrors, AreVerified) {
  LoopbackServer mirror([](const ReceivedRequest&) -> Reply { return {.body = "{}"}; });
  add_mirror(mirror);
  const std::string digest = sha256_of(some_manifest()).text();
  EXPECT_EQ(client(registry_, "team/app@" + digest).get_manifest().bytes, some_manifest());
}

TEST_F(Mirrors, WhatOneHasSentOfABlobIsNotFetchedAgain) {
  LoopbackServer mirror(
      [](const ReceivedRequest&) -> Reply { return {.body = kBlob, .cut_after = 9}; });
  add_mirror(mirror);
  RegistryClient asking = client(registry_);
  EXPECT_EQ(transfer(asking, described(kBlob)), kBlob);
  EXPECT_EQ(registry_.requests().back().header("Range"), "bytes=9-");
  EXPECT_EQ(transfer(asking, described(kBlob)), kBlob);
  EXPECT_EQ(mirror.requests().size(), 1U);
}

TEST_F(Mirrors, ABlobThatMustBeFetchedAgainComesFromTheRegistry) {
  LoopbackServer mirror(
      [](const ReceivedRequest&) -> Reply { return {.body = std::string(kBlob.size(), 'x')}; });
  add_mirror(mirror);
  RegistryClient asking = client(registry_);
  EXPECT_EQ(transfer(asking, described(kBlob)), std::string(kBlob.size(), 'x'));
  EXPECT_EQ(transfer(asking, described(kBlob)), kBlob);
}

TEST_F(Mirrors, ASecondMirrorIsNotAskedForABlobThatTheFirstSentWrong) {
  const auto lie = [](const ReceivedRequest&) -> Reply {
    return {.body = std::string(kBlob.size(), 'x')};
  };
  LoopbackServer first(lie);
  LoopbackServer second(lie);
  add_mirror(first);
  add_mirror(second);
  RegistryClient asking = client(registry_);
  EXPECT_EQ(transfer(asking, described(kBlob)), std::string(kBlob.size(), 'x'));
  EXPECT_EQ(transfer(asking, described(kBlob)), kBlob);
  EXPECT_EQ(count(second, "/v2/team"), 0);
}

TEST_F(Mirrors, ErrorsAreThoseOfTheRegistry) {
  LoopbackServer mirror([](const ReceivedRequest&) { return errors_reply(404, "X", "mirror"); });
  LoopbackServer registry(
      [](const ReceivedRequest&) { return errors_reply(404, "MANIFEST_UNKNOWN", "registry"); });
  options_.mirrors.push_back({registry.host(), mirror.host()});
  expect_error(ErrorCode::not_found,
               registry.host() +
                   " has no tag '1' of team/app (404 MANIFEST_UNKNOWN: registry); as a mirror, " +
                   mirror.host() + " has no tag '1' of team/app (404 X: mirror)",
               [&] { client(registry).get_manifest(); });
}

TEST_F(Mirrors, GetTheirOwnCredentialsAndNoOthers) {
  LoopbackServer mirror([](const ReceivedRequest& request) -> Reply {
    if (request.header("Authorization").empty()) {
      return {.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=x"}}};
    }
    return {.body = some_manifest()};
  });
  add_mirror(mirror);
  options_.credentials = {"bob", "pw", "", "--creds"};
  client(registry_).get_manifest();
  EXPECT_EQ(mirror.requests().size(), 1U);

  const TemporaryFolder folder;
  options_.auth_files = {
      {folder.write("auth.json", R"({"auths":{")" + mirror.host() + R"(":{"auth":"YW5uOng="}}})")}};
  client(registry_).get_manifest();
  EXPECT_EQ(mirror.requests().back().header("Authorization"), "Basic YW5uOng=");
}

TEST_F(Mirrors, AFullDiskIsNotTheMirrorsFault) {
  LoopbackServer mirror([](const ReceivedRequest&) -> Reply { return {.body = kBlob}; });
  add_mirror(mirror);
  RegistryClient asking = client(registry_);
  expect_error(ErrorCode::output_failed, "disk full", [&] {
    asking.transfer(
        described(kBlob), 0,
        [](std::span<const std::byte>) { throw Error(ErrorCode::output_failed, "disk full"); }, {});
  });
  EXPECT_EQ(registry_.requests().size(), 0U);
}

}  // namespace
}  // namespace oci2boot

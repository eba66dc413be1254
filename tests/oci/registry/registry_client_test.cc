// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/registry_client.h"

#include "oci/http/http_client.h"
#include "tests/oci/registry/registry_test.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;

using RegistryClientTest = RegistryTest;

TEST_F(RegistryClientTest, ATagsManifestComesWithItsDigestSizeAndType) {
  LoopbackServer server([](const ReceivedRequest& request) -> Reply {
    if (request.target != "/v2/team/app/manifests/1") return {.status = 404};
    return {.headers = {{"Content-Type", "text/plain"},
                        {"Docker-Content-Digest", sha256_of(some_manifest()).text()}},
            .body = some_manifest()};
  });
  const RegistryDocument document = client(server).get_manifest();
  EXPECT_EQ(document.bytes, some_manifest());
  EXPECT_EQ(document.descriptor.digest, sha256_of(some_manifest()));
  EXPECT_EQ(document.descriptor.size, some_manifest().size());
  EXPECT_EQ(document.descriptor.media_type, "application/vnd.oci.image.manifest.v1+json");
  const std::string accepted = server.requests().back().header("Accept");
  for (const char* type :
       {"oci.image.index.v1", "oci.image.manifest.v1", "docker.distribution.manifest.list.v2",
        "docker.distribution.manifest.v2", "docker.distribution.manifest.v1+prettyjws"}) {
    EXPECT_THAT(accepted, HasSubstr(type));
  }
}

TEST_F(RegistryClientTest, TheHeaderGivesTheTypeOfADocumentThatDoesNot) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.headers = {{"Content-Type", "application/vnd.oci.image.index.v1+json; charset=utf-8"}},
            .body = "{}"};
  });
  EXPECT_EQ(client(server).get_manifest().descriptor.media_type,
            "application/vnd.oci.image.index.v1+json");
}

TEST_F(RegistryClientTest, ADigestIsAskedForAndCompared) {
  const std::string digest = sha256_of(some_manifest()).text();
  std::atomic<bool> lies = false;
  LoopbackServer server([&](const ReceivedRequest& request) -> Reply {
    if (!request.target.ends_with("/manifests/" + digest)) return {.status = 404};
    return {.body = lies ? "{}" : some_manifest()};
  });
  EXPECT_EQ(client(server, "team/app:1@" + digest).get_manifest().bytes, some_manifest());
  lies = true;
  expect_error(ErrorCode::verification_failed, "not " + digest,
               [&] { client(server, "team/app@" + digest).get_manifest(); });
}

TEST_F(RegistryClientTest, ManifestsAndConfigurationsAreVerified) {
  std::string sent = "{}";
  LoopbackServer server([&](const ReceivedRequest&) -> Reply { return {.body = sent}; });
  RegistryClient registry = client(server);
  EXPECT_EQ(registry.get_manifest(described("{}")), "{}");
  EXPECT_EQ(registry.get_document(described("{}")), "{}");
  EXPECT_EQ(server.requests()[0].target, "/v2/team/app/manifests/" + sha256_of("{}").text());
  EXPECT_EQ(server.requests()[1].target, "/v2/team/app/blobs/" + sha256_of("{}").text());
  for (const char* wrong : {"{ }", "[]", "", "{", "{} "}) {
    sent = wrong;
    expect_error(ErrorCode::verification_failed, server.host(),
                 [&] { registry.get_document(described("{}")); });
  }
}

TEST_F(RegistryClientTest, ADigestThatTheRegistryItselfContradictsIsRefused) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.headers = {{"Docker-Content-Digest", sha256_of("other").text()}}, .body = "{}"};
  });
  expect_error(ErrorCode::verification_failed, "has the digest",
               [&] { client(server).get_manifest(); });
}

TEST_F(RegistryClientTest, DocumentsAreReadUpToALimit) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.body = std::string((8U << 20) + 1, ' '), .chunked = true};
  });
  expect_error(ErrorCode::invalid_image, "has more than 8388608 bytes",
               [&] { client(server).get_manifest(); });
  Descriptor huge = described("{}");
  huge.size = std::uint64_t{1} << 40;
  expect_error(ErrorCode::invalid_image,
               "over the limit of 8388608; --limit document-bytes=N raises it",
               [&] { client(server).get_document(huge); });
}

TEST_F(RegistryClientTest, AWebPageIsNoManifest) {
  LoopbackServer server(
      [](const ReceivedRequest&) -> Reply { return {.body = "<html>please log in</html>"}; });
  expect_error(ErrorCode::invalid_image, "from " + server.host() + " is not valid JSON",
               [&] { client(server).get_manifest(); });
}

TEST_F(RegistryClientTest, WhatIsMissingIsNamed) {
  Reply reply = errors_reply(404, "MANIFEST_UNKNOWN", "manifest unknown");
  LoopbackServer server([&](const ReceivedRequest&) { return reply; });
  RegistryClient registry = client(server);
  const auto get = [&] { registry.get_manifest(); };
  expect_error(
      ErrorCode::not_found,
      server.host() + " has no tag '1' of team/app (404 MANIFEST_UNKNOWN: manifest unknown)", get);
  expect_error(ErrorCode::not_found, "has no blob " + sha256_of("").text() + " of team/app",
               [&] { registry.get_document(described("")); });
  reply = errors_reply(404, "NAME_UNKNOWN", "repository name not known");
  expect_error(ErrorCode::not_found,
               server.host() + " has no repository team/app (404 NAME_UNKNOWN", get);
  reply = {.status = 404, .body = "<html>"};
  expect_error(ErrorCode::not_found, "if it is a registry at all (404)", get);
  reply = errors_reply(400, "TAG_INVALID", std::string(10'000, 'x'));
  try {
    get();
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_LT(std::string_view(error.what()).size(), 500U);
  }
}

TEST_F(RegistryClientTest, TriesAgainWhatMayPass) {
  std::atomic<int> asked = 0;
  LoopbackServer server([&](const ReceivedRequest&) -> Reply {
    switch (asked++) {
      case 0:
        return {.status = 503};
      case 1:
        return {.body = some_manifest(), .cut_after = 10};
      default:
        return {.body = some_manifest()};
    }
  });
  EXPECT_EQ(client(server).get_manifest().bytes, some_manifest());
  EXPECT_EQ(asked, 3);
}

TEST_F(RegistryClientTest, GivesUpInTheEndAndSaysWhy) {
  Reply reply = errors_reply(429, "TOOMANYREQUESTS", "you have reached your pull rate limit");
  LoopbackServer server([&](const ReceivedRequest&) { return reply; });
  expect_error(ErrorCode::not_found,
               "allows no more pulls for now; credentials may raise the limit "
               "(429 TOOMANYREQUESTS: you have reached your pull rate limit)",
               [&] { client(server).get_manifest(); });
  EXPECT_EQ(server.requests().size(), 3U);
  reply = {.status = 500};
  expect_error(ErrorCode::not_found, server.host(), [&] { client(server).get_manifest(); });
  reply = {.status = 501};
  expect_error(ErrorCode::not_found, "501", [&] { client(server).get_manifest(); });
}

TEST_F(RegistryClientTest, AServerThatWantsTooMuchPatienceIsGivenUp) {
  LoopbackServer server([&](const ReceivedRequest&) -> Reply {
    return {.status = 429, .headers = {{"Retry-After", "100000"}}};
  });
  expect_error(ErrorCode::not_found, "429", [&] { client(server).get_manifest(); });
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(RegistryClientTest, WhereNothingListensFailsAtOnce) {
  const std::string host = "127.0.0.1:" + std::to_string(LoopbackServer::unused_port());
  RegistryClient registry(Reference::parse(host + "/a"), options_);
  try {
    registry.get_manifest();
    ADD_FAILURE();
  } catch (const TransportError& error) {
    EXPECT_EQ(error.cause(), TransportError::Cause::refused);
    EXPECT_THAT(error.what(), HasSubstr(host));
  }
}

TEST_F(RegistryClientTest, AFileOfCredentialsThatTheUserNamedMustBeThereInAnyCase) {
  const TemporaryFolder folder;
  const Reference reference = Reference::parse("r.example/a");
  options_.auth_files = {{folder / "typo.json", true}};
  expect_error(ErrorCode::failed, "typo.json: No such file or directory",
               [&] { RegistryClient(reference, options_); });
  options_.auth_files = {{folder / "none.json", false}};
  RegistryClient(reference, options_);
}

TEST_F(RegistryClientTest, LoopbackSpeaksPlainHttpWhereItSpeaksNoTls) {
  options_.plain_http = false;
  LoopbackServer server([](const ReceivedRequest&) -> Reply { return {.body = some_manifest()}; });
  EXPECT_EQ(client(server).get_manifest().bytes, some_manifest());
}

TEST_F(RegistryClientTest, LoopbackSpeaksTlsWhereItCan) {
  options_.plain_http = false;
  const auto server = LoopbackServer::with_tls(
      [](const ReceivedRequest&) -> Reply { return {.body = some_manifest()}; });
  expect_error(ErrorCode::not_authorised, "is not trusted",
               [&] { client(*server).get_manifest(); });
  const TemporaryFolder folder;
  folder.write(server->host() + "/ca.crt", server->certificate());
  options_.certificate_folders = {folder.path()};
  EXPECT_EQ(client(*server).get_manifest().bytes, some_manifest());
}

TEST_F(RegistryClientTest, OthersNeverSpeakPlainHttpUnasked) {
  options_.plain_http = false;
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.status = 307, .headers = {{"Location", "http://r.example/secret"}}};
  });
  expect_error(
      ErrorCode::not_found,
      "redirects to r.example:80 would be spoken to in plain HTTP, which only --plain-http",
      [&] { client(server).get_manifest(); });
}

TEST_F(RegistryClientTest, RedirectsInACircleEnd) {
  LoopbackServer server([](const ReceivedRequest& request) -> Reply {
    return {.status = 302, .headers = {{"Location", request.target}}};
  });
  expect_error(ErrorCode::not_found, "redirects in a circle",
               [&] { client(server).get_manifest(); });
  EXPECT_EQ(server.requests().size(), 11U);
}

TEST_F(RegistryClientTest, ARefusalOfTheStorageIsToldAsOne) {
  LoopbackServer storage([](const ReceivedRequest&) -> Reply {
    return {.status = 403, .body = R"({"errors":[{"code":"X","message":"signature=SECRET"}]})"};
  });
  LoopbackServer server([&](const ReceivedRequest&) -> Reply {
    return {.status = 307, .headers = {{"Location", storage.url("/b?signature=SECRET")}}};
  });
  RegistryClient registry = client(server);
  try {
    transfer(registry, described("x"));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_authorised);
    EXPECT_THAT(error.what(), HasSubstr(storage.host() + ", where " + server.host() + " keeps"));
    EXPECT_THAT(error.what(), Not(HasSubstr("SECRET")));
  }
}

}  // namespace
}  // namespace oci2boot

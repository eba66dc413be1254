// SPDX-License-Identifier: Apache-2.0
// What RegistryClient shows to registries and token servers, and to nobody else.
#include "oci/registry/authorisation.h"

#include <thread>

#include "oci/base64.h"
#include "oci/http/retry.h"
#include "tests/oci/registry/registry_test.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kBasic = "Basic " + base64_encoded("bob:hunter2");

/// A registry that wants tokens, with its token server on a path of its own. Tokens are t1, t2, …
class TokenRegistry {
 public:
  Reply answer(const ReceivedRequest& request) {
    if (request.target.starts_with("/token")) return give_token(request);
    if (request.header("Authorization") == "Bearer " + valid()) return {.body = some_manifest()};
    return {.status = 401,
            .headers = {{"WWW-Authenticate", "Bearer realm=\"" + server.url("/token") +
                                                 "\",service=\"reg & co\"" + scope}}};
  }

  std::string valid() const { return "t" + std::to_string(newest); }

  std::atomic<int> newest = 0;
  std::string scope;
  std::function<Reply(const ReceivedRequest&)> give_token = [this](const ReceivedRequest&) {
    return Reply{.body = R"({"token":"t)" + std::to_string(++newest) + "\"}"};
  };
  LoopbackServer server{[this](const ReceivedRequest& request) { return answer(request); }};
};

class AuthorisationTest : public RegistryTest {
 protected:
  void have_password() { options_.credentials = {"bob", "hunter2", "", "--creds"}; }
  void have_identity_token() { options_.credentials = {"bob", "", "idt/+", "config.json"}; }

  /// What a request for the manifest fails with.
  std::string failure(const LoopbackServer& server, ErrorCode code) const {
    try {
      client(server).get_manifest();
      ADD_FAILURE() << "nothing failed";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    return {};
  }
};

TEST_F(AuthorisationTest, ATokenIsFetchedOnceAndUsedForEverything) {
  TokenRegistry registry;
  RegistryClient asking = client(registry.server);
  asking.get_manifest();
  asking.get_document(described(some_manifest()));
  EXPECT_EQ(transfer(asking, described(some_manifest())), some_manifest());
  EXPECT_EQ(count(registry.server, "/token"), 1);
  const ReceivedRequest asked = registry.server.requests()[1];
  EXPECT_EQ(asked.method, "GET");
  EXPECT_EQ(asked.target, "/token?service=reg%20%26%20co&scope=repository%3Ateam%2Fapp%3Apull");
  EXPECT_EQ(asked.header("Authorization"), "");
}

TEST_F(AuthorisationTest, TheRegistryMayNameTheScope) {
  TokenRegistry registry;
  registry.scope = ",scope=\"repository:other/name:pull\"";
  client(registry.server).get_manifest();
  EXPECT_THAT(registry.server.requests()[1].target, HasSubstr("repository%3Aother%2Fname%3Apull"));
}

TEST_F(AuthorisationTest, APasswordGoesToTheTokenServerNotToTheRegistry) {
  TokenRegistry registry;
  have_password();
  client(registry.server).get_manifest();
  for (const ReceivedRequest& request : registry.server.requests()) {
    if (request.target.starts_with("/token")) {
      EXPECT_EQ(request.header("Authorization"), kBasic);
    } else {
      EXPECT_THAT(request.header("Authorization"), Not(HasSubstr("Basic")));
    }
  }
}

TEST_F(AuthorisationTest, AnIdentityTokenIsTradedInByPost) {
  TokenRegistry registry;
  registry.give_token = [&](const ReceivedRequest&) {
    ++registry.newest;
    return Reply{.body = R"({"access_token":"t1","expires_in":300})"};
  };
  have_identity_token();
  client(registry.server).get_manifest();
  const ReceivedRequest asked = registry.server.requests()[1];
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.target, "/token");
  EXPECT_EQ(asked.header("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(asked.header("Authorization"), "");
  EXPECT_EQ(asked.body,
            "grant_type=refresh_token&service=reg%20%26%20co&scope=repository%3Ateam%2Fapp%3Apull"
            "&client_id=oci2boot&refresh_token=idt%2F%2B");
}

TEST_F(AuthorisationTest, ATokenThatExpiresInTheMiddleIsRenewed) {
  TokenRegistry registry;
  RegistryClient asking = client(registry.server);
  asking.get_manifest();
  registry.newest = 7;  // t1 is no longer good, t8 will be
  asking.get_manifest();
  EXPECT_EQ(transfer(asking, described(some_manifest())), some_manifest());
  EXPECT_EQ(count(registry.server, "/token"), 2);
}

TEST_F(AuthorisationTest, SeveralThreadsShareOneToken) {
  TokenRegistry registry;
  RegistryClient asking = client(registry.server);
  const auto ask_at_once = [&] {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { asking.get_manifest(); });
    for (std::thread& thread : threads) thread.join();
  };
  ask_at_once();
  EXPECT_EQ(count(registry.server, "/token"), 1);
}

TEST_F(AuthorisationTest, SeveralThreadsShareOneFailure) {
  TokenRegistry registry;
  registry.give_token = [](const ReceivedRequest&) { return Reply{.status = 403}; };
  RegistryClient asking = client(registry.server);
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      try {
        asking.get_manifest();
      } catch (const Error& error) {
        if (error.code() == ErrorCode::not_authorised) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 8);
}

TEST_F(AuthorisationTest, ATokenThatIsRefusedIsNotAskedForAgainAndAgain) {
  TokenRegistry registry;
  registry.give_token = [](const ReceivedRequest&) { return Reply{.body = R"({"token":"bad"})"}; };
  EXPECT_THAT(failure(registry.server, ErrorCode::not_authorised),
              HasSubstr("no credentials were found (docker login, --creds or --authfile)"));
  EXPECT_EQ(registry.server.requests().size(), 3U);
  have_password();
  EXPECT_THAT(failure(registry.server, ErrorCode::not_authorised),
              HasSubstr("refuses to give team/app for the credentials of 'bob' from --creds"));
}

TEST_F(AuthorisationTest, ABusyTokenServerIsAskedAgain) {
  TokenRegistry registry;
  std::atomic<int> asked = 0;
  registry.give_token = [&](const ReceivedRequest&) {
    if (asked++ == 0) return Reply{.status = 503};
    ++registry.newest;
    return Reply{.body = R"({"token":"t1"})"};
  };
  EXPECT_EQ(client(registry.server).get_manifest().bytes, some_manifest());
  EXPECT_EQ(asked, 2);
}

TEST_F(AuthorisationTest, ATokenServerThatIsNotThereIsNotWaitedFor) {
  const std::string gone = "127.0.0.1:" + std::to_string(LoopbackServer::unused_port());
  LoopbackServer server([&](const ReceivedRequest&) -> Reply {
    return {.status = 401,
            .headers = {{"WWW-Authenticate", "Bearer realm=\"http://" + gone + "/\""}}};
  });
  options_.patience.first_pause = options_.patience.longest_pause = std::chrono::hours(1);
  EXPECT_THAT(failure(server, ErrorCode::not_found), HasSubstr(gone));
}

TEST_F(AuthorisationTest, TokenServersMayFailInManyWays) {
  TokenRegistry registry;
  Reply reply;
  registry.give_token = [&](const ReceivedRequest&) { return reply; };
  for (const char* body : {"", "<html>", "[]", "{}", R"({"token":""})", R"({"token":["SECRET"]})",
                           R"({"token":"SECRET\r\nX: y"})", R"({"token":"SECRET\u0000"})"}) {
    reply = {.body = body};
    EXPECT_THAT(failure(registry.server, ErrorCode::not_found),
                AllOf(HasSubstr(registry.server.host() + ": the token server's answer"),
                      Not(HasSubstr("SECRET"))))
        << body;
  }
  reply = {.body = std::string(1U << 20, ' ')};
  EXPECT_THAT(failure(registry.server, ErrorCode::not_found), HasSubstr("has more than"));
  reply = {.status = 404};
  EXPECT_THAT(failure(registry.server, ErrorCode::not_found), HasSubstr("gives no token (404)"));
  reply = errors_reply(403, "DENIED", "requested access to the resource is denied");
  EXPECT_THAT(failure(registry.server, ErrorCode::not_authorised),
              HasSubstr("refuses to give team/app: it does not exist or is private"));
}

TEST_F(AuthorisationTest, ARefusedPasswordOrIdentityTokenIsToldWithItsOrigin) {
  TokenRegistry registry;
  Reply reply{.status = 401, .body = R"({"details":"incorrect username or password"})"};
  registry.give_token = [&](const ReceivedRequest&) { return reply; };
  have_password();
  EXPECT_EQ(failure(registry.server, ErrorCode::not_authorised),
            registry.server.host() +
                " refuses the credentials of 'bob' from --creds (401: incorrect username or "
                "password)");
  have_identity_token();
  reply = {.status = 400, .body = R"({"error":"invalid_grant"})"};
  EXPECT_EQ(failure(registry.server, ErrorCode::not_authorised),
            registry.server.host() +
                " refuses the identity token of 'bob' from config.json (400 invalid_grant)");
  reply = {.status = 405};
  EXPECT_THAT(failure(registry.server, ErrorCode::not_authorised),
              HasSubstr("takes no identity tokens"));
}

TEST_F(AuthorisationTest, BasicIsShownWhenItIsAskedFor) {
  LoopbackServer server([](const ReceivedRequest& request) -> Reply {
    if (request.header("Authorization") == kBasic) return {.body = some_manifest()};
    return {.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=\"x\""}}};
  });
  EXPECT_THAT(failure(server, ErrorCode::not_authorised),
              HasSubstr("refuses to give team/app: it does not exist or is private, and no "
                        "credentials were found (docker login, --creds or --authfile)"));
  have_password();
  RegistryClient asking = client(server);
  EXPECT_EQ(asking.get_manifest().bytes, some_manifest());
  EXPECT_EQ(transfer(asking, described(some_manifest())), some_manifest());
  EXPECT_EQ(server.requests().size(), 4U);
  options_.credentials->password = "wrong";
  EXPECT_THAT(failure(server, ErrorCode::not_authorised),
              HasSubstr("refuses the credentials of 'bob' from --creds"));
  have_identity_token();
  EXPECT_THAT(failure(server, ErrorCode::not_authorised),
              HasSubstr("wants a name and a password, not the identity token of 'bob'"));
}

TEST_F(AuthorisationTest, OtherKindsAreNamed) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.status = 401, .headers = {{"WWW-Authenticate", "Negotiate"}}};
  });
  EXPECT_THAT(failure(server, ErrorCode::not_authorised), HasSubstr("not supported: negotiate"));
}

TEST_F(AuthorisationTest, RedirectsToOthersCarryNothing) {
  have_password();
  LoopbackServer storage([](const ReceivedRequest& request) -> Reply {
    if (request.target == "/back") return {.status = 404};
    return {.body = some_manifest()};
  });
  LoopbackServer server([&](const ReceivedRequest& request) -> Reply {
    if (request.header("Authorization").empty()) {
      return {.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=x"}}};
    }
    if (request.target.find("/manifests/") != std::string::npos) {
      return {.status = 307, .headers = {{"Location", "/here"}}};
    }
    if (request.target == "/here") return {.body = some_manifest()};
    return {.status = 307, .headers = {{"Location", storage.url("/blob?signature=x")}}};
  });
  RegistryClient asking = client(server);
  asking.get_manifest();
  EXPECT_EQ(server.requests().back().header("Authorization"), kBasic) << "the same host";
  EXPECT_EQ(transfer(asking, described(some_manifest())), some_manifest());
  ASSERT_EQ(storage.requests().size(), 1U);
  EXPECT_EQ(storage.requests()[0].header("Authorization"), "") << "another port";
  EXPECT_EQ(storage.requests()[0].target, "/blob?signature=x");
}

TEST_F(AuthorisationTest, CredentialsAreNotShownAgainToAHostThatARedirectLeadsBackTo) {
  have_password();
  std::string server_url;
  LoopbackServer other([&](const ReceivedRequest&) -> Reply {
    return {.status = 307, .headers = {{"Location", server_url}}};
  });
  LoopbackServer server([&](const ReceivedRequest& request) -> Reply {
    if (request.target == "/back") return {.body = some_manifest()};
    if (request.header("Authorization").empty()) {
      return {.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=x"}}};
    }
    return {.status = 307, .headers = {{"Location", other.url("/")}}};
  });
  server_url = server.url("/back");
  client(server).get_manifest();
  EXPECT_EQ(server.requests().back().target, "/back");
  EXPECT_EQ(server.requests().back().header("Authorization"), "");
}

TEST_F(AuthorisationTest, NothingIsShownBeforeTheSchemeIsKnown) {
  options_.plain_http = false;
  have_password();
  TokenRegistry registry;
  client(registry.server).get_manifest();
  const ReceivedRequest first = registry.server.requests().front();
  EXPECT_EQ(first.method, "HEAD");
  EXPECT_EQ(first.header("Authorization"), "");
}

TEST_F(AuthorisationTest, APasswordIsNotSaidInTheClearToOthers) {
  options_.plain_http = false;
  have_password();
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.status = 401,
            .headers = {{"WWW-Authenticate", "Bearer realm=\"http://auth.example/token\""}}};
  });
  EXPECT_THAT(failure(server, ErrorCode::not_authorised),
              HasSubstr("wants a token from auth.example:80 in plain HTTP"));
}

TEST_F(AuthorisationTest, NoMessageRepeatsASecretThatTheServerRepeats) {
  TokenRegistry registry;
  have_password();
  registry.give_token = [](const ReceivedRequest& request) {
    return errors_reply(401, "X", "you sent " + request.header("Authorization"));
  };
  const std::string basic = failure(registry.server, ErrorCode::not_authorised);
  EXPECT_THAT(basic, Not(HasSubstr(kBasic.substr(6))));
  registry.give_token = [](const ReceivedRequest&) {
    return errors_reply(401, "X", "not hunter2");
  };
  EXPECT_THAT(failure(registry.server, ErrorCode::not_authorised), Not(HasSubstr("hunter2")));
  have_identity_token();
  registry.give_token = [](const ReceivedRequest& request) {
    return errors_reply(400, "X", request.body);
  };
  EXPECT_THAT(failure(registry.server, ErrorCode::not_authorised), Not(HasSubstr("idt")));

  LoopbackServer echo([](const ReceivedRequest& request) -> Reply {
    if (request.target.starts_with("/token")) return {.body = R"({"token":"SECRET"})"};
    if (!request.header("Authorization").empty()) {
      return errors_reply(403, "DENIED", request.header("Authorization"));
    }
    return {.status = 401,
            .headers = {{"WWW-Authenticate",
                         "Bearer realm=\"http://" + request.header("Host") + "/token\""}}};
  });
  EXPECT_THAT(failure(echo, ErrorCode::not_authorised), Not(HasSubstr("SECRET")));
}

}  // namespace
}  // namespace oci2boot

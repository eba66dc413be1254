// SPDX-License-Identifier: Apache-2.0
#include "oci/http/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include "tests/oci/http/http_test.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Cause = TransportError::Cause;

std::vector<int> connections(const LoopbackServer& server) {
  std::vector<int> numbers;
  for (const ReceivedRequest& request : server.requests()) numbers.push_back(request.connection);
  return numbers;
}

Reply hello(const ReceivedRequest& /*request*/) {
  return {.body = "hello"};
}

class HttpClientTest : public testing::Test {
 protected:
  const HttpClient client_{{}, short_patience()};
};

TEST_F(HttpClientTest, GivesStatusHeadersAndBody) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.status = 404, .headers = {{"X-One", "  1  "}, {"x-two", ""}}, .body = "not here"};
  });
  std::string body = "of an earlier response";
  const HttpResponse response = client_.fetch(get(server.url("/v2/?n=1")), 100, body);
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.header("x-ONE"), "1");
  EXPECT_EQ(response.header("X-Two"), "");
  EXPECT_EQ(response.header("X-Three"), std::nullopt);
  EXPECT_EQ(response.redirect_url, "");
  EXPECT_EQ(body, "not here");
  EXPECT_EQ(server.requests().at(0).method, "GET");
  EXPECT_EQ(server.requests().at(0).target, "/v2/?n=1");
}

TEST_F(HttpClientTest, GivesAllHeadersOfOneName) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.headers = {{"WWW-Authenticate", "Basic"}, {"X", "y"}, {"www-authenticate", "Bearer"}}};
  });
  std::string body;
  const HttpResponse response = client_.fetch(get(server.url("/")), 100, body);
  EXPECT_THAT(response.all_headers("Www-Authenticate"), ElementsAre("Basic", "Bearer"));
}

TEST_F(HttpClientTest, SendsWhatItIsTold) {
  LoopbackServer server(hello);
  HttpRequest request = get(server.url("/token"));
  request.method = "POST";
  request.headers = {{"Accept", "a/b"}, {"Content-Type", "c/d"}, {"X-Empty", ""}};
  request.body = std::string("a\0b", 3) + std::string(2 << 20, 'x');
  body_of(client_, request);
  const ReceivedRequest received = server.requests().at(0);
  EXPECT_EQ(received.method, "POST");
  EXPECT_EQ(received.header("Accept"), "a/b");
  EXPECT_EQ(received.header("Content-Type"), "c/d");
  EXPECT_EQ(received.header("User-Agent"), "oci2boot");
  EXPECT_TRUE(received.body == request.body);
}

TEST_F(HttpClientTest, ForgetsARequestBeforeTheNext) {
  LoopbackServer server(hello);
  HttpRequest request = get(server.url("/"));
  request.method = "POST";
  request.headers = {{"Authorization", "Basic eA=="}};
  request.body = "x";
  body_of(client_, request);
  request.method = "HEAD";
  request.headers.clear();
  body_of(client_, request);
  EXPECT_EQ(body_of(client_, get(server.url("/"))), "hello");
  EXPECT_EQ(server.requests().at(1).method, "HEAD");
  EXPECT_EQ(server.requests().at(1).header("Authorization"), "");
  EXPECT_EQ(server.requests().at(2).method, "GET");
  EXPECT_EQ(server.requests().at(2).body, "");
  EXPECT_THAT(connections(server), ElementsAre(1, 1, 1));
}

TEST_F(HttpClientTest, LetsNoHeaderValueBeginAnotherHeader) {
  LoopbackServer server(hello);
  HttpRequest request = get(server.url("/"));
  request.headers = {{"Authorization", "Bearer secret\r\nX-Injected: 1"}};
  try {
    body_of(client_, request);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_image);
    EXPECT_THAT(error.what(), HasSubstr("the header Authorization"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("secret")));
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpClientTest, HeadHasTheHeaderWithoutTheBody) {
  LoopbackServer server(hello);
  HttpRequest request = get(server.url("/"));
  request.method = "HEAD";
  std::string body;
  EXPECT_EQ(client_.fetch(request, 0, body).header("content-length"), "5");
  EXPECT_EQ(body, "");
}

TEST_F(HttpClientTest, FollowsNoRedirectButSaysWhereTo) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.status = 307, .headers = {{"Location", "../elsewhere?x=1"}}, .body = "moved"};
  });
  std::string told_at_the_head;
  HttpReceiver receiver;
  receiver.head = [&](const HttpResponse& response) {
    told_at_the_head = response.redirect_url;
    return true;
  };
  const HttpResponse response = client_.send(get(server.url("/a/b/c")), receiver);
  EXPECT_EQ(response.redirect_url, server.url("/a/elsewhere?x=1"));
  EXPECT_EQ(told_at_the_head, response.redirect_url);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(HttpClientTest, LeavesBytesAsTheyAreStored) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.headers = {{"Content-Encoding", "gzip"}}, .body = "\x1f\x8b not unpacked"};
  });
  EXPECT_EQ(body_of(client_, get(server.url("/"))), "\x1f\x8b not unpacked");
  EXPECT_EQ(server.requests().at(0).header("Accept-Encoding"), "");
}

TEST_F(HttpClientTest, LeavesPathsAsTheyAreSigned) {
  LoopbackServer server(hello);
  body_of(client_, get(server.url("/a/../b/./c%2f")));
  EXPECT_EQ(server.requests().at(0).target, "/a/../b/./c%2f");
}

TEST_F(HttpClientTest, TakesBodiesInChunksAndWithoutLength) {
  LoopbackServer server([](const ReceivedRequest& request) -> Reply {
    if (request.target == "/chunked") return {.body = std::string(5000, 'x'), .chunked = true};
    return {.raw = "HTTP/1.1 200 OK\r\n\r\nuntil the end"};
  });
  EXPECT_EQ(body_of(client_, get(server.url("/chunked"))), std::string(5000, 'x'));
  EXPECT_EQ(body_of(client_, get(server.url("/"))), "until the end");
}

TEST_F(HttpClientTest, PassesOverInterimResponses) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.raw =
                "HTTP/1.1 100 Continue\r\nA: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nB: 2\r\n\r\n"
                "HTTP/1.1 201 Created\r\nC: 3\r\nContent-Length: 2\r\n\r\nok"};
  });
  int heads = 0;
  HttpReceiver receiver;
  receiver.head = [&](const HttpResponse&) { return ++heads > 0; };
  const HttpResponse response = client_.send(get(server.url("/")), receiver);
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(heads, 1);
  EXPECT_EQ(response.header("A"), std::nullopt);
  EXPECT_EQ(response.header("C"), "3");
}

TEST_F(HttpClientTest, KeepsConnections) {
  LoopbackServer server(hello);
  for (int i = 0; i < 3; ++i) body_of(client_, get(server.url("/")));
  EXPECT_THAT(connections(server), ElementsAre(1, 1, 1));
}

TEST_F(HttpClientTest, KeepsTheConnectionToEachOfSeveralHosts) {
  LoopbackServer one(hello);
  LoopbackServer two(hello);
  for (int i = 0; i < 3; ++i) {
    body_of(client_, get(one.url("/")));
    body_of(client_, get(two.url("/")));
  }
  EXPECT_THAT(connections(one), ElementsAre(1, 1, 1));
  EXPECT_THAT(connections(two), ElementsAre(1, 1, 1));
}

TEST_F(HttpClientTest, ConnectsAnewWhenAKeptConnectionHasGone) {
  LoopbackServer server([](const ReceivedRequest& request) -> Reply {
    // As a server does that restarts: nothing announces the end.
    return {.body = "hello", .cut_after = request.connection == 1 ? 5 : 100};
  });
  EXPECT_EQ(body_of(client_, get(server.url("/"))), "hello");
  EXPECT_EQ(body_of(client_, get(server.url("/"))), "hello");
}

TEST_F(HttpClientTest, MayBeUsedByManyThreads) {
  LoopbackServer server(hello);
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) {
          if (body_of(client_, get(server.url("/"))) == "hello") ++good;
        }
      });
    }
  }
  EXPECT_EQ(good, 40);
  const auto numbers = connections(server);
  EXPECT_LE(std::set<int>(numbers.begin(), numbers.end()).size(), 4U);
}

TEST_F(HttpClientTest, EndsTheTransferOfAnUnwantedBody) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply {
    return {.status = 500, .body = std::string(100 << 20, 'x'), .stall_after = 10};
  });
  HttpReceiver receiver;
  receiver.head = [](const HttpResponse&) { return false; };
  receiver.body = [](std::span<const std::byte>) { FAIL() << "a body that was not wanted"; };
  EXPECT_EQ(client_.send(get(server.url("/")), receiver).status, 500);
}

TEST_F(HttpClientTest, KeepsTheConnectionOfAShortUnwantedBody) {
  LoopbackServer server(hello);
  HttpReceiver receiver;
  receiver.head = [](const HttpResponse&) { return false; };
  receiver.body = [](std::span<const std::byte>) { FAIL() << "a body that was not wanted"; };
  client_.send(get(server.url("/")), receiver);
  client_.send(get(server.url("/")), receiver);
  EXPECT_THAT(connections(server), ElementsAre(1, 1));
}

TEST_F(HttpClientTest, HandsOnWhatAReceiverThrows) {
  LoopbackServer server(hello);
  HttpReceiver receiver;
  receiver.head = [](const HttpResponse&) -> bool { throw std::out_of_range("head"); };
  EXPECT_THROW(client_.send(get(server.url("/")), receiver), std::out_of_range);
  receiver.head = nullptr;
  receiver.body = [](std::span<const std::byte>) { throw std::length_error("body"); };
  EXPECT_THROW(client_.send(get(server.url("/")), receiver), std::length_error);
  EXPECT_EQ(body_of(client_, get(server.url("/"))), "hello");
}

TEST_F(HttpClientTest, FetchesNoMoreThanItsLimit) {
  LoopbackServer server(
      [](const ReceivedRequest&) -> Reply { return {.body = std::string(100'000, 'x')}; });
  std::string body;
  client_.fetch(get(server.url("/")), 100'000, body);
  EXPECT_EQ(body.size(), 100'000U);
  expect_error(ErrorCode::invalid_image, server.host() + " sent more than the 99999 bytes",
               [&] { client_.fetch(get(server.url("/")), 99'999, body); });
}

TEST_F(HttpClientTest, SpeaksOverAUnixSocket) {
  const TemporaryFolder folder;
  const auto server = LoopbackServer::on_socket(folder / "engine.sock", hello);
  HttpRequest request = get("http://engine/images/json");
  request.unix_socket = folder / "engine.sock";
  EXPECT_EQ(body_of(client_, request), "hello");
  EXPECT_EQ(server->requests().at(0).target, "/images/json");
  EXPECT_EQ(server->requests().at(0).header("Host"), "engine");
}

TEST_F(HttpClientTest, KeepsSocketsAndHostsApart) {
  const TemporaryFolder folder;
  const auto reply = [](const std::string& body) {
    return [body](const ReceivedRequest&) -> Reply { return {.body = body}; };
  };
  const LoopbackServer host(reply("host"));
  const auto one = LoopbackServer::on_socket(folder / "1.sock", reply("one"));
  const auto two = LoopbackServer::on_socket(folder / "2.sock", reply("two"));
  HttpRequest request = get(host.url("/"));
  EXPECT_EQ(body_of(client_, request), "host");
  request.unix_socket = folder / "1.sock";
  EXPECT_EQ(body_of(client_, request), "one");
  request.unix_socket = folder / "2.sock";
  EXPECT_EQ(body_of(client_, request), "two");
  request.unix_socket.clear();
  EXPECT_EQ(body_of(client_, request), "host");
}

TEST_F(HttpClientTest, SendsNothingOnceItIsStopped) {
  LoopbackServer server(hello);
  std::stop_source stop;
  stop.request_stop();
  try {
    client_.send(get(server.url("/")), {}, stop.get_token());
    ADD_FAILURE();
  } catch (const TransportError& error) {
    EXPECT_EQ(error.cause(), Cause::stopped);
    EXPECT_FALSE(error.is_transient());
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpClientTest, StopsWhileItWaits) {
  std::stop_source stop;
  LoopbackServer server([&](const ReceivedRequest&) -> Reply {
    stop.request_stop();
    return {.stall = true};
  });
  Patience endless;
  endless.stall = std::chrono::hours(1);
  const HttpClient client({}, endless);
  try {
    client.send(get(server.url("/")), {}, stop.get_token());
    ADD_FAILURE();
  } catch (const TransportError& error) {
    EXPECT_EQ(error.cause(), Cause::stopped);
  }
}

}  // namespace
}  // namespace oci2boot

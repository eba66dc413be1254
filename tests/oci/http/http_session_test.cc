// SPDX-License-Identifier: Apache-2.0
// Which way requests go, and whom they trust.
#include "oci/http/http_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "tests/oci/http/http_test.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;
using Cause = TransportError::Cause;

// getaddrinfo() refuses it without asking anybody: a label has 63 characters at most.
const std::string kNoSuchHost = std::string(64, 'x') + ".invalid";

Reply hello(const ReceivedRequest& /*request*/) {
  return {.body = "hello"};
}

class HttpTls : public testing::Test {
 protected:
  TlsFiles trusting(const std::string& certificate) const {
    TlsFiles files;
    files.ca_certificates = {folder_.write("ca.crt", certificate)};
    return files;
  }

  const TemporaryFolder folder_;
  const std::unique_ptr<LoopbackServer> server_ = LoopbackServer::with_tls(hello);
  const HttpClient client_{{}, short_patience()};
};

TEST_F(HttpTls, TrustsNoUnknownAuthority) {
  const std::string message = failure_of(client_, get(server_->url("/")), Cause::untrusted);
  EXPECT_THAT(message,
              HasSubstr("the certificate of " + server_->host() + " is not trusted: self"));
  EXPECT_THAT(message, HasSubstr("--ca-cert"));
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(HttpTls, TrustsTheAuthoritiesOfTheRequest) {
  HttpRequest request = get(server_->url("/"));
  request.tls = trusting(server_->certificate());
  EXPECT_EQ(body_of(client_, request), "hello");
}

TEST_F(HttpTls, TrustsEachOfSeveralAuthorities) {
  const auto other = LoopbackServer::with_tls(hello);
  HttpRequest request = get(server_->url("/"));
  request.tls = trusting(server_->certificate());
  request.tls.ca_certificates.emplace_back(folder_.write("other.crt", other->certificate()));
  EXPECT_EQ(body_of(client_, request), "hello");
  request.url = other->url("/");
  EXPECT_EQ(body_of(client_, request), "hello");
}

TEST_F(HttpTls, NeverUsesAConnectionThatWasMadeUnderAnotherTrust) {
  HttpRequest request = get(server_->url("/"));
  request.tls = trusting(server_->certificate());
  EXPECT_EQ(body_of(client_, request), "hello");
  failure_of(client_, get(server_->url("/")), Cause::untrusted);
  EXPECT_EQ(body_of(client_, request), "hello");
  ASSERT_EQ(server_->requests().size(), 2U);
  EXPECT_EQ(server_->requests()[0].connection, server_->requests()[1].connection);
}

TEST_F(HttpTls, NamesAnAuthorityThatCannotBeUsed) {
  HttpRequest request = get(server_->url("/"));
  request.tls.ca_certificates = {folder_ / "missing.crt"};
  expect_error(ErrorCode::failed, "missing.crt: No such file", [&] { body_of(client_, request); });
  request.tls.ca_certificates = {folder_.write("empty.crt", "")};
  expect_error(ErrorCode::failed, "no certificate in " + folder_ / "empty.crt",
               [&] { body_of(client_, request); });
  request.tls.ca_certificates = {folder_.write(
      "broken.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")};
  expect_error(ErrorCode::failed, "", [&] { body_of(client_, request); });
}

TEST_F(HttpTls, NamesAClientCertificateThatCannotBeUsed) {
  HttpRequest request = get(server_->url("/"));
  request.tls = trusting(server_->certificate());
  request.tls.client_certificate = folder_ / "client.cert";
  expect_error(ErrorCode::failed, "client.cert: No such file", [&] { body_of(client_, request); });
  folder_.write("client.cert", "not a certificate");
  expect_error(ErrorCode::failed, "cannot use the client certificate " + folder_ / "client.cert",
               [&] { body_of(client_, request); });
}

TEST_F(HttpTls, KnowsAServerThatDoesNotSpeakIt) {
  const LoopbackServer plain(hello);
  const std::string message =
      failure_of(client_, get("https://" + plain.host() + "/"), Cause::not_tls);
  EXPECT_EQ(message, plain.host() + " does not speak TLS (--plain-http speaks plain HTTP)");
}

TEST_F(HttpTls, LeavesItToTheCallerThatAServerWantsIt) {
  std::string body;
  EXPECT_EQ(client_.fetch(get("http://" + server_->host() + "/"), 1000, body).status, 400);
}

TEST_F(HttpTls, WaitsForNoHandshakeLongerThanPatience) {
  // Connections are taken by the kernel, and nobody speaks.
  const int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(silent, reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(silent, 1), 0);
  ASSERT_EQ(getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string host = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  EXPECT_EQ(failure_of(client_, get("https://" + host + "/"), Cause::timed_out),
            host + " cannot be reached: no connection within 1 s");
  close(silent);
}

// A variable of the environment, as long as a test lasts.
class TemporaryVariable {
 public:
  TemporaryVariable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  ~TemporaryVariable() {
    if (before_) {
      setenv(name_, before_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
  TemporaryVariable(const TemporaryVariable&) = delete;
  TemporaryVariable& operator=(const TemporaryVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

class HttpProxy : public testing::Test {
 protected:
  std::string proxy_with_password() const { return "http://user:secret@" + proxy_.host(); }
  HttpClient client() const {
    return {{proxy_with_password(), proxy_with_password(), "direct.invalid"}, short_patience()};
  }

  Reply answer_ = {.body = "by proxy"};
  const LoopbackServer proxy_{[this](const ReceivedRequest&) { return answer_; }};
};

TEST_F(HttpProxy, IsAskedForWholeUrlsInPlainHttp) {
  EXPECT_EQ(body_of(client(), get("http://registry.test/v2/?n=1")), "by proxy");
  const ReceivedRequest received = proxy_.requests().at(0);
  EXPECT_EQ(received.target, "http://registry.test/v2/?n=1");
  EXPECT_EQ(received.header("Proxy-Authorization"), "Basic dXNlcjpzZWNyZXQ=");
}

TEST_F(HttpProxy, IsAskedForATunnelToHttpsAndSeesNoHeaders) {
  answer_ = {.status = 403, .body = "no"};
  HttpRequest request = get("https://registry.test/v2/secret?secret");
  request.headers = {{"Authorization", "Bearer secret"}};
  EXPECT_EQ(
      failure_of(client(), request, Cause::proxy),
      "the proxy " + proxy_.host() + " refused to connect to registry.test:443 (it answered 403)");
  const ReceivedRequest received = proxy_.requests().at(0);
  EXPECT_EQ(received.method + " " + received.target, "CONNECT registry.test:443");
  EXPECT_EQ(received.header("Authorization"), "");
}

TEST_F(HttpProxy, ThatWantsAnotherPasswordIsNamed) {
  answer_ = {.status = 407, .headers = {{"Proxy-Authenticate", "Basic realm=\"x\""}}};
  for (const std::string url : {"http://registry.test/", "https://registry.test/"}) {
    const std::string message = failure_of(client(), get(url), Cause::proxy);
    EXPECT_THAT(message, HasSubstr("the proxy " + proxy_.host() + " wants a name and a password"));
    EXPECT_THAT(message, Not(HasSubstr("secret")));
  }
}

TEST_F(HttpProxy, ThatCannotReachTheServerIsNotBlamed) {
  answer_ = {.status = 502};
  EXPECT_THAT(failure_of(client(), get("https://registry.test/"), Cause::refused),
              HasSubstr("cannot reach registry.test:443"));
  answer_ = {.status = 504};
  EXPECT_THAT(failure_of(client(), get("https://registry.test/"), Cause::timed_out),
              HasSubstr("got no answer from registry.test:443"));
}

TEST_F(HttpProxy, ThatIsNotThereIsNamed) {
  const std::string host = "127.0.0.1:" + std::to_string(LoopbackServer::unused_port());
  const std::string url = "http://user:secret@" + host;
  const HttpClient client({url, url, ""}, short_patience());
  EXPECT_EQ(failure_of(client, get("https://registry.test/"), Cause::proxy),
            "the proxy " + host + " cannot be reached: Connection refused");

  const HttpClient nameless({"http://" + kNoSuchHost + ":3128", "", ""}, short_patience());
  EXPECT_THAT(failure_of(nameless, get("http://registry.test/"), Cause::proxy),
              HasSubstr("the name has no address"));
}

TEST_F(HttpProxy, IsNotAskedForThisMachine) {
  const LoopbackServer server(hello);
  EXPECT_EQ(body_of(client(), get(server.url("/"))), "hello");
  EXPECT_TRUE(proxy_.requests().empty());
}

TEST_F(HttpProxy, IsNotAskedForHostsThatAreLeftOut) {
  const HttpClient client({proxy_with_password(), "", kNoSuchHost}, short_patience());
  failure_of(client, get("http://" + kNoSuchHost + "/"), Cause::unresolved);
  EXPECT_TRUE(proxy_.requests().empty());
}

TEST_F(HttpProxy, IsNotTakenFromTheEnvironment) {
  const TemporaryVariable proxy("http_proxy", proxy_.url(""));
  const HttpClient client({}, short_patience());
  failure_of(client, get("http://" + kNoSuchHost + "/"), Cause::unresolved);
  EXPECT_TRUE(proxy_.requests().empty());
}

TEST_F(HttpProxy, IsNotLeftOutByTheEnvironment) {
  const TemporaryVariable none("no_proxy", "registry.test");
  EXPECT_EQ(body_of(client(), get("http://registry.test/")), "by proxy");
}

}  // namespace
}  // namespace oci2boot

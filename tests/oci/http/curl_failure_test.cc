// SPDX-License-Identifier: Apache-2.0
#include "oci/http/curl_failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/oci/http/http_test.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;
using Cause = TransportError::Cause;

const Contact kContact{"registry.example:443", "", {}, {}};

CurlFailure tls_failure(CURLcode code, const std::string& text) {
  CurlFailure failure;
  failure.code = code;
  failure.text = text;
  return failure;
}

// The cause and the message.
std::pair<Cause, std::string> told(const CurlFailure& failure, const Contact& contact = kContact) {
  try {
    throw_failure(failure, contact);
  } catch (const TransportError& error) {
    return {error.cause(), error.what()};
  }
}

std::string ask(const Reply& reply, Cause cause) {
  const LoopbackServer server([&](const ReceivedRequest&) { return reply; });
  const HttpClient client({}, short_patience());
  std::string message = failure_of(client, get(server.url("/secret?secret")), cause);
  EXPECT_THAT(message, HasSubstr(server.host()));
  EXPECT_THAT(message, Not(HasSubstr("secret")));
  return message;
}

TEST(TransportFailure, OfAPortThatNothingListensOn) {
  const std::string host = "127.0.0.1:" + std::to_string(LoopbackServer::unused_port());
  const HttpClient client({}, short_patience());
  EXPECT_EQ(failure_of(client, get("http://" + host + "/"), Cause::refused),
            host + " refused the connection");
}

TEST(TransportFailure, OfASocketThatIsNotThere) {
  const TemporaryFolder folder;
  const HttpClient client({}, short_patience());
  HttpRequest request = get("http://engine/");
  request.unix_socket = folder / "engine.sock";
  EXPECT_EQ(failure_of(client, request, Cause::refused),
            folder / "engine.sock" + " cannot be reached: No such file or directory");
}

TEST(TransportFailure, OfANameWithoutAddress) {
  const HttpClient client({}, short_patience());
  const std::string host = std::string(64, 'x') + ".invalid";
  EXPECT_EQ(failure_of(client, get("http://" + host + "/"), Cause::unresolved),
            host + ":80 cannot be reached: the name has no address");
}

TEST(TransportFailure, OfAConnectionThatIsClosedWithoutResponse) {
  EXPECT_THAT(ask({.drop = true}, Cause::cut), HasSubstr("without a response"));
  ask({.raw = "HTTP/1.1 200 OK\r\nContent-Le"}, Cause::cut);
}

TEST(TransportFailure, OfAResponseThatIsCut) {
  ask({.body = "hello", .cut_after = 3}, Cause::cut);
  ask({.body = "hello", .cut_after = 0}, Cause::cut);
  ask({.body = std::string(5000, 'x'), .chunked = true, .cut_after = 2000}, Cause::cut);
}

TEST(TransportFailure, OfAServerThatSendsNothing) {
  // Side by side: libcurl takes longer than a second to be sure.
  auto no_head =
      std::async(std::launch::async, [] { return ask({.stall = true}, Cause::timed_out); });
  EXPECT_THAT(ask({.body = "hello", .stall_after = 3}, Cause::timed_out),
              HasSubstr("sent nothing for 1 s"));
  EXPECT_THAT(no_head.get(), HasSubstr("sent nothing for 1 s"));
}

TEST(TransportFailure, OfWhatIsNotHttp) {
  ask({.raw = "SSH-2.0-OpenSSH_9.2\r\n"}, Cause::malformed);
  ask({.raw = "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"}, Cause::malformed);
  ask({.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}, Cause::malformed);
}

TEST(TransportFailure, OfAHeaderThatIsTooLarge) {
  const HeaderLines many(2000, {"X", std::string(40, 'x')});
  ask({.headers = many}, Cause::malformed);
  ask({.headers = {{"X", std::string(70'000, 'x')}}}, Cause::malformed);
  ask({.headers = {{"X", std::string(1 << 20, 'x')}}}, Cause::malformed);

  std::string interim;
  for (int i = 0; i < 5000; ++i) interim += "HTTP/1.1 103 Early Hints\r\n\r\n";
  ask({.raw = interim}, Cause::malformed);
  std::string trailers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
  for (int i = 0; i < 5000; ++i) trailers += "X: xxxxxxxxxxxxxxxx\r\n";
  ask({.raw = trailers + "\r\n"}, Cause::malformed);
}

TEST(TransportFailure, IsTransientWhenItMayPass) {
  for (const Cause cause : {Cause::unresolved, Cause::refused, Cause::timed_out, Cause::cut}) {
    EXPECT_TRUE(TransportError(cause, "").is_transient());
  }
  for (const Cause cause : {Cause::not_tls, Cause::untrusted, Cause::proxy, Cause::malformed,
                            Cause::stopped, Cause::other}) {
    EXPECT_FALSE(TransportError(cause, "").is_transient());
  }
}

TEST(TransportFailure, HasTheCodeOfWhatCannotBeReachedOrIsNotAllowed) {
  EXPECT_EQ(TransportError(Cause::refused, "").code(), ErrorCode::not_found);
  EXPECT_EQ(TransportError(Cause::untrusted, "").code(), ErrorCode::not_authorised);
}

// Texts as libcurl 7.81 to 8.5 gives them with OpenSSL 3.

TEST(TlsFailure, OfACertificateSaysHowToTrustIt) {
  for (const std::string reason :
       {"self-signed certificate", "self signed certificate",
        "self-signed certificate in certificate chain", "unable to get local issuer certificate"}) {
    EXPECT_EQ(
        told(tls_failure(CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: " + reason)),
        std::pair(Cause::untrusted, "the certificate of registry.example:443 is not trusted: " +
                                        reason + " (give its authority with --ca-cert)"));
  }
}

TEST(TlsFailure, OfACertificateForAnotherTimeOrNameHasNoWayOut) {
  EXPECT_EQ(told(tls_failure(CURLE_PEER_FAILED_VERIFICATION,
                             "SSL certificate problem: certificate has expired"))
                .second,
            "the certificate of registry.example:443 is not trusted: certificate has expired");
  EXPECT_EQ(told(tls_failure(CURLE_PEER_FAILED_VERIFICATION,
                             "SSL: no alternative certificate subject name matches target host "
                             "name 'registry.example'"))
                .second,
            "the certificate of registry.example:443 is not trusted: no alternative certificate "
            "subject name matches target host name 'registry.example'");
}

TEST(TlsFailure, OfAServerThatWantsOrRefusesAClientCertificate) {
  Contact showing = kContact;
  showing.tls.client_certificate = "/etc/docker/certs.d/registry.example/client.cert";
  const CurlFailure under_tls_1_3 =
      tls_failure(CURLE_RECV_ERROR,
                  "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert "
                  "certificate required, errno 0");
  const CurlFailure under_tls_1_2 =
      tls_failure(CURLE_SSL_CONNECT_ERROR, "error:0A000418:SSL routines::tlsv1 alert unknown ca");
  for (const CurlFailure& failure : {under_tls_1_2, under_tls_1_3}) {
    EXPECT_EQ(told(failure),
              std::pair(Cause::untrusted,
                        std::string("registry.example:443 wants a client certificate, and there is "
                                    "none for it")));
    EXPECT_EQ(told(failure, showing),
              std::pair(Cause::untrusted,
                        std::string("registry.example:443 does not accept the client certificate "
                                    "/etc/docker/certs.d/registry.example/client.cert")));
  }
}

TEST(TlsFailure, OfAHandshakeThatEndsInItsMiddle) {
  for (const std::string text :
       {"error:0A000126:SSL routines::unexpected eof while reading",
        "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to registry.example:443",
        "OpenSSL SSL_connect: Connection reset by peer in connection to registry.example:443"}) {
    EXPECT_EQ(told(tls_failure(CURLE_SSL_CONNECT_ERROR, text)).first, Cause::cut) << text;
  }
}

TEST(TlsFailure, OfAnotherKindIsToldInOpenSslsWords) {
  EXPECT_EQ(
      told(tls_failure(CURLE_SSL_CONNECT_ERROR,
                       "error:0A000102:SSL routines::unsupported protocol")),
      std::pair(Cause::other,
                std::string("no TLS connection to registry.example:443: unsupported protocol")));
  EXPECT_THAT(told(tls_failure(CURLE_SSL_CONNECT_ERROR,
                               "error:0A000410:SSL routines::sslv3 alert handshake failure"))
                  .second,
              HasSubstr("(it may want a client certificate)"));
}

TEST(TlsFailure, OfOurOwnFilesIsNotTheServers) {
  Contact showing = kContact;
  showing.tls.client_certificate = "/c.cert";
  showing.tls.client_key = "/c.key";
  expect_error(ErrorCode::failed, "certificate /c.cert with the key /c.key", [&] {
    throw_failure(tls_failure(CURLE_SSL_CERTPROBLEM, "unable to set private key file: '/c.key'"),
                  showing);
  });
  expect_error(ErrorCode::failed, "they do not belong together", [&] {
    throw_failure(
        tls_failure(CURLE_SSL_CERTPROBLEM, "Private key does not match the certificate public key"),
        showing);
  });
}

TEST(UnknownFailure, RepeatsNothingThatMayHoldAUrl) {
  const auto [cause, message] = told(tls_failure(CURLE_URL_MALFORMAT, "URL https://secret"));
  EXPECT_EQ(cause, Cause::other);
  EXPECT_THAT(message, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace oci2boot

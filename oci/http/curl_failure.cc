// SPDX-License-Identifier: Apache-2.0
#include "oci/http/curl_failure.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace oci2boot {

namespace {

using Cause = TransportError::Cause;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

template <std::size_t count>
bool has_any(std::string_view text, const std::array<std::string_view, count>& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return has(text, part); });
}

// The end of "error:0A00010B:SSL routines::wrong version number" and of "SSL certificate problem:
// self-signed certificate": the words of the TLS library alone.
std::string tls_reason(const std::string& text) {
  for (const std::string_view mark : {"routines::", "problem: ", "SSL: "}) {
    const std::size_t found = text.rfind(mark);
    if (found == std::string::npos) continue;
    std::string reason = text.substr(found + mark.size());
    std::replace_if(
        reason.begin(), reason.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return reason;
  }
  return "it failed";
}

std::string seconds(std::chrono::seconds time) {
  return std::to_string(time.count()) + " s";
}

// Alerts by which a server turns our certificate down, or the lack of one. OpenSSL's names.
constexpr std::array<std::string_view, 6> kCertificateAlerts = {
    "certificate required", "alert bad certificate",     "alert unknown ca",
    "certificate expired",  "alert certificate unknown", "alert certificate revoked"};

// What OpenSSL makes of an answer that is not TLS.
constexpr std::array<std::string_view, 5> kNotTls = {"wrong version number",
                                                     "packet length too long", "http request",
                                                     "record layer failure", "unknown protocol"};

// The other side went away in the middle of the handshake.
constexpr std::array<std::string_view, 4> kClosed = {"unexpected eof", "SSL_ERROR_SYSCALL",
                                                     "Connection reset", "SSL_ERROR_ZERO_RETURN"};

[[noreturn]] void throw_no_connection(const CurlFailure& failure, const Contact& contact) {
  if (!contact.proxy.empty()) {
    throw TransportError(
        Cause::proxy,
        "the proxy " + contact.proxy + " cannot be reached" +
            (failure.os_error == 0 ? std::string() : ": " + errno_text(failure.os_error)));
  }
  if (failure.os_error == ECONNREFUSED) {
    throw TransportError(Cause::refused, contact.host + " refused the connection");
  }
  const Cause cause = failure.os_error == ETIMEDOUT ? Cause::timed_out : Cause::refused;
  throw TransportError(
      cause, contact.host + " cannot be reached" +
                 (failure.os_error == 0 ? std::string() : ": " + errno_text(failure.os_error)));
}

// The proxy was asked for a tunnel and gave none.
[[noreturn]] void throw_no_tunnel(int status, const Contact& contact) {
  const std::string proxy = "the proxy " + contact.proxy;
  if (status == 407) {
    throw TransportError(Cause::proxy,
                         proxy + " wants a name and a password, or others than it was given");
  }
  const std::string answer = " (it answered " + std::to_string(status) + ")";
  if (status == 504) {
    throw TransportError(Cause::timed_out, proxy + " got no answer from " + contact.host + answer);
  }
  if (status == 502 || status == 503) {
    throw TransportError(Cause::refused, proxy + " cannot reach " + contact.host + answer);
  }
  throw TransportError(Cause::proxy, proxy + " refused to connect to " + contact.host + answer);
}

[[noreturn]] void throw_timeout(const CurlFailure& failure, const Contact& contact) {
  if (failure.connected) {
    throw TransportError(Cause::timed_out,
                         contact.host + " sent nothing for " + seconds(contact.patience.stall));
  }
  throw TransportError(Cause::timed_out, contact.host +
                                             " cannot be reached: no connection within " +
                                             seconds(contact.patience.connect));
}

[[noreturn]] void throw_untrusted(const CurlFailure& failure, const Contact& contact) {
  const std::string reason = tls_reason(failure.text);
  // Other causes (expired, another name) are not cured by trusting anybody.
  const bool unknown_authority = has(reason, "self-signed") || has(reason, "self signed") ||
                                 has(reason, "issuer certificate") ||
                                 has(reason, "first certificate");
  throw TransportError(Cause::untrusted,
                       "the certificate of " + contact.host + " is not trusted: " + reason +
                           (unknown_authority ? " (give its authority with --ca-cert)" : ""));
}

[[noreturn]] void throw_no_tls(const CurlFailure& failure, const Contact& contact) {
  if (has_any(failure.text, kCertificateAlerts)) {
    const bool shown = !contact.tls.client_certificate.empty();
    throw TransportError(
        Cause::untrusted,
        contact.host + (shown ? " does not accept the client certificate " +
                                    contact.tls.client_certificate.string()
                              : " wants a client certificate, and there is none for it"));
  }
  if (has_any(failure.text, kNotTls)) {
    throw TransportError(Cause::not_tls,
                         contact.host + " does not speak TLS (--plain-http speaks plain HTTP)");
  }
  if (has_any(failure.text, kClosed)) {
    throw TransportError(Cause::cut,
                         contact.host + " closed the connection during the TLS handshake");
  }
  // What TLS 1.2 has for a missing certificate, among other things.
  const bool perhaps_ours =
      has(failure.text, "handshake failure") && contact.tls.client_certificate.empty();
  throw TransportError(Cause::other,
                       "no TLS connection to " + contact.host + ": " + tls_reason(failure.text) +
                           (perhaps_ours ? " (it may want a client certificate)" : ""));
}

// The connection stood, and was lost.
[[noreturn]] void throw_lost(const CurlFailure& failure, const Contact& contact) {
  // Under TLS 1.3 a server looks at our certificate after the handshake.
  if (has_any(failure.text, kCertificateAlerts)) throw_no_tls(failure, contact);
  if (has(failure.text, "chunk")) {
    throw TransportError(Cause::malformed, contact.host + " sent a body that is not HTTP");
  }
  if (!failure.connected && !contact.proxy.empty()) {
    throw TransportError(
        Cause::proxy,
        "the proxy " + contact.proxy + " closed the connection before it led to " + contact.host);
  }
  if (!failure.answered) {
    throw TransportError(Cause::cut, contact.host + " closed the connection without a response");
  }
  throw TransportError(Cause::cut,
                       contact.host + " closed the connection in the middle of a response");
}

[[noreturn]] void throw_own_certificate(const CurlFailure& failure, const Contact& contact) {
  const std::string key = contact.tls.client_key.string();
  throw Error(ErrorCode::failed,
              "cannot use the client certificate " + contact.tls.client_certificate.string() +
                  (key.empty() ? "" : " with the key " + key) + " for " + contact.host + ": " +
                  (has(failure.text, "does not match")
                       ? "they do not belong together"
                       : "not a certificate and key in PEM without a password"));
}

}  // namespace

bool TransportError::is_transient() const {
  // A name server's hiccup looks just like a name that is not there.
  return cause_ == Cause::unresolved || cause_ == Cause::refused || cause_ == Cause::timed_out ||
         cause_ == Cause::cut;
}

void throw_failure(const CurlFailure& failure, const Contact& contact) {
  const bool tunnel_refused = failure.proxy_status != 0 && failure.proxy_status / 100 != 2;
  if (!failure.connected && tunnel_refused) throw_no_tunnel(failure.proxy_status, contact);

  switch (failure.code) {
    case CURLE_ABORTED_BY_CALLBACK:
      throw TransportError(Cause::stopped, "stopped");
    case CURLE_COULDNT_RESOLVE_HOST:
      throw TransportError(Cause::unresolved,
                           contact.host + " cannot be reached: the name has no address");
    case CURLE_COULDNT_RESOLVE_PROXY:
      throw TransportError(Cause::proxy, "the proxy " + contact.proxy +
                                             " cannot be reached: the name has no address");
    case CURLE_COULDNT_CONNECT:
      throw_no_connection(failure, contact);
    case CURLE_OPERATION_TIMEDOUT:
      throw_timeout(failure, contact);
    case CURLE_PEER_FAILED_VERIFICATION:
      throw_untrusted(failure, contact);
    case CURLE_SSL_CONNECT_ERROR:
      throw_no_tls(failure, contact);
    case CURLE_SSL_CERTPROBLEM:
      throw_own_certificate(failure, contact);
    case CURLE_SSL_CACERT_BADFILE:
      throw Error(ErrorCode::failed,
                  "the certificate authorities for " + contact.host + " cannot be read");
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
      throw_lost(failure, contact);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      throw TransportError(Cause::malformed, contact.host + " sent what is not HTTP");
    case CURLE_OUT_OF_MEMORY:
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
#endif
      // libcurl's word for a header line beyond its own limit, which is larger than ours.
      throw TransportError(Cause::malformed, contact.host + " sent a header line that is too long");
    default:
      break;
  }
  if (has_any(failure.text, kCertificateAlerts)) throw_no_tls(failure, contact);
  if (!contact.proxy.empty() && !failure.connected) {
    throw TransportError(Cause::proxy, "the proxy " + contact.proxy +
                                           " failed: " + libcurl().easy_strerror(failure.code));
  }
  throw TransportError(Cause::other, "no response from " + contact.host + ": " +
                                         libcurl().easy_strerror(failure.code));
}

}  // namespace oci2boot

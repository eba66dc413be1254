// SPDX-License-Identifier: Apache-2.0
// HTTP(S) by libcurl: one request, one response. Redirects, credentials and repeated tries are the
// caller's business.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "oci/http/url.h"
#include "oci2boot/error.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

struct HttpHeader {
  std::string name;
  std::string value;
};

/// Whom to trust and what to show for one host, besides the system's certificates. Empty: nothing.
struct TlsFiles {
  std::vector<std::filesystem::path> ca_certificates;
  std::filesystem::path client_certificate;
  std::filesystem::path client_key;

  bool operator==(const TlsFiles&) const = default;
};

struct HttpRequest {
  std::string method = "GET";  ///< GET, HEAD or POST
  std::string url;             ///< http:// or https://, nothing else is followed
  std::vector<HttpHeader> headers;
  std::string body;  ///< of a POST; its type is among the headers
  TlsFiles tls;
  std::filesystem::path unix_socket;  ///< spoken to instead of the URL's host; empty for none
};

/// The status line and the header of a response.
struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  /// Of a 3xx: where to, as an absolute URL.
  std::string redirect_url;

  /// The first header of that name, in any letter case; nothing when there is none.
  std::optional<std::string> header(std::string_view name) const;
  /// All of them: a header may come several times.
  std::vector<std::string> all_headers(std::string_view name) const;
};

/// Takes a response as it arrives. Whatever it throws ends the transfer and leaves send().
struct HttpReceiver {
  /// Once, before the body. False: the body is not wanted, and the transfer ends.
  std::function<bool(const HttpResponse&)> head;
  std::function<void(std::span<const std::byte>)> body;
};

/// No whole response came. The code is not_found, but for a certificate that is not trusted, which
/// is not_authorised. The message names the host and port, never the URL's query.
class TransportError : public Error {
 public:
  enum class Cause {
    unresolved,  ///< the name has no address
    refused,     ///< nothing listens, or no way leads there
    timed_out,   ///< no connection in time, or no byte for too long
    cut,         ///< the connection ended before the response was whole, or had begun
    not_tls,     ///< the other side does not speak TLS
    untrusted,   ///< its certificate is not trusted, or it refused ours
    proxy,       ///< the proxy failed or refused
    malformed,   ///< what came is not HTTP, or its header is too large
    stopped,     ///< the caller asked to stop
    other,
  };

  TransportError(Cause cause, const std::string& message)
      : Error(cause == Cause::untrusted ? ErrorCode::not_authorised : ErrorCode::not_found,
              message),
        cause_(cause) {}

  Cause cause() const { return cause_; }
  /// Whether the same request may succeed a little later. So it may where nothing listens, which a
  /// caller who has had no answer yet may rather take for a mistyped port.
  bool is_transient() const;

 private:
  Cause cause_;
};

/// Keeps connections open from one request to the next. May be used from several threads at once.
/// SIGPIPE should be ignored: some versions of libcurl write to a connection that has gone.
class HttpClient {
 public:
  HttpClient(Proxies proxies, Patience patience);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Sends a request and returns once its whole response has been received (or its body was not
  /// wanted). Throws TransportError; a response of any status is not an error. A stop is noticed
  /// within a second.
  HttpResponse send(const HttpRequest& request, const HttpReceiver& receiver,
                    const std::stop_token& stop = {}) const;

  /// The same for small responses, whose body is returned in `body`. Throws Error (invalid_image)
  /// when it has more than `limit` bytes.
  HttpResponse fetch(const HttpRequest& request, std::uint64_t limit, std::string& body,
                     const std::stop_token& stop = {}) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oci2boot

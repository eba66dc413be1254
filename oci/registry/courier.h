// SPDX-License-Identifier: Apache-2.0
// Requests that find their way: over redirects, with the certificates of each host on it, and with
// an authorisation that stays with the host that it is for.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "oci/http/http_client.h"
#include "oci/http/url.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// A response, and who gave it.
struct Delivery {
  HttpResponse response;
  Url sender;
  std::string error_body;  ///< the front of the body, where the status is no success
};

/// May be used from several threads at once.
class Courier {
 public:
  explicit Courier(const RegistryOptions& options)
      : http_(options.proxies, options.patience),
        certificate_folders_(options.certificate_folders),
        ca_certificate_(options.ca_certificate),
        plain_http_(options.plain_http) {}

  /// Sends `request`, whose `tls` is filled in for it. A GET follows up to ten redirects; its
  /// Authorization header is left behind for good when one leads to another scheme, host or port.
  /// `receiver` sees the response only when its status is a success. Throws TransportError, and
  /// Error (not_found) for a place that is not to be gone to: one redirect too many, or plain HTTP,
  /// which is only for loopback and those who asked for it.
  Delivery send(HttpRequest request, const HttpReceiver& receiver,
                const std::stop_token& stop) const;

  /// The same, but what may pass is thrown as TransientError. Where nobody has ever answered, it is
  /// a wrong name or port that has no address or no listener, and waiting does not cure that.
  Delivery attempt(const HttpRequest& request, const HttpReceiver& receiver,
                   const std::stop_token& stop) const;

  /// Whether `url` may be gone to.
  bool allows(const Url& url) const {
    return url.scheme == "https" || plain_http_ || url.is_loopback();
  }

 private:
  Delivery deliver(HttpRequest request, const HttpReceiver& receiver, const std::stop_token& stop,
                   Url& place) const;

  HttpClient http_;
  std::vector<std::filesystem::path> certificate_folders_;
  std::filesystem::path ca_certificate_;
  bool plain_http_;
  mutable std::mutex mutex_;
  mutable std::set<std::string> have_answered_;  // HOST:PORT
};

/// As TransientError, where a later try may do better; else as it is.
[[noreturn]] void throw_transport_error(const TransportError& error, bool has_answered_before);

/// What a response's Retry-After asks for.
std::optional<std::chrono::seconds> retry_after_of(const HttpResponse& response);

/// Appends to `body`, which must live as long. Throws `too_large` when it grows beyond `limit`.
HttpReceiver keep_body(std::string& body, std::uint64_t limit, Error too_large);

}  // namespace oci2boot

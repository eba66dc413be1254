// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/registry_session.h"

#include <iterator>
#include <utility>

#include "oci/http/retry.h"
#include "oci/registry/challenge.h"
#include "oci/registry/registry_failure.h"

namespace oci2boot {

namespace {

using Cause = TransportError::Cause;

/// What a server of plain HTTP does to a TLS handshake: it answers in HTTP, hangs up, or waits for
/// the end of a line.
bool may_speak_plain_http(Cause cause) {
  return cause == Cause::not_tls || cause == Cause::refused || cause == Cause::cut ||
         cause == Cause::malformed || cause == Cause::timed_out;
}

std::vector<Challenge> challenges_of(const HttpResponse& response) {
  std::vector<Challenge> challenges;
  for (const std::string& header : response.all_headers("WWW-Authenticate")) {
    std::vector<Challenge> some = parse_challenges(header);
    std::move(some.begin(), some.end(), std::back_inserter(challenges));
  }
  return challenges;
}

}  // namespace

HttpResponse RegistrySession::get(const RegistryRequest& wanted, const HttpReceiver& receiver,
                                  const std::stop_token& stop) {
  HttpRequest request;
  request.url =
      scheme(stop) + "://" + endpoint_.host + "/v2/" + endpoint_.repository + "/" + wanted.path;
  const Url registry = Url::parse(request.url);
  std::string authorisation = authorisation_.header(stop);
  for (bool renewed = false;; renewed = true) {
    request.headers = wanted.headers;
    if (!authorisation.empty()) request.headers.push_back({"Authorization", authorisation});
    Delivery delivery = courier_.attempt(request, receiver, stop);
    HttpResponse& response = delivery.response;
    if (response.status >= 200 && response.status < 300) return std::move(response);
    const bool answered_elsewhere = delivery.sender != registry;
    if (response.status == 401 && !answered_elsewhere && !renewed) {
      authorisation =
          authorisation_.renewed(registry, challenges_of(response), authorisation, stop);
      continue;
    }
    throw_failure({.place = endpoint_.name,
                   .repository = endpoint_.repository,
                   .what = wanted.what,
                   .sender = answered_elsewhere ? delivery.sender.host_and_port() : "",
                   .status = response.status,
                   .body = std::move(delivery.error_body),
                   .retry_after = retry_after_of(response),
                   .credentials = authorisation_.credentials(),
                   .authorisation = authorisation,
                   .token_was_granted = authorisation_.uses_tokens()});
  }
}

std::string RegistrySession::scheme(const std::stop_token& stop) {
  const std::lock_guard lock(mutex_);
  if (!scheme_.empty()) return scheme_;
  try {
    return scheme_ = find_scheme(stop);
  } catch (const TransportError& error) {
    throw_transport_error(error, false);
  }
}

std::string RegistrySession::find_scheme(const std::stop_token& stop) const {
  const std::string& first = endpoint_.schemes.front();
  if (endpoint_.schemes.size() == 1) return first;
  // By a request that carries nothing: credentials are not shown before it is known to whom.
  try {
    probe(first, stop);
    return first;
  } catch (const TransportError& error) {
    if (!may_speak_plain_http(error.cause())) throw;
    const std::string& second = endpoint_.schemes.back();
    try {
      probe(second, stop);
    } catch (const TransportError&) {
      // Neither works: where it may be TLS after all, that is what people mean.
      if (error.cause() != Cause::not_tls) throw TransportError(error);
      throw;
    }
    return second;
  }
}

void RegistrySession::probe(const std::string& scheme, const std::stop_token& stop) const {
  HttpRequest request;
  request.method = "HEAD";
  request.url = scheme + "://" + endpoint_.host + "/v2/";
  const HttpReceiver nothing{[](const HttpResponse&) { return true; },
                             [](std::span<const std::byte>) {}};
  courier_.send(request, nothing, stop);
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/courier.h"

#include <span>
#include <utility>

#include "oci/http/retry.h"
#include "oci/registry/certificates.h"

namespace oci2boot {

namespace {

constexpr int kMostRedirects = 10;
/// Enough for any list of errors.
constexpr std::size_t kLongestErrorBody = 64U << 10;

bool is_redirect(const HttpResponse& response) {
  switch (response.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return !response.redirect_url.empty();
    default:
      return false;
  }
}

std::string_view text_of_bytes(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// One response on its way: to the receiver, into the error body, or nowhere.
class Sorter {
 public:
  Sorter(const HttpReceiver& receiver, bool follows_redirects)
      : receiver_(receiver), follows_redirects_(follows_redirects) {}

  /// Thrown to end a transfer of which enough has been seen.
  struct Enough {};

  bool is_redirected() const { return fate_ == Fate::redirect; }
  HttpResponse& head() { return head_; }
  std::string& error_body() { return error_body_; }

  HttpReceiver receiver() {
    return {[this](const HttpResponse& response) { return take_head(response); },
            [this](std::span<const std::byte> bytes) { take_body(bytes); }};
  }

 private:
  enum class Fate { success, error, redirect };

  bool take_head(const HttpResponse& response) {
    head_ = response;
    if (follows_redirects_ && is_redirect(response)) {
      fate_ = Fate::redirect;
      return false;
    }
    if (response.status >= 200 && response.status < 300) return receiver_.head(response);
    fate_ = Fate::error;
    return true;
  }

  void take_body(std::span<const std::byte> bytes) {
    if (fate_ == Fate::success) {
      receiver_.body(bytes);
    } else if (fate_ == Fate::error) {
      error_body_ += text_of_bytes(bytes);
      if (error_body_.size() > kLongestErrorBody) throw Enough{};
    }
  }

  const HttpReceiver& receiver_;
  const bool follows_redirects_;
  Fate fate_ = Fate::success;
  HttpResponse head_;
  std::string error_body_;
};

/// Where a redirect leads. Its URL may be signed, so that messages tell the host alone.
Url redirect_from(const Url& sender, const std::string& url) {
  try {
    return Url::parse(url);
  } catch (const Error& error) {
    throw Error(ErrorCode::not_found,
                sender.host_and_port() + " redirects to what cannot be followed: " + error.what());
  }
}

}  // namespace

Delivery Courier::send(HttpRequest request, const HttpReceiver& receiver,
                       const std::stop_token& stop) const {
  Url place;
  return deliver(std::move(request), receiver, stop, place);
}

/// `place` is where it is now, also when it goes no further.
Delivery Courier::deliver(HttpRequest request, const HttpReceiver& receiver,
                          const std::stop_token& stop, Url& place) const {
  place = Url::parse(request.url);
  std::string from;
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    if (!allows(place)) {
      throw Error(ErrorCode::not_found, from + place.host_and_port() +
                                            " would be spoken to in plain HTTP, which only "
                                            "--plain-http allows");
    }
    request.tls = find_tls_files(certificate_folders_, ca_certificate_, place);
    Sorter sorter(receiver, request.method == "GET");
    HttpResponse response;
    try {
      response = http_.send(request, sorter.receiver(), stop);
    } catch (const Sorter::Enough&) {
      response = std::move(sorter.head());
    }
    {
      const std::lock_guard lock(mutex_);
      have_answered_.insert(place.host_and_port());
    }
    if (!sorter.is_redirected()) {
      return {std::move(response), place, std::move(sorter.error_body())};
    }
    const Url next = redirect_from(place, response.redirect_url);
    if (next != place) {
      std::erase_if(request.headers,
                    [](const HttpHeader& header) { return header.name == "Authorization"; });
    }
    from = place.host_and_port() + " redirects to ";
    request.url = response.redirect_url;
    place = next;
  }
  throw Error(ErrorCode::not_found, place.host_and_port() + " redirects in a circle (more than " +
                                        std::to_string(kMostRedirects) + " times)");
}

Delivery Courier::attempt(const HttpRequest& request, const HttpReceiver& receiver,
                          const std::stop_token& stop) const {
  Url place;
  try {
    return deliver(request, receiver, stop, place);
  } catch (const TransportError& error) {
    const std::lock_guard lock(mutex_);
    throw_transport_error(error, have_answered_.contains(place.host_and_port()));
  }
}

void throw_transport_error(const TransportError& error, bool has_answered_before) {
  using Cause = TransportError::Cause;
  const bool nobody_there = error.cause() == Cause::refused || error.cause() == Cause::unresolved;
  if (!error.is_transient() || (nobody_there && !has_answered_before)) throw TransportError(error);
  throw TransientError(error);
}

std::optional<std::chrono::seconds> retry_after_of(const HttpResponse& response) {
  const std::optional<std::string> value = response.header("Retry-After");
  if (!value) return std::nullopt;
  return parse_retry_after(*value, std::chrono::system_clock::now());
}

HttpReceiver keep_body(std::string& body, std::uint64_t limit, Error too_large) {
  return {[](const HttpResponse&) { return true; },
          [&body, limit, too_large = std::move(too_large)](std::span<const std::byte> bytes) {
            if (bytes.size() > limit - body.size()) throw Error(too_large);
            body += text_of_bytes(bytes);
          }};
}

}  // namespace oci2boot

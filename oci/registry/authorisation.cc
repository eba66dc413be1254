// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/authorisation.h"

#include <algorithm>
#include <utility>

#include "oci/http/retry.h"
#include "oci/registry/registry_failure.h"
#include "oci/registry/token_request.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kLongestTokenAnswer = 256U << 10;

const Challenge* find_challenge(const std::vector<Challenge>& challenges, std::string_view scheme) {
  const auto found =
      std::find_if(challenges.begin(), challenges.end(), [scheme](const Challenge& challenge) {
        return challenge.scheme == scheme &&
               (scheme != "bearer" || challenge.parameters.contains("realm"));
      });
  return found == challenges.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Credentials> Authorisation::credentials() const {
  const std::lock_guard lock(mutex_);
  return credentials_;
}

bool Authorisation::uses_tokens() const {
  const std::lock_guard lock(mutex_);
  return current_.challenge.has_value();
}

std::string Authorisation::header(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (Clock::now() < current_.expiry) return current_.header;
  return renew(
      std::move(lock), [&] { return fetch_token(*current_.challenge, stop); }, stop);
}

std::string Authorisation::renewed(const Url& registry, const std::vector<Challenge>& challenges,
                                   const std::string& used, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (current_.header != used) return current_.header;  // another thread has been here
  return renew(
      std::move(lock), [&] { return answer(registry, challenges, stop); }, stop);
}

std::string Authorisation::renew(std::unique_lock<std::mutex> lock,
                                 const std::function<Renewal()>& work,
                                 const std::stop_token& stop) {
  if (renewing_) {
    renewal_ended_.wait(lock, stop, [this] { return !renewing_; });
    if (renewing_) throw Error(ErrorCode::failed, "stopped");
    if (failure_) throw Error(failure_->code, failure_->message);
    return current_.header;
  }
  renewing_ = true;
  failure_.reset();
  lock.unlock();
  // What `work` reads of this object is changed by nobody else while renewing_ is set.
  Renewal renewal;
  std::optional<Failure> failure;
  try {
    renewal = work();
  } catch (const Error& error) {
    failure = {error.code(), error.what()};
  } catch (const std::exception& error) {
    failure = {ErrorCode::failed, error.what()};
  }
  lock.lock();
  renewing_ = false;
  failure_ = failure;
  if (!failure) current_ = std::move(renewal);
  std::string header = current_.header;
  lock.unlock();
  renewal_ended_.notify_all();
  // A plain Error: its status, if it had one, was the token server's and not the registry's.
  if (failure) throw Error(failure->code, failure->message);
  return header;
}

Authorisation::Renewal Authorisation::answer(const Url& registry,
                                             const std::vector<Challenge>& challenges,
                                             const std::stop_token& stop) {
  look_for_credentials();
  if (const Challenge* bearer = find_challenge(challenges, "bearer")) {
    check_realm(registry, *bearer);
    return fetch_token(*bearer, stop);
  }
  if (find_challenge(challenges, "basic") == nullptr) {
    throw Error(ErrorCode::not_authorised,
                setting_.place + " asks for an authorisation of a kind that is not supported" +
                    (challenges.empty() ? "" : ": " + challenges.front().scheme.substr(0, 32)));
  }
  if (!credentials_) {
    throw_failure({.place = setting_.place, .repository = setting_.repository, .status = 401});
  }
  if (!credentials_->identity_token.empty()) {
    throw Error(ErrorCode::not_authorised, setting_.place + " wants a name and a password, not " +
                                               describe_credentials(*credentials_));
  }
  return {basic_authorisation(*credentials_), std::nullopt, Clock::time_point::max()};
}

void Authorisation::check_realm(const Url& registry, const Challenge& challenge) const {
  Url realm;
  try {
    realm = Url::parse(challenge.parameters.at("realm"));
  } catch (const Error& error) {
    throw Error(ErrorCode::not_found,
                setting_.place + " names no token server that could be asked: " + error.what());
  }
  // Who is spoken to over TLS must not be able to have a password said in the clear.
  const bool registry_is_plain = registry.scheme == "http" || registry.is_loopback();
  if (realm.scheme == "https" || (registry_is_plain && courier_.allows(realm))) return;
  throw Error(ErrorCode::not_authorised, setting_.place + " wants a token from " +
                                             realm.host_and_port() +
                                             " in plain HTTP, where it could be read by others");
}

Authorisation::Renewal Authorisation::fetch_token(const Challenge& challenge,
                                                  const std::stop_token& stop) {
  const HttpRequest request = token_request(challenge, setting_.repository, credentials_);
  const Clock::time_point asked = Clock::now();
  const std::string body =
      with_retries(setting_.patience, stop, [&] { return ask_token_server(request, stop); });
  try {
    const BearerToken token = parse_token(body);
    return {"Bearer " + token.text, challenge, asked + token.lifetime};
  } catch (const Error& error) {
    throw Error(ErrorCode::not_found, setting_.place + ": " + error.what());
  }
}

std::string Authorisation::ask_token_server(const HttpRequest& request,
                                            const std::stop_token& stop) const {
  std::string body;
  const Error too_large(ErrorCode::not_found, setting_.place + ": the token server's answer has " +
                                                  "more than " +
                                                  std::to_string(kLongestTokenAnswer) + " bytes");
  Delivery delivery =
      courier_.attempt(request, keep_body(body, kLongestTokenAnswer, too_large), stop);
  if (delivery.response.status == 200) return body;
  throw_token_failure({.place = setting_.place,
                       .repository = setting_.repository,
                       .sender = delivery.sender.host_and_port(),
                       .status = delivery.response.status,
                       .body = std::move(delivery.error_body),
                       .retry_after = retry_after_of(delivery.response),
                       .credentials = credentials_});
}

void Authorisation::look_for_credentials() {
  if (looked_for_credentials_) return;
  std::optional<Credentials> found = setting_.find_credentials();
  const std::lock_guard lock(mutex_);
  credentials_ = std::move(found);
  looked_for_credentials_ = true;
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// What the requests for one repository at one place carry to be answered: nothing, a name and a
// password, or a token that is fetched, shared by all threads, and renewed when it expires.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "oci/http/url.h"
#include "oci/registry/challenge.h"
#include "oci/registry/courier.h"
#include "oci2boot/error.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// May be used from several threads at once.
class Authorisation {
 public:
  struct Setting {
    std::string place;       ///< for messages
    std::string repository;  ///< whose pulling is to be allowed
    /// Called at most once, when the place first asks who is there.
    std::function<std::optional<Credentials>()> find_credentials;
    Patience patience;  ///< with the token server
  };

  /// `courier` must outlive this object.
  Authorisation(const Courier& courier, Setting setting)
      : courier_(courier), setting_(std::move(setting)) {}

  /// The value of the Authorization header to send now; empty for none. Throws like renewed().
  std::string header(const std::stop_token& stop);

  /// Another value, after `registry` has answered 401 with `challenges` to a request that carried
  /// `used`. Threads that come with the same one wait for one renewal and share what becomes of it.
  /// Throws Error (not_authorised) when there is nothing that could be shown instead.
  std::string renewed(const Url& registry, const std::vector<Challenge>& challenges,
                      const std::string& used, const std::stop_token& stop);

  /// Those that there are for the place, as far as that was asked.
  std::optional<Credentials> credentials() const;
  /// Whether tokens are used here.
  bool uses_tokens() const;

 private:
  struct Renewal {
    std::string header;
    std::optional<Challenge> challenge;  // the Bearer challenge that it answers
    std::chrono::steady_clock::time_point expiry = std::chrono::steady_clock::time_point::max();
  };

  /// Each thread throws an exception of its own.
  struct Failure {
    ErrorCode code;
    std::string message;
  };

  std::string renew(std::unique_lock<std::mutex> lock, const std::function<Renewal()>& work,
                    const std::stop_token& stop);
  Renewal answer(const Url& registry, const std::vector<Challenge>& challenges,
                 const std::stop_token& stop);
  Renewal fetch_token(const Challenge& challenge, const std::stop_token& stop);
  void check_realm(const Url& registry, const Challenge& challenge) const;
  std::string ask_token_server(const HttpRequest& request, const std::stop_token& stop) const;
  void look_for_credentials();

  const Courier& courier_;
  const Setting setting_;

  mutable std::mutex mutex_;
  std::condition_variable_any renewal_ended_;
  bool renewing_ = false;
  std::optional<Failure> failure_;  // of the last renewal
  Renewal current_;
  bool looked_for_credentials_ = false;
  std::optional<Credentials> credentials_;
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// Trying again: which failures pass by themselves, and how long to wait for that.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "oci2boot/error.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// A failure that may pass: a cut connection, 429, 5xx. The code is that of the Error that it
/// becomes when it does not.
class TransientError : public Error {
 public:
  explicit TransientError(const Error& error,
                          std::optional<std::chrono::milliseconds> retry_after = std::nullopt)
      : Error(error), retry_after_(retry_after) {}

  /// What the server asked for (RFC 9110, section 10.2.3).
  std::optional<std::chrono::milliseconds> retry_after() const { return retry_after_; }

 private:
  std::optional<std::chrono::milliseconds> retry_after_;
};

/// 408, 425, 429, 500, 502, 503, 504 and the like.
bool is_transient_status(int status);

/// The value of a Retry-After header: seconds, or an HTTP date measured against `now` (0 when it
/// has passed); nothing when it is neither.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value,
                                                      std::chrono::system_clock::time_point now);

/// The pauses between the tries of one piece of work.
class Backoff {
 public:
  explicit Backoff(Patience patience) : patience_(std::move(patience)) {}

  /// After a try that failed: tells Patience::on_pause and waits until the next one is due. Throws
  /// an Error that tells how often it was tried when there is none: too many tries in a row, or a
  /// Retry-After beyond patience; and at once, the error itself, when `stop` is requested.
  void wait(const TransientError& error, const std::stop_token& stop);

  /// The last try brought something: counting starts again.
  void progressed() { failures_ = 0; }

  /// How long wait() would wait after the `failures`th failure in a row, without jitter. Pure.
  static std::chrono::milliseconds pause(const Patience& patience, int failures);

 private:
  Patience patience_;
  int failures_ = 0;
};

/// Calls `attempt` until it returns, or throws something other than TransientError, or patience
/// ends.
template <typename Attempt>
auto with_retries(const Patience& patience, const std::stop_token& stop, const Attempt& attempt) {
  Backoff backoff(patience);
  while (true) {
    try {
      return attempt();
    } catch (const TransientError& error) {
      backoff.wait(error, stop);
    }
  }
}

}  // namespace oci2boot

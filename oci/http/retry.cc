// SPDX-License-Identifier: Apache-2.0
#include "oci/http/retry.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <random>

#include "oci/http/http_date.h"

namespace oci2boot {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Enough for any patience, and far from where sums overflow.
constexpr seconds kLongest{1'000'000'000};

// Somewhere in the pause's second half: those who failed together do not come back together.
milliseconds with_jitter(milliseconds pause) {
  thread_local std::mt19937 engine{std::random_device{}()};
  std::uniform_int_distribution<milliseconds::rep> between(pause.count() / 2, pause.count());
  return milliseconds(between(engine));
}

// Returns whether the time went by without a stop.
bool rest(milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

// Not a TransientError any more: nobody further up tries again.
[[noreturn]] void give_up(const Error& error, const std::string& why) {
  if (why.empty()) throw Error(error);
  throw Error(error.code(), std::string(error.what()) + " (" + why + ")");
}

}  // namespace

bool is_transient_status(int status) {
  switch (status) {
    case 408:  // Request Timeout
    case 425:  // Too Early
    case 429:  // Too Many Requests
      return true;
    case 501:  // Not Implemented
    case 505:  // HTTP Version Not Supported
    case 511:  // Network Authentication Required
      return false;
    default:
      return status >= 500 && status <= 599;
  }
}

std::optional<seconds> parse_retry_after(std::string_view value,
                                         std::chrono::system_clock::time_point now) {
  if (!value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos) {
    seconds::rep count = 0;
    const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), count);
    return wrong == std::errc() ? std::min(seconds(count), kLongest) : kLongest;
  }
  const auto date = parse_http_date(value, now);
  if (!date) return std::nullopt;
  const seconds left = *date - std::chrono::floor<seconds>(now);
  return std::clamp(left, seconds(0), kLongest);
}

milliseconds Backoff::pause(const Patience& patience, int failures) {
  milliseconds pause = patience.first_pause;
  for (int doubled = 1; doubled < failures && pause < patience.longest_pause; ++doubled) pause *= 2;
  return std::min(pause, patience.longest_pause);
}

void Backoff::wait(const TransientError& error, const std::stop_token& stop) {
  if (stop.stop_requested()) give_up(error, "");
  ++failures_;
  if (failures_ >= patience_.tries) {
    give_up(error, failures_ > 1 ? "tried " + std::to_string(failures_) + " times" : "");
  }
  const milliseconds asked = error.retry_after().value_or(milliseconds(0));
  if (asked > patience_.longest_retry_after) {
    const auto time = std::chrono::duration_cast<seconds>(asked);
    give_up(error, "it asks to be left alone for " + std::to_string(time.count()) + " s");
  }
  const milliseconds pause = std::max(with_jitter(Backoff::pause(patience_, failures_)), asked);
  if (patience_.on_pause) patience_.on_pause(error.what(), pause);
  if (!rest(pause, stop)) give_up(error, "");
}

}  // namespace oci2boot

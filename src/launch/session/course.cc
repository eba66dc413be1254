// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/course.h"

#include <algorithm>
#include <csignal>

#include "src/launch/run_vm.h"

namespace oci2boot {

namespace {

/// What QEMU may take between its first connection that it closes and its end.
constexpr std::chrono::seconds kQemuEnds(5);

}  // namespace

SessionCourse::SessionCourse(SessionPatience patience,
                             std::optional<std::chrono::milliseconds> timeout,
                             SessionClock::time_point now)
    : patience_(patience) {
  if (timeout) timeout_ = now + *timeout;
}

SessionStep SessionCourse::stop(SessionClock::time_point now) {
  if (!is_ready_) return kill();  // nothing of the guest's is worth waiting for
  is_stopping_ = true;
  if (!patience_end_) patience_end_ = now + patience_.to_stop;
  return status_ ? SessionStep::none : SessionStep::stop;
}

SessionStep SessionCourse::kill() {
  is_killed_ = true;
  return SessionStep::kill;
}

SessionStep SessionCourse::kill_by_signal(int signal) {
  signal_ = signal;
  is_killed_by_signal_ = true;
  return kill();
}

SessionStep SessionCourse::take_signal(int signal, SessionClock::time_point now) {
  const bool asks = is_ready_ && !is_stopping_ && !has_ended_ && signal != SIGQUIT;
  if (!asks) return kill_by_signal(signal);
  signal_ = signal;
  return stop(now);
}

SessionStep SessionCourse::take_lost_output(int status, SessionClock::time_point now) {
  lost_output_ = status;
  return is_stopping_ ? SessionStep::none : stop(now);
}

void SessionCourse::take_lost_server(SessionClock::time_point now) {
  const SessionClock::time_point end = now + kQemuEnds;
  patience_end_ = patience_end_ ? std::min(*patience_end_, end) : end;
}

SessionStep SessionCourse::take_escape() {
  return kill_by_signal(SIGINT);
}

SessionStep SessionCourse::take_time(SessionClock::time_point now) {
  if (patience_end_ && now >= *patience_end_) {
    patience_end_.reset();
    timeout_.reset();
    return kill();
  }
  if (!timeout_ || now < *timeout_) return SessionStep::none;
  timeout_.reset();
  if (status_) return SessionStep::none;
  timed_out_ = true;
  return is_stopping_ ? SessionStep::none : stop(now);
}

void SessionCourse::take_status(int status, SessionClock::time_point now) {
  if (status_) return;
  status_ = status;
  patience_end_ = now + patience_.to_power_off;
}

void SessionCourse::take_end() {
  has_ended_ = true;
  timeout_.reset();
  patience_end_.reset();
}

std::optional<SessionClock::time_point> SessionCourse::next_time() const {
  if (timeout_ && patience_end_) return std::min(*timeout_, *patience_end_);
  return timeout_ ? timeout_ : patience_end_;
}

std::optional<int> SessionCourse::result() const {
  if (timed_out_) return kTimedOutStatus;
  if (lost_output_) return lost_output_;
  if (status_ && !is_killed_by_signal_) return status_;
  if (signal_ != 0) return 128 + signal_;
  return std::nullopt;
}

}  // namespace oci2boot

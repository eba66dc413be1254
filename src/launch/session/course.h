// SPDX-License-Identifier: Apache-2.0
// What is done about signals and time while a guest runs, and with which status the run ends. Pure.
#pragma once

#include <chrono>
#include <optional>

namespace oci2boot {

using SessionClock = std::chrono::steady_clock;

enum class SessionStep {
  none,
  stop,  ///< ask the guest to end
  kill,  ///< end the machine
};

/// How long a guest may take to end when it is asked to.
struct SessionPatience {
  std::chrono::milliseconds to_stop;       ///< before the machine is ended
  std::chrono::milliseconds to_power_off;  ///< once its program has ended
};

class SessionCourse {
 public:
  SessionCourse(SessionPatience patience, std::optional<std::chrono::milliseconds> timeout,
                SessionClock::time_point now);

  /// From here on there is someone who can be asked to stop.
  void be_ready() { is_ready_ = true; }

  /// The first asks the guest to stop, the second ends the machine. SIGQUIT ends it at once; so
  /// does every signal when the machine has ended, and only a slow reader is waited for.
  SessionStep take_signal(int signal, SessionClock::time_point now);

  /// What the guest writes cannot be passed on: it is asked to stop, and the run ends with
  /// `status`.
  SessionStep take_lost_output(int status, SessionClock::time_point now);

  /// What serves the guest has ended. That is how QEMU's own end begins as well: a machine that is
  /// still there a few seconds later hangs, and is ended.
  void take_lost_server(SessionClock::time_point now);

  /// What the user typed to end the machine.
  SessionStep take_escape();

  /// The timeout, and the end of patience.
  SessionStep take_time(SessionClock::time_point now);

  /// The guest's program has ended.
  void take_status(int status, SessionClock::time_point now);

  /// The machine has ended. From here on time does not matter.
  void take_end();

  /// When take_time() has something to say; nothing: never.
  std::optional<SessionClock::time_point> next_time() const;

  /// Whether there is someone who can be asked to stop.
  bool is_ready() const { return is_ready_; }

  /// Whether the guest's program has ended.
  bool has_status() const { return status_.has_value(); }

  /// Whether the program was not done in time.
  bool has_timed_out() const { return timed_out_; }

  /// Whether the machine was ended, and not by itself: what it had to say does not matter.
  bool is_killed() const { return is_killed_; }

  /// How the run ends: the program's status, 124 after the timeout, 128 + N when signal N ended it;
  /// nothing when the machine has ended without any of that.
  std::optional<int> result() const;

 private:
  SessionStep stop(SessionClock::time_point now);
  SessionStep kill();
  SessionStep kill_by_signal(int signal);

  SessionPatience patience_;
  std::optional<SessionClock::time_point> timeout_;  ///< nothing: none, or it is over
  std::optional<SessionClock::time_point> patience_end_;
  bool is_ready_ = false;
  bool is_stopping_ = false;
  bool has_ended_ = false;
  bool timed_out_ = false;
  std::optional<int> lost_output_;
  bool is_killed_ = false;
  bool is_killed_by_signal_ = false;
  int signal_ = 0;  ///< the last one; 0: there was none
  std::optional<int> status_;
};

}  // namespace oci2boot

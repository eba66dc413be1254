// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/session.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include "oci2boot/error.h"
#include "src/init/session_format.h"

namespace oci2boot {

namespace {

using std::chrono::milliseconds;

/// Longer than PID 1 takes at most. To stop: ten seconds for the program, five to kill it, four for
/// what it has left, ten to unmount what was shared. To power off: four, and 35 to close disks.
constexpr SessionPatience kProgramPatience{milliseconds(35'000), milliseconds(60'000)};
/// An init system has services to stop.
constexpr SessionPatience kSystemPatience{milliseconds(60'000), milliseconds(30'000)};
/// How often we look whether a terminal in whose background we are has become ours.
constexpr milliseconds kTerminalPoll(300);

/// As long as a poll(2) has to wait, rounded up so that the time has come when it returns.
int poll_time(SessionClock::time_point until) {
  const auto left = std::chrono::ceil<milliseconds>(until - SessionClock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, 3'600'000));
}

}  // namespace

/// A descriptor that poll(2) waits for, and who takes care of it then.
struct Session::Watch {
  int descriptor;
  short events;
  void (Session::*handle)();
};

Session::Session(const RunPlan& plan, SessionSignals& signals, UserTerminal& terminal,
                 ShareServers& servers, ChildProcess& qemu, SessionLines lines)
    : plan_(plan),
      signals_(signals),
      terminal_(terminal),
      servers_(servers),
      qemu_(qemu),
      qemu_end_(static_cast<int>(::syscall(SYS_pidfd_open, qemu.id(), 0))),
      console_(std::move(lines.console)),
      session_(std::move(lines.session)),
      monitor_(std::move(lines.monitor)),
      said_(std::move(lines.said)),
      course_(plan.contact == RunContact::console ? kSystemPatience : kProgramPatience,
              plan.timeout, SessionClock::now()) {
  if (!qemu_end_.is_open()) {
    throw Error(ErrorCode::failed, "cannot watch QEMU: " + errno_text(errno));
  }
  if (plan.contact == RunContact::console) course_.be_ready();
}

SessionEnd Session::run() {
  user_.set_raw(terminal_.is_raw());
  if (terminal_.is_raw() && ::isatty(STDERR_FILENO) == 1) {
    user_.say("press Ctrl-] three times to end the machine");
  }
  while (!is_over()) wait();
  if (course_.has_timed_out()) say_time_is_over();
  write_what_goes(user_.output(), &Session::write_output);
  write_what_goes(user_.errors(), &Session::write_errors);
  if (has_powered_off()) course_.take_status(0, SessionClock::now());
  return {course_.result(), console_text_.text(), said_text_.text(),
          course_.is_killed() ? lost_server_ : ""};
}

/// A guest that has not come to its program yet has only its console to say why.
void Session::say_time_is_over() {
  if (!course_.is_ready() && !plan_.verbose) user_.show(whole_lines(console_text_.text()));
  user_.say("ended: the time of --timeout is over");
}

/// What a machine does whose own init is in charge, when all is well.
bool Session::has_powered_off() {
  return plan_.contact == RunContact::console && !course_.is_killed() && qemu_.wait() == 0 &&
         !explain_panic(console_text_.text());
}

bool Session::is_over() {
  if (!qemu_.has_ended()) return false;
  if (course_.is_killed()) return true;
  return console_.has_ended() && session_.has_ended() && said_.has_ended() && user_.is_empty();
}

std::vector<Session::Watch> Session::watches() {
  std::vector<Watch> all;
  const auto add = [&](bool is_wanted, int descriptor, short events, void (Session::*handle)()) {
    if (is_wanted) all.push_back({descriptor, events, handle});
  };
  add(true, signals_.descriptor(), POLLIN, &Session::take_signals);
  add(!qemu_.has_ended(), qemu_end_.number(), POLLIN, &Session::take_qemu_end);
  const bool needs_servers = !qemu_.has_ended() && !course_.has_status() && lost_server_.empty();
  for (const int server : servers_.ends()) {
    add(needs_servers, server, 0, &Session::take_server_end);  // POLLHUP alone
  }
  const bool has_room = user_.has_room();
  add(has_room && !console_.has_ended(), console_.descriptor(), POLLIN, &Session::take_console);
  add(has_room && !session_.has_ended(), session_.descriptor(), POLLIN, &Session::take_session);
  add(has_room && !said_.has_ended(), said_.descriptor(), POLLIN, &Session::take_said);
  add(wants_input(), STDIN_FILENO, POLLIN, &Session::take_input);
  add(!user_.output().is_empty(), user_.output().descriptor(), POLLOUT, &Session::write_output);
  add(!user_.errors().is_empty(), user_.errors().descriptor(), POLLOUT, &Session::write_errors);
  add(!console_.outlet().is_empty(), console_.descriptor(), POLLOUT, &Session::write_console);
  add(!session_.outlet().is_empty(), session_.descriptor(), POLLOUT, &Session::write_session);
  add(!monitor_.outlet().is_empty(), monitor_.descriptor(), POLLOUT, &Session::write_monitor);
  return all;
}

void Session::wait() {
  user_.set_raw(terminal_.is_raw());
  const std::vector<Watch> all = watches();
  std::vector<pollfd> entries;
  entries.reserve(all.size());
  for (const Watch& watch : all) entries.push_back({watch.descriptor, watch.events, 0});
  const auto time = course_.next_time();
  int timeout = time ? poll_time(*time) : -1;
  if (terminal_.waits()) {
    const int look = static_cast<int>(kTerminalPoll.count());
    timeout = timeout < 0 ? look : std::min(timeout, look);
  }
  const int ready = ::poll(entries.data(), entries.size(), timeout);
  if (ready < 0 && errno != EINTR) {
    throw Error(ErrorCode::failed, "cannot wait for the guest: " + errno_text(errno));
  }
  for (std::size_t i = 0; ready > 0 && i < all.size(); ++i) {
    if (entries[i].revents != 0) (this->*all[i].handle)();
  }
  follow(course_.take_time(SessionClock::now()));
}

void Session::take_signals() {
  for (const int signal : signals_.take()) {
    switch (signal) {
      case SIGWINCH:
        send_size();
        break;
      case SIGTSTP:
        terminal_.suspend();
        break;
      case SIGCONT:
        terminal_.look_again();
        break;
      default:
        follow(course_.take_signal(signal, SessionClock::now()));
    }
  }
}

void Session::follow(SessionStep step) {
  if (step == SessionStep::kill) qemu_.kill();
  if (step != SessionStep::stop) return;
  if (plan_.contact == RunContact::console) {
    press_power_button();
  } else {
    send(SESSION_STOP);
  }
}

void Session::take_qemu_end() {
  qemu_.wait();
  course_.take_end();
}

/// QEMU lives on without it, and whatever the guest does in the folder never returns.
void Session::take_server_end() {
  if (qemu_.has_ended()) return;  // at this moment, and so the servers do
  lost_server_ = servers_.loss();
  course_.take_lost_server(SessionClock::now());
}

}  // namespace oci2boot

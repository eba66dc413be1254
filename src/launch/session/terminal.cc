// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/terminal.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// Waits until all that was written is shown; what was typed stays.
void set_terminal(int terminal, const termios& settings) {
  while (::tcsetattr(terminal, TCSADRAIN, &settings) != 0 && errno == EINTR) {
  }
}

/// Whoever has set it since, as a shell that goes on, is right.
bool is_set(int terminal, const termios& settings) {
  termios now{};
  return ::tcgetattr(terminal, &now) == 0 && now.c_iflag == settings.c_iflag &&
         now.c_oflag == settings.c_oflag && now.c_lflag == settings.c_lflag;
}

/// In the child: async-signal-safe calls alone.
[[noreturn]] void keep(int terminal, int line, const termios& raw, const termios& before) {
  // Not in the group that is killed with us, and so in the background, where changing a terminal
  // takes SIGTTOU ignored. Keys and a terminal that hangs up are no signals to it.
  ::setpgid(0, 0);
  for (const int signal : {SIGTTOU, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP}) {
    ::signal(signal, SIG_IGN);
  }
  ::dup2(terminal, STDOUT_FILENO);  // first: the terminal may be standard input
  ::dup2(line, STDIN_FILENO);
  ::close(STDERR_FILENO);
  ::close_range(STDERR_FILENO, ~0U, 0);
  char byte = 0;
  ssize_t got = 0;
  while ((got = ::read(STDIN_FILENO, &byte, 1)) < 0 && errno == EINTR) {
  }
  if (got == 0 && is_set(STDOUT_FILENO, raw)) ::tcsetattr(STDOUT_FILENO, TCSANOW, &before);
  ::_exit(EXIT_SUCCESS);
}

}  // namespace

std::optional<std::string> terminal_size() {
  for (const int stream : {STDOUT_FILENO, STDIN_FILENO, STDERR_FILENO}) {
    winsize size{};
    if (::ioctl(stream, TIOCGWINSZ, &size) != 0) continue;
    if (size.ws_row == 0 || size.ws_col == 0) continue;
    return std::to_string(size.ws_row) + "x" + std::to_string(size.ws_col);
  }
  return std::nullopt;
}

RawTerminal::RawTerminal(int terminal) : terminal_(terminal) {
  if (::tcgetattr(terminal_, &before_) != 0) {
    throw Error(ErrorCode::failed, "cannot read the terminal's settings: " + errno_text(errno));
  }
  raw_ = before_;
  ::cfmakeraw(&raw_);
  start_keeper();
  enter();
}

RawTerminal::~RawTerminal() {
  leave();
  // A byte before the end: there is nothing to do.
  (void)!::write(keeper_line_.number(), "", 1);
  keeper_line_.close();
  while (keeper_ > 0 && ::waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void RawTerminal::start_keeper() {
  DescriptorPair line = pipe_from_child();
  keeper_ = ::fork();
  if (keeper_ == 0) {
    line.theirs.close();
    keep(terminal_, line.ours.number(), raw_, before_);
  }
  if (keeper_ < 0) {
    throw Error(ErrorCode::failed, "cannot start a process: " + errno_text(errno));
  }
  keeper_line_ = std::move(line.theirs);
}

void RawTerminal::enter() {
  set_terminal(terminal_, raw_);
}

void RawTerminal::leave() {
  if (is_set(terminal_, raw_)) set_terminal(terminal_, before_);
}

UserTerminal::UserTerminal(bool takes_keys)
    : is_terminal_(::isatty(STDIN_FILENO) == 1), takes_keys_(takes_keys) {}

bool UserTerminal::is_ours() {
  if (!is_terminal_) return true;
  const bool had_foreground = has_foreground_;
  const pid_t foreground = ::tcgetpgrp(STDIN_FILENO);
  if (foreground < 0 && ::isatty(STDIN_FILENO) == 0) {
    is_terminal_ = false;  // it has hung up: all that it still has is its end
    return true;
  }
  // Only a terminal that controls our session has a foreground.
  has_foreground_ = foreground < 0 || foreground == ::getpgrp();
  if (!takes_keys_ || !has_foreground_ || had_foreground) return has_foreground_;
  if (raw_) {
    raw_->enter();
  } else {
    raw_.emplace(STDIN_FILENO);
  }
  return true;
}

void UserTerminal::suspend() {
  if (raw_) raw_->leave();
  // Not SIGSTOP: the kernel drops this one where no shell is left that could let us go on.
  struct sigaction noted {};
  struct sigaction stops {};
  stops.sa_handler = SIG_DFL;
  sigemptyset(&stops.sa_mask);
  sigaction(SIGTSTP, &stops, &noted);
  ::raise(SIGTSTP);
  sigaction(SIGTSTP, &noted, nullptr);
  look_again();
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// The user's terminal while a guest has it.
#pragma once

#include <termios.h>

#include <optional>
#include <string>

#include "src/launch/process.h"

namespace oci2boot {

/// "ROWSxCOLUMNS" of the first of our standard streams that is a terminal; nothing where none is,
/// or it does not know.
std::optional<std::string> terminal_size();

/// Keys go through as they are, also Ctrl-C. The terminal is as it was when this ends, also when
/// the process is killed: a process of its own, which ends with us, sees to that.
class RawTerminal {
 public:
  /// For a terminal in whose foreground this process is. Throws Error (failed) when it cannot be
  /// read.
  explicit RawTerminal(int terminal);
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

  /// For a while, as when this process is stopped.
  void leave();
  void enter();

 private:
  void start_keeper();

  int terminal_;
  termios before_{};
  termios raw_{};
  OpenDescriptor keeper_line_;  ///< its end is our end
  pid_t keeper_ = -1;
};

/// Standard input, which may be a terminal that others use too.
class UserTerminal {
 public:
  /// `takes_keys`: all of them go to the guest, so the terminal is raw while it is ours.
  explicit UserTerminal(bool takes_keys);

  /// Whether we may read from it: it is no terminal, or we are in its foreground. Takes a terminal
  /// that has become ours. Throws Error (failed) when it cannot be set.
  bool is_ours();

  /// It is a terminal in whose background we are, so that is_ours() is to be asked again.
  bool waits() const { return is_terminal_ && !has_foreground_; }

  /// Every key goes to the guest.
  bool is_raw() const { return is_terminal_ && has_foreground_ && raw_.has_value(); }

  /// Stops this process, as Ctrl-Z does, until someone lets it go on; nothing where nobody could.
  void suspend();

  /// This process was stopped, and whoever stopped it may have set the terminal.
  void look_again() { has_foreground_ = false; }

 private:
  bool is_terminal_;
  bool takes_keys_;
  bool has_foreground_ = false;
  std::optional<RawTerminal> raw_;  ///< once it has been ours
};

}  // namespace oci2boot

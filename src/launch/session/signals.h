// SPDX-License-Identifier: Apache-2.0
// Signals as bytes of a pipe, so that one poll(2) waits for them as for all else.
#pragma once

#include <array>
#include <csignal>
#include <vector>

#include "src/launch/process.h"

namespace oci2boot {

/// While it lives, what users and terminals send is noted; what was ignored before stays ignored.
/// There is one of it at a time. No system call is restarted: whoever waits gets to know.
class SessionSignals {
 public:
  SessionSignals();
  ~SessionSignals();
  SessionSignals(const SessionSignals&) = delete;
  SessionSignals& operator=(const SessionSignals&) = delete;

  /// Readable when there are some.
  int descriptor() const { return pipe_.ours.number(); }

  /// Those that came since it was last asked, in that order.
  std::vector<int> take();

 private:
  static constexpr std::array kSignals = {SIGINT,  SIGTERM,  SIGHUP, SIGQUIT,
                                          SIGTSTP, SIGWINCH, SIGCONT};
  DescriptorPair pipe_;
  std::array<struct sigaction, kSignals.size()> before_{};
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// Being told to stop where just stopping would leave something behind without a word.
#pragma once

#include <array>
#include <csignal>

#include "oci2boot/error.h"

namespace oci2boot {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP is only noted; the second one ends the
/// process. One that is ignored stays so. There is one of it at a time.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// 0: none yet.
  static int caught();

 private:
  static constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, kSignals.size()> before_{};
};

/// Work was ended by such a signal. The process is to end by it too, once the message was told:
/// shells then end what they were doing.
class Interrupted : public Error {
 public:
  Interrupted(const Error& error, int signal) : Error(error), signal_(signal) {}
  int signal() const { return signal_; }

 private:
  int signal_;
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/stop_signals.h"

namespace oci2boot {
namespace {

volatile std::sig_atomic_t caught_signal = 0;

void note_signal(int signal) {
  caught_signal = signal;
}

}  // namespace

StopSignals::StopSignals() {
  caught_signal = 0;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler == SIG_IGN) continue;  // as nohup(1) has it
    struct sigaction noted {};
    noted.sa_handler = note_signal;
    noted.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
    sigemptyset(&noted.sa_mask);
    sigaction(kSignals[i], &noted, nullptr);
  }
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
}

int StopSignals::caught() {
  return caught_signal;
}

}  // namespace oci2boot

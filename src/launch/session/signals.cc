// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace oci2boot {

namespace {

volatile std::sig_atomic_t noting_pipe = -1;

void note_signal(int signal) {
  const int before = errno;
  const char byte = static_cast<char>(signal);
  (void)!::write(noting_pipe, &byte, 1);  // a full pipe has enough of them
  errno = before;
}

}  // namespace

SessionSignals::SessionSignals() : pipe_(pipe_from_child()) {
  for (const int end : {pipe_.ours.number(), pipe_.theirs.number()}) {
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
  noting_pipe = pipe_.theirs.number();
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler == SIG_IGN) continue;
    struct sigaction noted {};
    noted.sa_handler = note_signal;
    sigemptyset(&noted.sa_mask);
    sigaction(kSignals[i], &noted, nullptr);
  }
}

SessionSignals::~SessionSignals() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  noting_pipe = -1;
}

std::vector<int> SessionSignals::take() {
  std::array<char, 64> bytes{};
  const ssize_t count = ::read(descriptor(), bytes.data(), bytes.size());
  std::vector<int> signals;
  for (ssize_t i = 0; i < count; ++i) signals.push_back(bytes[static_cast<std::size_t>(i)]);
  return signals;
}

}  // namespace oci2boot

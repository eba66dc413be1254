// SPDX-License-Identifier: Apache-2.0
#include "src/init/ending.h"

#include <signal.h>
#include <sys/wait.h>

struct Ending ending_of(int wait_status, int stop_sent) {
  struct Ending ending = {.stop_requested = stop_sent != 0};
  if (!WIFSIGNALED(wait_status)) {
    ending.status = WEXITSTATUS(wait_status);
    return ending;
  }
  ending.signal = WTERMSIG(wait_status);
  bool by_us = ending.stop_requested && (ending.signal == stop_sent || ending.signal == SIGKILL);
  ending.status = by_us ? 0 : 128 + ending.signal;
  return ending;
}

bool is_crash(const struct Ending* ending) {
  enum { kHighestSignal = 64 };
  int signal = ending->status - 128;
  return signal > 0 && signal <= kHighestSignal && !ending->stop_requested;
}

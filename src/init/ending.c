// SPDX-License-Identifier: Apache-2.0
#include "src/init/ending.h"

#include <signal.h>
#include <sys/wait.h>

struct Ending plain_ending_of(int wait_status, bool stop_requested) {
  struct Ending ending = {.stop_requested = stop_requested};
  if (WIFSIGNALED(wait_status)) {
    ending.signal = WTERMSIG(wait_status);
    ending.status = 128 + ending.signal;
  } else {
    ending.status = WEXITSTATUS(wait_status);
  }
  return ending;
}

struct Ending ending_of(int wait_status, int stop_sent) {
  struct Ending ending = plain_ending_of(wait_status, stop_sent != 0);
  bool by_us = ending.stop_requested && (ending.signal == stop_sent || ending.signal == SIGKILL);
  if (by_us) ending.status = 0;
  return ending;
}

struct Ending hanging_ending(void) {
  return (struct Ending){.status = 128 + SIGKILL, .signal = SIGKILL, .stop_requested = true};
}

bool is_fault(const struct Ending* ending) {
  switch (ending->status - 128) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGPIPE:
    case SIGTERM:
      return false;
    default:
      return is_crash(ending);
  }
}

bool is_crash(const struct Ending* ending) {
  enum { kHighestSignal = 64 };
  int signal = ending->status - 128;
  return signal > 0 && signal <= kHighestSignal && !ending->stop_requested;
}

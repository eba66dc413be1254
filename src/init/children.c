// SPDX-License-Identifier: Apache-2.0
#include "src/init/children.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/init/clock.h"

pid_t reap_until(int64_t deadline_ms, int* wait_status) {
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  for (;;) {
    pid_t pid = waitpid(-1, wait_status, WNOHANG);
    if (pid != 0) return pid;
    const struct timespec wait = time_until(deadline_ms);
    if (sigtimedwait(&child_signal, NULL, &wait) < 0 && errno == EAGAIN) return 0;
  }
}

bool run_with_deadline(void (*work)(void), int64_t duration_ms) {
  int64_t deadline = now_ms() + duration_ms;
  int wait_status;
  pid_t ended;
  pid_t worker = fork();
  if (worker == 0) {
    work();
    _exit(0);
  }
  if (worker < 0) return false;
  do {
    ended = reap_until(deadline, &wait_status);
  } while (ended > 0 && ended != worker);
  return ended == worker;
}

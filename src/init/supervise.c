// SPDX-License-Identifier: Apache-2.0
#include "src/init/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/init/clock.h"
#include "src/init/console.h"
#include "src/init/log.h"
#include "src/init/signal_mask.h"

enum { kGraceMs = 10000, kKillMs = 5000 };

static bool program_ignores(pid_t program, int signal) {
  char path[64];
  char text[4096];
  snprintf(path, sizeof path, "/proc/%d/status", (int)program);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t size = read(fd, text, sizeof text - 1);
  close(fd);
  if (size < 0) return false;
  text[size] = '\0';
  return ignores_signal(text, signal);
}

void stop_program(struct Supervision* supervision) {
  if (supervision->stage != kRunning) return;
  int signal = supervision->stop_signal;
  if (program_ignores(supervision->program, signal)) signal = SIGHUP;
  kill(supervision->program, signal);
  kill(supervision->program, SIGCONT);     // a program that is stopped gets no signal
  terminal_resume(supervision->terminal);  // nor does it say its last words to a terminal that is
  supervision->stop_sent = signal;
  supervision->stage = kStopping;
  supervision->deadline_ms = now_ms() + kGraceMs;
}

void take_signal(struct Supervision* supervision, int signal) {
  switch (signal) {
    case SIGTERM:
    case SIGINT:
    case SIGPWR:
    case SIGUSR1:
    case SIGUSR2:
      stop_program(supervision);
      break;
    case SIGHUP:
    case SIGQUIT:
    case SIGWINCH:
    case SIGCONT:
      kill(supervision->program, signal);
      break;
    default:
      break;  // SIGCHLD wakes us, nothing else is meant for an init
  }
}

// True while it is worth to wait on.
static bool take_deadline(struct Supervision* supervision) {
  if (supervision->stage == kRunning || now_ms() < supervision->deadline_ms) return true;
  if (supervision->stage == kKilled) return false;
  kill(supervision->program, SIGKILL);
  supervision->stage = kKilled;
  supervision->deadline_ms = now_ms() + kKillMs;
  log_line("the program has not ended after signal %d: killed it", supervision->stop_sent);
  return true;
}

static void reap(struct Supervision* supervision) {
  int wait_status;
  pid_t pid;
  while ((pid = waitpid(-1, &wait_status, WNOHANG)) > 0) {
    if (pid != supervision->program) continue;
    supervision->has_ended = true;
    supervision->wait_status = wait_status;
  }
}

bool goes_on(struct Supervision* supervision) {
  reap(supervision);
  if (supervision->has_ended) return false;
  if (take_deadline(supervision)) return true;
  log_line("the program hangs in the kernel and cannot be killed");
  return false;
}

const int64_t* next_deadline(const struct Supervision* supervision) {
  return supervision->stage == kRunning ? NULL : &supervision->deadline_ms;
}

static int wait_for_signal(const int64_t* deadline_ms) {
  sigset_t all;
  sigfillset(&all);
  const struct timespec time = time_until(deadline_ms == NULL ? 0 : *deadline_ms);
  return sigtimedwait(&all, NULL, deadline_ms == NULL ? NULL : &time);
}

struct Ending supervise(pid_t program, int stop_signal) {
  struct Supervision supervision = {
      .program = program, .stop_signal = stop_signal, .terminal = STDERR_FILENO};
  while (goes_on(&supervision)) {
    int signal = wait_for_signal(next_deadline(&supervision));
    if (signal > 0) take_signal(&supervision, signal);
  }
  return supervision.has_ended ? ending_of(supervision.wait_status, supervision.stop_sent)
                               : hanging_ending();
}

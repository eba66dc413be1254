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

enum Stage { kRunning, kStopping, kKilled };

struct Supervision {
  pid_t program;
  int stop_signal;
  int stop_sent;  // 0: nothing yet
  enum Stage stage;
  int64_t deadline_ms;  // of the present stage, unless it is kRunning
};

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

static void stop(struct Supervision* supervision) {
  if (supervision->stage != kRunning) return;
  int signal = supervision->stop_signal;
  if (program_ignores(supervision->program, signal)) signal = SIGHUP;
  kill(supervision->program, signal);
  kill(supervision->program, SIGCONT);  // a program that is stopped gets no signal
  terminal_resume(STDERR_FILENO);       // nor does it say its last words to a terminal that is
  supervision->stop_sent = signal;
  supervision->stage = kStopping;
  supervision->deadline_ms = now_ms() + kGraceMs;
}

static void take_signal(struct Supervision* supervision, int signal) {
  switch (signal) {
    case SIGTERM:
    case SIGINT:
    case SIGPWR:
    case SIGUSR1:
    case SIGUSR2:
      stop(supervision);
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

// Reaps whoever has ended; true when the program is among them.
static bool reap(pid_t program, int* program_status) {
  bool ended = false;
  int wait_status;
  pid_t pid;
  while ((pid = waitpid(-1, &wait_status, WNOHANG)) > 0) {
    if (pid != program) continue;
    ended = true;
    *program_status = wait_status;
  }
  return ended;
}

static void wait_for_signal(struct Supervision* supervision) {
  sigset_t all;
  int signal;
  sigfillset(&all);
  if (supervision->stage == kRunning) {
    signal = sigwaitinfo(&all, NULL);
  } else {
    const struct timespec wait = time_until(supervision->deadline_ms);
    signal = sigtimedwait(&all, NULL, &wait);
  }
  if (signal > 0) take_signal(supervision, signal);
}

struct Ending supervise(pid_t program, int stop_signal) {
  struct Supervision supervision = {.program = program, .stop_signal = stop_signal};
  int wait_status;
  bool ended;
  while (!(ended = reap(program, &wait_status)) && take_deadline(&supervision)) {
    wait_for_signal(&supervision);
  }
  if (ended) return ending_of(wait_status, supervision.stop_sent);
  log_line("the program hangs in the kernel and cannot be killed");
  return (struct Ending){.status = 128 + SIGKILL, .signal = SIGKILL, .stop_requested = true};
}

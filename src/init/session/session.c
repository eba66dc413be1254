// SPDX-License-Identifier: Apache-2.0
#include "src/init/session/session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/init/clock.h"
#include "src/init/log.h"
#include "src/init/program.h"
#include "src/init/session/pump.h"
#include "src/init/supervise.h"

enum { kOwnFailure = 125, kTermMs = 2000, kKillMs = 2000, kGoneMs = 10000, kLogBytes = 256 << 10 };

// All zero, so that PID 1's file does not carry it.
static struct Session session;

void begin_session(void) {
  int ends[2];
  session.link.fd = -1;
  session.log = -1;
  session.signals = -1;
  session.channels = (struct Channels){.input = -1, .output = -1, .errors = -1};
  // O_DIRECT: each line is read by itself.
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK | O_DIRECT) != 0) return;
  fcntl(ends[1], F_SETPIPE_SZ, kLogBytes);
  session.log = ends[0];
  log_to_session(ends[1]);
}

static bool meet_host(void) {
  static bool is_tried;
  if (!is_tried && link_open(&session.link)) link_send(&session.link, SESSION_READY, 0);
  is_tried = true;
  return session.link.fd >= 0;
}

// For good: whoever restarts the host does so sooner.
static bool host_is_gone(void) {
  int64_t since = session.link.down_since_ms;
  return since != 0 && now_ms() - since >= kGoneMs;
}

// True when no child of PID 1 is left.
static bool reap_all(void) {
  pid_t pid;
  while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) continue;
  return pid < 0 && errno == ECHILD;
}

// Passes on all that has been said, however slowly the host takes it.
static void drain(void) {
  for (;;) {
    pump(&session);
    if (is_drained(&session) || host_is_gone()) return;
    wait_for_work(&session, NULL);
  }
}

// True when all children of PID 1 have ended in time.
static bool outlast_children(int64_t duration_ms) {
  const int64_t deadline = now_ms() + duration_ms;
  for (;;) {
    pump(&session);
    if (reap_all()) return true;
    if (now_ms() >= deadline) return false;
    wait_for_work(&session, &deadline);
  }
}

// What the program has left behind ends with it, as in a container.
static void end_others(void) {
  kill(-1, SIGTERM);
  kill(-1, SIGCONT);
  if (outlast_children(kTermMs)) return;
  kill(-1, SIGKILL);
  // What hangs in the kernel keeps its ends of the pipes, and says nothing more.
  session.takes_what_is_there = !outlast_children(kKillMs);
}

static struct Ending follow(pid_t program, int stop_signal) {
  struct Supervision supervision = {.program = program,
                                    .stop_signal = stop_signal,
                                    .terminal = session.channels.contact.terminal};
  session.supervision = &supervision;
  for (;;) {
    pump(&session);
    if (!goes_on(&supervision)) break;
    wait_for_work(&session, next_deadline(&supervision));
  }
  session.supervision = NULL;
  return supervision.has_ended
             ? plain_ending_of(supervision.wait_status, supervision.stop_sent != 0)
             : hanging_ending();
}

bool run_in_session(const struct Plan* plan, struct Ending* ending, int* failure_status) {
  sigset_t all;
  *failure_status = kOwnFailure;
  if (!open_channels(plan->terminal, &session.channels)) return false;
  pid_t program = start_program(plan, &session.channels.contact, failure_status);
  give_channels_away(&session.channels);
  if (program == 0) {
    end_channels(&session.channels);
    return false;
  }
  *failure_status = kOwnFailure;
  // Meanwhile the program begins.
  if (!meet_host()) return false;
  input_begin(&session.input);
  sigfillset(&all);
  session.signals = signalfd(-1, &all, SFD_NONBLOCK | SFD_CLOEXEC);
  *ending = follow(program, plan->stop_signal);
  end_channels(&session.channels);
  end_others();
  drain();
  return true;
}

// On the console, as the host will never hear of it.
static void print_lines(void) {
  char line[1024];
  ssize_t size;
  log_to_session(-1);
  while (session.log >= 0 && (size = read(session.log, line, sizeof line)) > 0) {
    log_line("%.*s", (int)size, line);
  }
}

void end_session(int status) {
  if (!meet_host()) {
    print_lines();
    return;
  }
  drain();
  int size = snprintf(link_payload(&session.link), SESSION_MAX_PAYLOAD, "%d", status);
  link_send(&session.link, SESSION_EXIT, (size_t)size);
  for (;;) {
    pump(&session);
    if (session.has_bye || host_is_gone()) break;
    wait_for_work(&session, NULL);
  }
  log_to_session(-1);
}

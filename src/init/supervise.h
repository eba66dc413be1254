// SPDX-License-Identifier: Apache-2.0
// PID 1 while the program runs: orphans, signals, and the way to the program's end.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "src/init/ending.h"

enum SupervisionStage { kRunning, kStopping, kKilled };

struct Supervision {
  pid_t program;
  int stop_signal;
  int terminal;   // the program's, or anything else
  int stop_sent;  // 0: nothing yet
  enum SupervisionStage stage;
  int64_t deadline_ms;  // of the present stage, unless it is kRunning
  bool has_ended;       // wait_status is of waitpid()
  int wait_status;
};

// Makes the program get its stop signal, and SIGKILL when that was ten seconds ago. A program that
// ignores its stop signal, as interactive shells do, gets SIGHUP in its place.
void stop_program(struct Supervision* supervision);

// Does what `signal` means to an init: TERM, INT, PWR, USR1, USR2 (busybox sends the last two and
// the first for halt, poweroff and reboot, the kernel INT for Ctrl-Alt-Del) stop the program. HUP,
// QUIT, WINCH and CONT are passed on.
void take_signal(struct Supervision* supervision, int signal);

// Reaps who has ended, and looks at the time. True while the program is worth to wait on: it has
// not ended, nor does it hang in the kernel.
bool goes_on(struct Supervision* supervision);

// When goes_on() has something to do even if nothing happens (see clock.h); NULL: never.
const int64_t* next_deadline(const struct Supervision* supervision);

// Waits until `program` has ended, whose terminal is the console.
struct Ending supervise(pid_t program, int stop_signal);

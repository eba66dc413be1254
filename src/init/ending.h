// SPDX-License-Identifier: Apache-2.0
// How the program has ended, and what that means to the host.
#pragma once

#include <stdbool.h>

struct Ending {
  int status;           // as a shell has it: the exit status, or 128 and the signal
  int signal;           // 0: it has exited by itself
  bool stop_requested;  // somebody wanted the machine to stop
};

// What `wait_status`, which waitpid() has returned, says. `stop_sent` is the signal that was to
// stop the program; 0: it was not to stop. A program that this signal has ended, or the SIGKILL
// that follows it, has done what it was asked to: its status is 0. One that exits keeps its own.
struct Ending ending_of(int wait_status, int stop_sent);

// The same in a session, whose host wants to know what became of the program: 128 and the signal,
// also when that was asked for.
struct Ending plain_ending_of(int wait_status, bool stop_requested);

// Of a program that not even SIGKILL ends.
struct Ending hanging_ending(void);

// Whether it was ended by a signal of which somebody who waits for the program should hear more
// than the status: not by one that people, terminals and pipes end programs with.
bool is_fault(const struct Ending* ending);

// Whether a signal has ended it that nobody had asked for; also where a shell in between says so by
// its status.
bool is_crash(const struct Ending* ending);

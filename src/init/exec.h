// SPDX-License-Identifier: Apache-2.0
// Becoming another program, and saying why that did not work.
#pragma once

#include <limits.h>

// Docker's exit statuses for a program that never ran: it is there but cannot be run, or there is
// nothing to run.
enum { kStatusNotRunnable = 126, kStatusNotFound = 127 };

struct ExecFailure {
  int error;            // errno
  char path[PATH_MAX];  // the file that it is about
};

// As execvpe(): args[0] is looked for in environment's PATH when it has no slash. Unlike there, a
// file of no known format is not given to a shell (neither does docker). Returns only on failure.
void exec_program(const char* const* args, const char* const* environment,
                  struct ExecFailure* failure);

// Prints one line that says what is wrong with what, and returns the status for it. `name` is
// args[0].
int explain_exec_failure(const char* name, const struct ExecFailure* failure);

// SPDX-License-Identifier: Apache-2.0
// Why a program did not run, in one sentence.
#pragma once

#include <limits.h>

// Docker's exit statuses for a program that never ran: it is there but cannot be run, or there is
// nothing to run.
enum { kStatusNotRunnable = 126, kStatusNotFound = 127 };

struct ExecFailure {
  int error;            // errno
  char path[PATH_MAX];  // the file that it is about; empty: none was found
};

// Prints one line that says what is wrong with what, and returns the status for it. `name` is
// args[0]. What the kernel means is found out by following a script to its interpreter and a
// program to its loader: any of them may be missing, or made for another machine.
int explain_exec_failure(const char* name, const struct ExecFailure* failure);

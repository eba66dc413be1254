// SPDX-License-Identifier: Apache-2.0
// Becoming another program.
#pragma once

#include "src/init/exec_failure.h"

// As execvpe(): args[0] is looked for in environment's PATH when it has no slash. Unlike there, a
// file of no known format is not given to a shell (neither does docker). Returns only on failure.
void exec_program(const char* const* args, const char* const* environment,
                  struct ExecFailure* failure);

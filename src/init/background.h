// SPDX-License-Identifier: Apache-2.0
// Small jobs that go on beside what the machine is for, each in a process of its own.
#pragma once

#include <sys/types.h>

// Calls `work` with `argument` in a child that `ps` shows by `name` (15 bytes of it), that any
// signal ends, and that belongs to no terminal. Its end is reaped by whoever PID 1 is by then.
// Returns the child's process id, or -1 with errno.
pid_t start_background(const char* name, void (*work)(void*), void* argument);

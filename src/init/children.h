// SPDX-License-Identifier: Apache-2.0
// Children that end: PID 1 inherits every orphan of the machine. All signals must be blocked.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// Reaps one child and waits for it until `deadline_ms` (see clock.h). Returns its process id, 0
// when the deadline has passed, -1 when there are no children.
pid_t reap_until(int64_t deadline_ms, int* wait_status);

// Runs `work` in a process of its own and waits for it, but no longer than `duration_ms`: for what
// a dead disk, a dead server or a stopped console may block for ever. Whoever else ends meanwhile
// is reaped. False when it has not come to its end.
bool run_with_deadline(void (*work)(void), int64_t duration_ms);

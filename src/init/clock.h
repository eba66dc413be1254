// SPDX-License-Identifier: Apache-2.0
// Time as deadlines need it. Whatever PID 1 waits for, it waits for only so long.
#pragma once

#include <stdint.h>
#include <time.h>

// Milliseconds since some fixed point.
int64_t now_ms(void);

// From now until `deadline_ms`, zero when that is past.
struct timespec time_until(int64_t deadline_ms);

void sleep_ms(int64_t duration);

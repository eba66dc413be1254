// SPDX-License-Identifier: Apache-2.0
// Which signals a process ignores.
#pragma once

#include <stdbool.h>

// Whether `signal` is in the SigIgn line of `text`, a /proc/PID/status.
bool ignores_signal(const char* text, int signal);

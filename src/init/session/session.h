// SPDX-License-Identifier: Apache-2.0
// A session from PID 1's side: a program that is connected to a host which waits for it.
// session_format.h says what the two tell each other.
#pragma once

#include <stdbool.h>

#include "src/init/ending.h"
#include "src/init/plan.h"

// What PID 1 says goes to the host from here on, as soon as there is a way to it.
void begin_session(void);

// Runs the plan's program to its end, and then ends whatever it has left behind: all that they have
// written is on its way to the host then. False when it could not be started, with a status to
// report, and a line said; also when the host cannot be reached, and then it runs until
// shut_down().
bool run_in_session(const struct Plan* plan, struct Ending* ending, int* failure_status);

// Tells the host the status, which is the session's end, and waits until it has heard it. What PID
// 1 says is for the console again.
void end_session(int status);

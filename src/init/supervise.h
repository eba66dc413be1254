// SPDX-License-Identifier: Apache-2.0
// PID 1 while the program runs.
#pragma once

#include <sys/types.h>

#include "src/init/ending.h"

// Reaps every orphan until `program` has ended.
//
// A signal that means "stop" to an init (TERM, INT, PWR, USR1, USR2: busybox sends the last two and
// the first for halt, poweroff and reboot, the kernel INT for Ctrl-Alt-Del) makes the program get
// `stop_signal`, and SIGKILL when that was ten seconds ago. A program that ignores its stop signal,
// as interactive shells do, gets SIGHUP in its place. HUP, QUIT, WINCH and CONT are passed on.
struct Ending supervise(pid_t program, int stop_signal);

// SPDX-License-Identifier: Apache-2.0
// The console, which the kernel's command line chooses, and the terminal behind it.
#pragma once

#include <limits.h>

// Puts standard input, output and error on /dev/console (on /dev/null where there is none). The
// kernel has done so only if the initramfs had that node and the driver was there at the time.
void console_attach(void);

// Gives the console the size that the kernel's command line says; without one 24 rows of 80
// columns, unless it has a size already. A serial line has none: stty fails on it, and what draws a
// screen has nothing to go by. The size is gone when nobody has the console open any more.
void console_set_size(void);

struct Terminal {
  int fd;                   // -1: none
  char name[NAME_MAX + 1];  // "ttyS0"; empty: none
};

// Makes the terminal behind /dev/console the controlling terminal of this process and a new
// session, in a sane state. /dev/console itself can be nobody's controlling terminal. Without a
// terminal everything but job control works.
//
// PID 1 leads the session and not the program, because the kernel hangs a terminal up when its
// session's leader ends, and a serial port then drops what it has not sent yet: the last words of
// the program.
void terminal_control(struct Terminal* terminal);

// Output goes on where somebody (Ctrl-S, tcflow) has stopped it.
void terminal_resume(int fd);

// Output that flows, and echo, line editing, signals and new lines as a person expects them, and a
// program may have changed them.
void terminal_make_sane(int fd);

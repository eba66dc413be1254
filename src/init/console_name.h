// SPDX-License-Identifier: Apache-2.0
// What the kernel calls its consoles.
#pragma once

#include <limits.h>
#include <stdbool.h>

// The last name in what /sys/class/tty/console/active says: the one that /dev/console is. False
// when there is none that could be a file in /dev.
bool last_console(const char* active, char name[NAME_MAX + 1]);

// What TERM is when the image does not say. The kernel's own terminals are "linux"; at the other
// end of anything else sits, in this century, an emulator of xterm, which is also what docker says.
const char* terminal_type(const char* name);

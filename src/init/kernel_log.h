// SPDX-License-Identifier: Apache-2.0
// What the kernel says while the program runs: it knows why one was killed (a wrong address, no
// memory left), and with "quiet" the console does not show it.
#pragma once

// From here on. Returns a descriptor, or -1 where there is no such log.
int open_kernel_log(void);

// Prints the last lines, ten at most, that have come since and that the console has not shown.
void print_kernel_log(int log);

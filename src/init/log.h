// SPDX-License-Identifier: Apache-2.0
// What PID 1 has to say, on the console.
#pragma once

// Prints one line, "oci2boot: " first. Control characters in it become '?', so that a name from the
// image can neither break the line nor drive the terminal.
void log_line(const char* format, ...) __attribute__((format(printf, 1, 2)));

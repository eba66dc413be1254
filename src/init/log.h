// SPDX-License-Identifier: Apache-2.0
// What PID 1 has to say, on the console or to the host of a session.
#pragma once

// How a format takes a name that comes from the image or the plan: a screen has room for more.
#define LOG_NAME "%.200s"

// Prints one line, "oci2boot: " first, made printable. A console that takes nothing (stopped with
// Ctrl-S, a line that nobody reads) delays it for two seconds at most; then the line is lost.
void log_line(const char* format, ...) __attribute__((format(printf, 1, 2)));

// From now on each line, without prefix and newline, is one write to `pipe`, which must not block:
// a line that it does not take is lost. Also for processes that are forked from now on.
void log_to_session(int pipe);

// SPDX-License-Identifier: Apache-2.0
#include "src/init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/init/clock.h"
#include "src/init/printable.h"

enum { kPatienceMs = 2000, kPollMs = 10 };

// Usually one write, so that the line stays whole beside what the program prints. False when the
// console has not taken it all by the deadline. There is nobody to tell of other failures.
static bool write_until(int64_t deadline_ms, const char* text, size_t size) {
  while (size > 0) {
    ssize_t count = write(STDERR_FILENO, text, size);
    if (count < 0 && errno != EAGAIN) return true;
    if (count > 0) {
      text += count;
      size -= (size_t)count;
      continue;
    }
    if (now_ms() >= deadline_ms) return false;
    sleep_ms(kPollMs);
  }
  return true;
}

// A console that was stuck once is not waited for again: a machine with much to say still starts
// and stops.
static void print(const char* line, size_t size) {
  static bool is_stuck = false;
  int flags = fcntl(STDERR_FILENO, F_GETFL);
  fcntl(STDERR_FILENO, F_SETFL, flags | O_NONBLOCK);
  is_stuck = !write_until(now_ms() + (is_stuck ? 0 : kPatienceMs), line, size);
  // Who becomes the image's init, or has no terminal, hands this very descriptor on.
  fcntl(STDERR_FILENO, F_SETFL, flags);
}

static int session_pipe = -1;

void log_to_session(int pipe) {
  session_pipe = pipe;
}

void log_line(const char* format, ...) {
  static const char kPrefix[] = "oci2boot: ";
  char line[1024];
  size_t size = sizeof kPrefix - 1;
  memcpy(line, kPrefix, size);

  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line + size, sizeof line - size, format, arguments);
  va_end(arguments);
  if (length < 0) return;

  make_printable(line);
  if (session_pipe >= 0) {
    ssize_t ignored = write(session_pipe, line + size, strlen(line + size));
    (void)ignored;
    return;
  }
  size = strlen(line);
  line[size++] = '\n';  // over the terminating NUL
  print(line, size);
}

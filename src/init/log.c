// SPDX-License-Identifier: Apache-2.0
#include "src/init/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

  for (size = 0; line[size] != '\0'; ++size) {
    if ((unsigned char)line[size] < ' ' || line[size] == 0x7f) line[size] = '?';
  }
  line[size++] = '\n';  // over the terminating NUL
  // One write, so that the line stays whole beside what the program prints. There is nobody to tell
  // when the console does not take it.
  ssize_t ignored = write(STDERR_FILENO, line, size);
  (void)ignored;
}

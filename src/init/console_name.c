// SPDX-License-Identifier: Apache-2.0
#include "src/init/console_name.h"

#include <string.h>

bool last_console(const char* active, char name[NAME_MAX + 1]) {
  size_t end = strlen(active);
  while (end > 0 && (active[end - 1] == '\n' || active[end - 1] == ' ')) --end;
  size_t begin = end;
  while (begin > 0 && active[begin - 1] != ' ') --begin;
  size_t size = end - begin;
  if (size == 0 || size > NAME_MAX || memchr(active + begin, '/', size) != NULL) return false;
  memcpy(name, active + begin, size);
  name[size] = '\0';
  return true;
}

const char* terminal_type(const char* name) {
  bool of_the_kernel = strncmp(name, "tty", 3) == 0 && name[3] >= '0' && name[3] <= '9';
  return of_the_kernel ? "linux" : "xterm";
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/text_file.h"

#include <fcntl.h>
#include <unistd.h>

bool read_text_file(const char* path, char* text, size_t capacity) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t size = read(fd, text, capacity - 1);
  close(fd);
  if (size <= 0) return false;
  text[size] = '\0';
  return true;
}

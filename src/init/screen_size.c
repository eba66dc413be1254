// SPDX-License-Identifier: Apache-2.0
#include "src/init/screen_size.h"

#include <string.h>

#include "src/init/command_line.h"
#include "src/init/decimal.h"

enum { kMaxSize = 9999 };

const struct ScreenSize kUsualScreen = {.rows = 24, .columns = 80};

static bool parse_value(struct Bytes value, struct ScreenSize* screen) {
  unsigned long rows, columns;
  const char* x = memchr(value.data, 'x', value.size);
  if (x == NULL) return false;
  size_t before = (size_t)(x - value.data);
  size_t behind = value.size - before - 1;
  if (!parse_decimal(value.data, before, kMaxSize, &rows) || rows == 0) return false;
  if (!parse_decimal(x + 1, behind, kMaxSize, &columns) || columns == 0) return false;
  screen->rows = (unsigned short)rows;
  screen->columns = (unsigned short)columns;
  return true;
}

bool parse_screen_size(const char* command_line, struct ScreenSize* size) {
  struct KernelArgument argument;
  bool found = false;
  while (next_kernel_argument(&command_line, &argument)) {
    if (argument.value.data == NULL || !is_argument(&argument, "oci2boot.size")) continue;
    found |= parse_value(argument.value, size);
  }
  return found;
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/screen_size.h"

#include <string.h>

#include "src/init/command_line.h"
#include "src/init/decimal.h"

enum { kMaxSize = 9999 };

const struct ScreenSize kUsualScreen = {.rows = 24, .columns = 80};

bool parse_rows_and_columns(struct Bytes text, struct ScreenSize* size) {
  unsigned long rows, columns;
  const char* x = text.size == 0 ? NULL : memchr(text.data, 'x', text.size);
  if (x == NULL) return false;
  size_t before = (size_t)(x - text.data);
  size_t behind = text.size - before - 1;
  if (!parse_decimal(text.data, before, kMaxSize, &rows) || rows == 0) return false;
  if (!parse_decimal(x + 1, behind, kMaxSize, &columns) || columns == 0) return false;
  size->rows = (unsigned short)rows;
  size->columns = (unsigned short)columns;
  return true;
}

bool parse_screen_size(const char* command_line, struct ScreenSize* size) {
  struct KernelArgument argument;
  bool found = false;
  while (next_kernel_argument(&command_line, &argument)) {
    if (argument.value.data == NULL || !is_argument(&argument, "oci2boot.size")) continue;
    found |= parse_rows_and_columns(argument.value, size);
  }
  return found;
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/screen_size.h"

#include <string.h>

#include "src/init/decimal.h"

enum { kMaxSize = 9999 };

const struct ScreenSize kUsualScreen = {.rows = 24, .columns = 80};

static bool parse_value(const char* value, size_t size, struct ScreenSize* screen) {
  unsigned long rows, columns;
  const char* x = memchr(value, 'x', size);
  if (x == NULL) return false;
  size_t before = (size_t)(x - value);
  if (!parse_decimal(value, before, kMaxSize, &rows) || rows == 0) return false;
  if (!parse_decimal(x + 1, size - before - 1, kMaxSize, &columns) || columns == 0) return false;
  screen->rows = (unsigned short)rows;
  screen->columns = (unsigned short)columns;
  return true;
}

bool parse_screen_size(const char* command_line, struct ScreenSize* size) {
  static const char kBlanks[] = " \t\n";
  static const char kKey[] = "oci2boot.size=";
  bool found = false;
  const char* word = command_line + strspn(command_line, kBlanks);
  while (*word != '\0') {
    size_t length = strcspn(word, kBlanks);
    if (strncmp(word, kKey, sizeof kKey - 1) == 0) {
      found |= parse_value(word + sizeof kKey - 1, length - (sizeof kKey - 1), size);
    }
    word += length;
    word += strspn(word, kBlanks);
  }
  return found;
}

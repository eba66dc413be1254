// SPDX-License-Identifier: Apache-2.0
#include "src/init/decimal.h"

bool parse_decimal(const char* text, size_t size, unsigned long max, unsigned long* value) {
  unsigned long number = 0;
  for (size_t i = 0; i < size; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    unsigned long digit = (unsigned long)(text[i] - '0');
    if (digit > max || number > (max - digit) / 10) return false;
    number = number * 10 + digit;
  }
  *value = number;
  return size > 0;
}

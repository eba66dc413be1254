// SPDX-License-Identifier: Apache-2.0
#include "src/init/disk_bytes.h"

uint64_t little_endian(const char* bytes, unsigned size) {
  uint64_t value = 0;
  while (size-- > 0) value = value << 8 | (unsigned char)bytes[size];
  return value;
}

void print_uuid(const char bytes[kUuidSize], const unsigned char order[kUuidSize],
                char text[kUuidText]) {
  static const char kDigits[] = "0123456789abcdef";
  for (int i = 0; i < kUuidSize; ++i) {
    unsigned char byte = (unsigned char)bytes[order[i]];
    if (i == 4 || i == 6 || i == 8 || i == 10) *text++ = '-';
    *text++ = kDigits[byte >> 4];
    *text++ = kDigits[byte & 15];
  }
  *text = '\0';
}

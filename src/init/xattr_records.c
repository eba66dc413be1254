// SPDX-License-Identifier: Apache-2.0
#include "src/init/xattr_records.h"

#include <stdbool.h>
#include <stdint.h>

static bool take(struct Bytes* rest, size_t size, struct Bytes* part) {
  if (size > rest->size) return false;
  part->data = rest->data;
  part->size = size;
  rest->data += size;
  rest->size -= size;
  return true;
}

static uint32_t little_endian(const char* bytes) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | (unsigned char)bytes[i];
  return value;
}

enum XattrNext next_xattr(struct Bytes* rest, struct XattrRecord* record) {
  struct Bytes sizes;
  if (rest->size == 0) return kXattrEnd;
  if (!take(rest, 3 * sizeof(uint32_t), &sizes) ||
      !take(rest, little_endian(sizes.data), &record->path) ||
      !take(rest, little_endian(sizes.data + 4), &record->name) ||
      !take(rest, little_endian(sizes.data + 8), &record->value)) {
    return kXattrDamaged;
  }
  return kXattrRecord;
}

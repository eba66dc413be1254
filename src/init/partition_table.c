// SPDX-License-Identifier: Apache-2.0
#include "src/init/partition_table.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
  kGptEntries = 72,  // where they begin, in sectors; from the header
  kGptCount = 80,
  kGptEntrySize = 84,
  kGptHeaderSize = 92,
  kGptGuid = 16,  // in an entry, behind the type's
  kMbrSignature = 440,
  kMbrMark = 510,
  kMbrSize = 512,
  kMbrMagic = 0xAA55,
};

// `number` counts from 1.
static const char* gpt_entry(struct Bytes disk, unsigned sector_size, unsigned number) {
  if (disk.size < (size_t)sector_size + kGptHeaderSize) return NULL;
  const char* header = disk.data + sector_size;
  if (memcmp(header, "EFI PART", 8) != 0) return NULL;
  uint64_t sector = little_endian(header + kGptEntries, 8);
  uint64_t count = little_endian(header + kGptCount, 4);
  uint64_t size = little_endian(header + kGptEntrySize, 4);
  if (number > count || size < kGptGuid + kUuidSize || sector > disk.size) return NULL;
  // None of these wraps: sector and sector_size are small, the others have 32 bits.
  uint64_t begin = sector * sector_size + (number - 1) * size;
  if (begin > disk.size || disk.size - begin < kGptGuid + kUuidSize) return NULL;
  return disk.data + begin;
}

bool read_partition_uuid(struct Bytes disk, unsigned sector_size, unsigned number,
                         char text[kUuidText]) {
  // The first three parts of a GUID are little-endian integers.
  static const unsigned char kOrder[kUuidSize] = {3, 2, 1,  0,  5,  4,  7,  6,
                                                  8, 9, 10, 11, 12, 13, 14, 15};
  static const char kNone[kUuidSize];
  if (number == 0) return false;
  const char* entry = gpt_entry(disk, sector_size, number);
  if (entry != NULL) {
    print_uuid(entry + kGptGuid, kOrder, text);
    return memcmp(entry + kGptGuid, kNone, kUuidSize) != 0;
  }
  if (disk.size < kMbrSize || little_endian(disk.data + kMbrMark, 2) != kMbrMagic) return false;
  unsigned signature = (unsigned)little_endian(disk.data + kMbrSignature, 4);
  snprintf(text, kUuidText, "%08x-%02x", signature, number);
  return true;
}

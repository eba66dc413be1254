// SPDX-License-Identifier: Apache-2.0
#include "src/init/module_signature.h"

#include <stdint.h>
#include <string.h>

size_t size_without_signature(struct Bytes file) {
  static const char kMarker[] = "~Module signature appended~\n";
  enum { kMarkerSize = sizeof kMarker - 1, kRecordSize = 12, kSizeSize = 4 };
  if (file.size < kMarkerSize + kRecordSize) return file.size;
  const char* marker = file.data + file.size - kMarkerSize;
  if (memcmp(marker, kMarker, kMarkerSize) != 0) return file.size;
  const unsigned char* bytes = (const unsigned char*)marker - kSizeSize;
  uint32_t signature = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                       (uint32_t)bytes[2] << 8 | (uint32_t)bytes[3];
  size_t size = file.size - kMarkerSize - kRecordSize;
  return signature <= size ? size - signature : file.size;
}

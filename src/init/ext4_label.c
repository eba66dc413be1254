// SPDX-License-Identifier: Apache-2.0
#include "src/init/ext4_label.h"

#include <string.h>

enum {
  kSuperblock = 1024,
  kBlocksLow = kSuperblock + 0x04,
  kMagic = kSuperblock + 0x38,
  kIncompatible = kSuperblock + 0x60,
  kUuid = kSuperblock + 0x68,
  kLabel = kSuperblock + 0x78,
  kBlocksHigh = kSuperblock + 0x150,
  kSuperblockEnd = kSuperblock + 1024,
  kExt4Magic = 0xEF53,
  kFeature64Bit = 0x80,
  kLabelSize = 16,
};

bool read_ext4_label(struct Bytes disk, struct Ext4Label* label) {
  static const unsigned char kOrder[kUuidSize] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                  8, 9, 10, 11, 12, 13, 14, 15};
  if (disk.size < kSuperblockEnd || little_endian(disk.data + kMagic, 2) != kExt4Magic) {
    return false;
  }
  print_uuid(disk.data + kUuid, kOrder, label->uuid);
  memcpy(label->label, disk.data + kLabel, kLabelSize);
  label->label[kLabelSize] = '\0';
  label->blocks = little_endian(disk.data + kBlocksLow, 4);
  if ((little_endian(disk.data + kIncompatible, 4) & kFeature64Bit) != 0) {
    label->blocks |= little_endian(disk.data + kBlocksHigh, 4) << 32;
  }
  return true;
}

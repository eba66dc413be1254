// SPDX-License-Identifier: Apache-2.0
// What an ext2, ext3 or ext4 file system says of itself (fs/ext4/ext4.h, struct ext4_super_block).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "src/init/bytes.h"
#include "src/init/disk_bytes.h"

struct Ext4Label {
  char uuid[kUuidText];
  char label[17];   // empty: none
  uint64_t blocks;  // of the whole file system
};

// `disk` is the first bytes of a disk, 2048 or more. False when there is no such file system.
bool read_ext4_label(struct Bytes disk, struct Ext4Label* label);

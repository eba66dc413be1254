// SPDX-License-Identifier: Apache-2.0
// The disks and partitions that the kernel has found, and which of them is asked for.
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct BlockDevice {
  char path[sizeof "/dev/" + NAME_MAX];
  uint64_t size;         // bytes
  uint64_t ext4_blocks;  // of an ext4 file system on it; 0: it has none
};

// Looks for the device that `name` means: UUID= and LABEL= of an ext2, ext3 or ext4 file system,
// PARTUUID=, or /dev/NAME. Of several the first by name is it. False when there is none now.
bool find_block_device(const char* name, struct BlockDevice* device);

// What there is, for people: "vda (ext4, UUID=…, LABEL=…), vdb, sr0"; "none".
void describe_block_devices(char* text, size_t capacity);

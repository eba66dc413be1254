// SPDX-License-Identifier: Apache-2.0
// PARTUUID= of a partition, by its disk's table, as the kernel and blkid say it: the unique GUID of
// a GPT (UEFI specification, section 5.3), else "SSSSSSSS-NN" from the signature of an MBR.
#pragma once

#include <stdbool.h>

#include "src/init/bytes.h"
#include "src/init/disk_bytes.h"

// How much of a disk's beginning has both: a table of 128 entries of 128 bytes behind two sectors
// of 4096.
enum { kPartitionTableSize = 24576 };

// `disk` is the beginning of a disk with sectors of `sector_size`; `number` is the partition's,
// from 1. False when there is no table, or nothing of that number in it.
bool read_partition_uuid(struct Bytes disk, unsigned sector_size, unsigned number,
                         char text[kUuidText]);

// SPDX-License-Identifier: Apache-2.0
// The root on a disk: from the initramfs into it, as switch_root(8) does it.
#pragma once

#include <stdbool.h>

#include "src/init/plan.h"

// Waits for the disk that the plan or the kernel's command line names, mounts it, makes it as large
// as its disk where the plan says so, and makes it this machine's root, with the mounts of /dev,
// /proc and /sys. The initramfs is emptied, which gives its memory back. False when that is not
// possible; lines say why.
bool enter_root_disk(const struct Plan* plan);

// SPDX-License-Identifier: Apache-2.0
// Leaving the initramfs.
#pragma once

#include <stdbool.h>

// Makes `new_root`, where a file system is mounted, the root of this process and of the kernel,
// takes the kernel's file systems along and removes everything from the initramfs, which nobody
// sees any more. False, and a line, when it cannot be done.
bool switch_root(const char* new_root);

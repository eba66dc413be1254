// SPDX-License-Identifier: Apache-2.0
// The kernel's own small files in /proc and /sys.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// What the file says, in as far as `text` holds it, with a NUL behind it. False when it cannot be
// read or is empty.
bool read_text_file(const char* path, char* text, size_t capacity);

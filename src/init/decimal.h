// SPDX-License-Identifier: Apache-2.0
// Numbers in files: digits only, no sign, no space, nothing behind.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// True when all of `text` is a decimal number of at most `max`.
bool parse_decimal(const char* text, size_t size, unsigned long max, unsigned long* value);

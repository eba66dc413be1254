// SPDX-License-Identifier: Apache-2.0
// Integers and UUIDs as they lie on disks.
#pragma once

#include <stdint.h>

enum { kUuidSize = 16, kUuidText = 37 };

// An integer of `size` bytes, 8 at most.
uint64_t little_endian(const char* bytes, unsigned size);

// The UUID whose bytes, as its text has them, lie at the places that `order` says; lower case, with
// hyphens.
void print_uuid(const char bytes[kUuidSize], const unsigned char order[kUuidSize],
                char text[kUuidText]);

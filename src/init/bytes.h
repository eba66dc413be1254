// SPDX-License-Identifier: Apache-2.0
// A piece of memory that somebody else owns, and files as such pieces.
#pragma once

#include <stddef.h>

struct Bytes {
  const char* data;
  size_t size;
};

// Maps the regular file `path` for reading. Returns 0 or an errno value: EINVAL for what
// is no regular file (a FIFO would block PID 1 for ever), EFBIG for more than `limit` bytes.
int map_file(const char* path, size_t limit, struct Bytes* bytes);

// Gives that back. A file that is deleted while it is mapped keeps its file system from becoming
// read-only.
void unmap_file(struct Bytes bytes);

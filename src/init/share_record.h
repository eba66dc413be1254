// SPDX-License-Identifier: Apache-2.0
// What the plan says of a folder of the host: TYPE:TAG:ACCESS:PATH.
#pragma once

#include <stdbool.h>

struct Share {
  char type[16];  // of a file system, as mount(2) has it
  char tag[64];   // by which the host knows it
  bool read_only;
  const char* path;  // absolute; in the record's memory
};

// False when the record is none: a part is missing or too long, the access neither rw nor ro.
bool parse_share(const char* record, struct Share* share);

// SPDX-License-Identifier: Apache-2.0
// One record of /dev/kmsg (Documentation/ABI/testing/dev-kmsg of the kernel):
//
//     PRIORITY,SEQUENCE,MICROSECONDS,FLAGS[,...];MESSAGE
//      KEY=VALUE
#pragma once

#include <stdbool.h>

struct KernelRecord {
  int level;         // 0 (emergency) to 7 (debug)
  bool from_kernel;  // and not from a program that writes to /dev/kmsg
  unsigned long long microseconds;
  const char* message;  // in the record that was read, one line
};

// Reads a record, which ends with a NUL, and cuts it behind the message. False when it is none.
bool parse_kernel_record(char* text, struct KernelRecord* record);

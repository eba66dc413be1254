// SPDX-License-Identifier: Apache-2.0
#include "src/init/kernel_record.h"

#include <stdlib.h>
#include <string.h>

// Of syslog(2): the level in the lowest three bits, above them who it comes from, 0 being the
// kernel.
enum { kLevelMask = 7, kFacilityShift = 3 };

static bool take_number(char** rest, unsigned long long* number) {
  char* end;
  if (**rest < '0' || **rest > '9') return false;
  *number = strtoull(*rest, &end, 10);
  *rest = end;
  return *(*rest)++ == ',';
}

bool parse_kernel_record(char* text, struct KernelRecord* record) {
  unsigned long long priority, sequence;
  if (!take_number(&text, &priority) || !take_number(&text, &sequence)) return false;
  if (!take_number(&text, &record->microseconds)) return false;
  char* message = strchr(text, ';');
  if (message == NULL) return false;
  ++message;
  message[strcspn(message, "\n")] = '\0';
  record->level = (int)(priority & kLevelMask);
  record->from_kernel = priority >> kFacilityShift == 0;
  record->message = message;
  return true;
}

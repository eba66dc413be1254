// SPDX-License-Identifier: Apache-2.0
#include "src/init/signal_mask.h"

#include <stdlib.h>
#include <string.h>

bool ignores_signal(const char* text, int signal) {
  static const char kKey[] = "\nSigIgn:";
  const char* line = strstr(text, kKey);
  if (line == NULL) return false;
  unsigned long long mask = strtoull(line + sizeof kKey - 1, NULL, 16);
  return (mask >> (signal - 1) & 1) != 0;
}

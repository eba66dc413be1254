// SPDX-License-Identifier: Apache-2.0
#include "src/init/share_record.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

// Copies what stands before the next colon, and goes behind that.
static bool take_part(const char** rest, char* part, size_t capacity) {
  const char* colon = strchr(*rest, ':');
  if (colon == NULL || colon == *rest || (size_t)(colon - *rest) >= capacity) return false;
  size_t size = (size_t)(colon - *rest);
  memcpy(part, *rest, size);
  part[size] = '\0';
  *rest = colon + 1;
  return true;
}

bool parse_share(const char* record, struct Share* share) {
  char access[3];
  if (!take_part(&record, share->type, sizeof share->type)) return false;
  if (!take_part(&record, share->tag, sizeof share->tag)) return false;
  if (!take_part(&record, access, sizeof access)) return false;
  share->read_only = strcmp(access, "ro") == 0;
  share->path = record;
  return (share->read_only || strcmp(access, "rw") == 0) && *record == '/' &&
         strlen(record) < PATH_MAX;
}

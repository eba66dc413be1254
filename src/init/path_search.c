// SPDX-License-Identifier: Apache-2.0
#include "src/init/path_search.h"

#include <stdio.h>
#include <string.h>

void path_search_begin(struct PathSearch* search, const char* name, const char* path) {
  search->name = name;
  if (*name == '\0') {
    search->rest = NULL;
  } else if (strchr(name, '/') != NULL) {
    search->rest = "";  // an empty element gives the name alone
  } else {
    search->rest = path;
  }
}

bool path_search_next(struct PathSearch* search, char* candidate, size_t capacity) {
  while (search->rest != NULL) {
    size_t size = strcspn(search->rest, ":");
    const char* element = search->rest;
    search->rest = element[size] == ':' ? element + size + 1 : NULL;
    size_t name_size = strlen(search->name);
    size_t slash_size = size > 0 ? 1 : 0;
    if (size + slash_size + name_size >= capacity) continue;
    memcpy(candidate, element, size);
    if (slash_size > 0) candidate[size++] = '/';
    memcpy(candidate + size, search->name, name_size + 1);
    return true;
  }
  return false;
}

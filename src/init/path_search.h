// SPDX-License-Identifier: Apache-2.0
// Where a program may lie, as execvp() has it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct PathSearch {
  const char* name;
  const char* rest;  // of the search path; NULL: at its end
};

// A name with a slash in it is the only candidate itself; `path` is then not looked at. An empty
// name has no candidates.
void path_search_begin(struct PathSearch* search, const char* name, const char* path);

// The next candidate; an empty element of the search path is the working directory. Elements that
// `candidate` has no room for are passed over. False at the end.
bool path_search_next(struct PathSearch* search, char* candidate, size_t capacity);

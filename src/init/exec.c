// SPDX-License-Identifier: Apache-2.0
#include "src/init/exec.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/init/environment.h"
#include "src/init/path_search.h"

static bool exists(const char* path) {
  struct stat status;
  return stat(path, &status) == 0;
}

void exec_program(const char* const* args, const char* const* environment,
                  struct ExecFailure* failure) {
  char candidate[PATH_MAX];
  struct PathSearch search;
  const char* path = find_variable(environment, "PATH");
  path_search_begin(&search, args[0], path == NULL ? DEFAULT_PATH : path);
  *failure = (struct ExecFailure){.error = ENOENT};
  while (path_search_next(&search, candidate, sizeof candidate)) {
    execve(candidate, (char* const*)args, (char* const*)environment);
    int error = errno;
    bool absent = error == ENOENT || error == ENOTDIR;
    if (absent && !exists(candidate)) continue;
    // The first file that is there is what the message is about, but a later one may still run.
    if (failure->path[0] == '\0') {
      failure->error = error;
      memcpy(failure->path, candidate, strlen(candidate) + 1);
    }
    if (error != EACCES && !absent) return;
  }
}

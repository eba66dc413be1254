// SPDX-License-Identifier: Apache-2.0
#include "src/init/exec.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/init/environment.h"
#include "src/init/executable.h"
#include "src/init/log.h"
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

static int explain_absent(const char* name) {
  if (strchr(name, '/') != NULL) {
    log_line("cannot run '" LOG_NAME "': no such file in the image", name);
  } else {
    log_line("cannot run '" LOG_NAME "': no such file in any folder of the image's PATH", name);
  }
  return kStatusNotFound;
}

// The file is there, and so it is what the file needs that is not.
static int explain_interpreter(const char* name, const struct Executable* executable) {
  const char* what = executable->kind == kScript ? "the interpreter in its #! line" : "its loader";
  size_t size = strlen(executable->interpreter);
  const char* hint = "";
  if (size > 0 && executable->interpreter[size - 1] == '\r') hint = " (it has Windows line ends)";
  if (exists(executable->interpreter)) {
    log_line("cannot run '" LOG_NAME "': %s, '" LOG_NAME "', cannot be run itself", name, what,
             executable->interpreter);
  } else {
    log_line("cannot run '" LOG_NAME "': %s, '" LOG_NAME "', is not in the image%s", name, what,
             executable->interpreter, hint);
  }
  return kStatusNotFound;
}

static int explain_format(const char* name, const struct Executable* executable) {
  const char* machine = machine_name(executable->machine);
  if (executable->kind == kElf && executable->machine != own_machine()) {
    log_line("cannot run '" LOG_NAME "': it is built for %s, this machine is %s", name,
             machine == NULL ? "another machine" : machine, machine_name(own_machine()));
  } else if (executable->kind == kElf) {
    log_line("cannot run '" LOG_NAME "': the kernel does not take it, it may be damaged", name);
  } else {
    log_line("cannot run '" LOG_NAME "': it is neither a program nor a script with a #! line",
             name);
  }
  return kStatusNotRunnable;
}

static int explain_access(const char* name, const char* path) {
  struct stat status;
  bool known = stat(path, &status) == 0;
  if (known && S_ISDIR(status.st_mode)) {
    log_line("cannot run '" LOG_NAME "': it is a directory", name);
  } else if (known && (status.st_mode & 0111) == 0) {
    log_line("cannot run '" LOG_NAME "': it is not executable (its mode is %04o)", name,
             (unsigned)status.st_mode & 07777);
  } else {
    log_line("cannot run '" LOG_NAME "': permission denied for its user", name);
  }
  return kStatusNotRunnable;
}

int explain_exec_failure(const char* name, const struct ExecFailure* failure) {
  static struct Executable executable;
  struct Bytes file = {"", 0};
  if (failure->path[0] == '\0') return explain_absent(name);
  if (failure->error == EACCES) return explain_access(name, failure->path);

  map_file(failure->path, SIZE_MAX, &file);
  inspect_executable(file, &executable);
  if (failure->error == ENOENT && executable.interpreter[0] != '\0') {
    return explain_interpreter(name, &executable);
  }
  if (failure->error == ENOEXEC) return explain_format(name, &executable);
  log_line("cannot run '" LOG_NAME "': %s", name, strerror(failure->error));
  return failure->error == ENOENT ? kStatusNotFound : kStatusNotRunnable;
}

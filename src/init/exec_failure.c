// SPDX-License-Identifier: Apache-2.0
#include "src/init/exec_failure.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "src/init/executable.h"
#include "src/init/log.h"

// As many interpreters of interpreters as the kernel follows (fs/exec.c, exec_binprm).
enum { kDeepest = 5 };

// The file that is looked at: the program, or what is to interpret it.
struct Culprit {
  const char* name;  // of the program, as it was asked for
  const char* path;
  int depth;
  struct Executable executable;
};

static bool exists(const char* path) {
  struct stat status;
  return stat(path, &status) == 0;
}

static int explain_absent(const char* name) {
  if (strchr(name, '/') != NULL) {
    log_line("cannot run '" LOG_NAME "': no such file in the image", name);
  } else {
    log_line("cannot run '" LOG_NAME "': no such file in any folder of the image's PATH", name);
  }
  return kStatusNotFound;
}

static void look_at(struct Culprit* culprit, const char* path) {
  struct Bytes file = {"", 0};
  map_file(path, SIZE_MAX, &file);
  inspect_executable(file, &culprit->executable);
  unmap_file(file);
  culprit->path = path;
}

static bool lacks_permission(const char* path, struct stat* status) {
  return stat(path, status) == 0 && (status->st_mode & 0111) == 0;
}

// Who asks here is root and not the program's user: modes tell more than access(2).
static int explain_access(struct Culprit* culprit, const char* path) {
  struct stat status;
  look_at(culprit, path);
  const char* interpreter = culprit->executable.interpreter;
  if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
    log_line("cannot run '" LOG_NAME "': it is a directory", culprit->name);
  } else if (lacks_permission(path, &status)) {
    log_line("cannot run '" LOG_NAME "': it is not executable (its mode is %04o)", culprit->name,
             (unsigned)status.st_mode & 07777);
  } else if (interpreter[0] != '\0' && lacks_permission(interpreter, &status)) {
    log_line("cannot run '" LOG_NAME "': its interpreter '" LOG_NAME
             "' is not executable (its mode is %04o)",
             culprit->name, interpreter, (unsigned)status.st_mode & 07777);
  } else {
    log_line("cannot run '" LOG_NAME "': permission denied for its user", culprit->name);
  }
  return kStatusNotRunnable;
}

// Why a loader may be missing: the program is for another C library than the image's.
static const char* library_hint(const char* loader) {
  const char* wanted = loader_library(loader);
  if (wanted == NULL) return "";
  bool wants_glibc = strcmp(wanted, "glibc") == 0;
  bool has_glibc = exists(own_loader("glibc"));
  bool has_musl = exists(own_loader("musl"));
  if (wants_glibc && has_musl) return ": it is built for glibc, and the image has musl";
  if (!wants_glibc && has_glibc) return ": it is built for musl, and the image has glibc";
  return has_glibc || has_musl ? "" : ": it is not static, and the image has no C library";
}

static int explain_interpreter(const struct Culprit* culprit) {
  const char* interpreter = culprit->executable.interpreter;
  bool is_script = culprit->executable.kind == kScript;
  const char* what = is_script ? "the interpreter in its #! line" : "its loader";
  const char* hint = is_script ? "" : library_hint(interpreter);
  size_t size = strlen(interpreter);
  if (is_script && interpreter[size - 1] == '\r') hint = " (it has Windows line ends)";
  if (culprit->depth == 0) {
    log_line("cannot run '" LOG_NAME "': %s, '" LOG_NAME "', is not in the image%s", culprit->name,
             what, interpreter, hint);
  } else {
    log_line("cannot run '" LOG_NAME "': its interpreter '" LOG_NAME "' needs '" LOG_NAME
             "', which is not in the image%s",
             culprit->name, culprit->path, interpreter, hint);
  }
  return kStatusNotFound;
}

static bool is_foreign(const struct Executable* executable) {
  return executable->kind == kElf && executable->machine != own_machine();
}

static int explain_machine(const struct Culprit* culprit) {
  const char* machine = machine_name(culprit->executable.machine);
  const char* built_for = machine == NULL ? "another machine" : machine;
  if (culprit->depth == 0) {
    log_line("cannot run '" LOG_NAME "': it is built for %s, this machine is %s", culprit->name,
             built_for, machine_name(own_machine()));
  } else {
    log_line("cannot run '" LOG_NAME "': its interpreter '" LOG_NAME
             "' is built for %s, this machine is %s",
             culprit->name, culprit->path, built_for, machine_name(own_machine()));
  }
  return kStatusNotRunnable;
}

// Nothing on the way is missing or foreign: what is left is what the kernel says of the last one.
static int explain_rest(const struct Culprit* culprit, int error) {
  const char* reason = strerror(error);
  if (error == ENOEXEC && culprit->executable.kind == kElf) {
    reason = "the kernel does not take it, it may be damaged";
  } else if (error == ENOEXEC) {
    reason = "it is neither a program nor a script with a #! line";
  }
  if (culprit->depth == 0) {
    log_line("cannot run '" LOG_NAME "': %s", culprit->name, reason);
  } else {
    log_line("cannot run '" LOG_NAME "': its interpreter '" LOG_NAME "' cannot be run: %s",
             culprit->name, culprit->path, reason);
  }
  return error == ENOENT ? kStatusNotFound : kStatusNotRunnable;
}

int explain_exec_failure(const char* name, const struct ExecFailure* failure) {
  static struct Culprit culprit;
  static char path[PATH_MAX];
  if (failure->path[0] == '\0') return explain_absent(name);
  culprit = (struct Culprit){.name = name};
  if (failure->error == EACCES) return explain_access(&culprit, failure->path);
  look_at(&culprit, failure->path);
  while (culprit.executable.interpreter[0] != '\0' && culprit.depth < kDeepest) {
    if (!exists(culprit.executable.interpreter)) return explain_interpreter(&culprit);
    if (failure->error == ENOEXEC && is_foreign(&culprit.executable)) break;
    snprintf(path, sizeof path, "%s", culprit.executable.interpreter);
    look_at(&culprit, path);
    ++culprit.depth;
  }
  if (failure->error == ENOEXEC && is_foreign(&culprit.executable))
    return explain_machine(&culprit);
  return explain_rest(&culprit, failure->error);
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/modules.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "src/init/log.h"

static int load_module(const char* name) {
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "/" PLAN_FOLDER "/" PLAN_MODULES "/%s", name);
  if (length < 0 || (size_t)length >= sizeof path) return ENAMETOOLONG;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return errno;
  int error = syscall(SYS_finit_module, fd, "", 0) == 0 ? 0 : errno;
  close(fd);
  // EEXIST: built in, or loaded already. ENODEV: it drives what this machine does not have.
  return error == EEXIST || error == ENODEV ? 0 : error;
}

// What the kernel means by its error codes (kernel/module); more is in its log.
static const char* reason(int error) {
  switch (error) {
    case ENOEXEC:
      return "it is not made for this kernel";
    case ENOENT:
      return "it is missing, or needs another one that is not loaded";
    default:
      return strerror(error);
  }
}

void load_modules(const struct StringList* names) {
  for (size_t i = 0; i < names->count; ++i) {
    int error = load_module(names->items[i]);
    if (error == 0) continue;
    log_line("cannot load the kernel module " LOG_NAME ": %s", names->items[i], reason(error));
  }
}

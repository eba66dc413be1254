// SPDX-License-Identifier: Apache-2.0
#include "src/init/modules.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "src/init/bytes.h"
#include "src/init/command_line.h"
#include "src/init/log.h"
#include "src/init/module_signature.h"

enum { kModuleMax = 256 << 20 };

static int load_verified(const char* path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return errno;
  int error = syscall(SYS_finit_module, fd, "", 0) == 0 ? 0 : errno;
  close(fd);
  return error;
}

static int load_unverified(const char* path) {
  struct Bytes file;
  int error = map_file(path, kModuleMax, &file);
  if (error != 0) return error;
  error = syscall(SYS_init_module, file.data, size_without_signature(file), "") == 0 ? 0 : errno;
  unmap_file(file);
  return error;
}

// What a kernel says that insists on signatures: module.sig_enforce, or lockdown.
static bool wants_signature(int error) {
  return error == ENOKEY || error == EKEYREJECTED || error == EPERM;
}

static int load_module(const char* name, bool verified) {
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "/" PLAN_FOLDER "/" PLAN_MODULES "/%s", name);
  if (length < 0 || (size_t)length >= sizeof path) return ENAMETOOLONG;
  int error = verified ? ENOKEY : load_unverified(path);
  if (wants_signature(error)) error = load_verified(path);
  // EEXIST: built in, or loaded already. ENODEV: it drives what this machine does not have.
  return error == EEXIST || error == ENODEV ? 0 : error;
}

// Whether the host prefers a quick start to signatures: a processor that is emulated takes longer
// for them than for all the rest.
static bool wants_verified(void) {
  static char command_line[kCommandLineMax];
  const char* rest = command_line;
  struct KernelArgument argument;
  read_command_line(command_line);
  while (next_kernel_argument(&rest, &argument)) {
    if (is_argument(&argument, "oci2boot.unverified-modules")) return false;
  }
  return true;
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
  const bool verified = names->count == 0 || wants_verified();
  for (size_t i = 0; i < names->count; ++i) {
    int error = load_module(names->items[i], verified);
    if (error == 0) continue;
    log_line("cannot load the kernel module " LOG_NAME ": %s", names->items[i], reason(error));
  }
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/root_request.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include "src/init/command_line.h"

static const char kUsualType[] = "ext4";

// A value that does not fit is none that anyone has meant; it is cut, and nothing will match it.
static void take(struct Bytes value, char* text, size_t capacity) {
  snprintf(text, capacity, "%.*s", (int)value.size, value.data);
}

// Options that mount(8) does not pass on to the file system, which would refuse them.
static unsigned long mount_flag(struct Bytes option) {
  static const struct {
    const char* name;
    unsigned long flag;
  } kFlags[] = {
      {"noatime", MS_NOATIME},         {"nodiratime", MS_NODIRATIME}, {"relatime", MS_RELATIME},
      {"strictatime", MS_STRICTATIME}, {"lazytime", MS_LAZYTIME},     {"sync", MS_SYNCHRONOUS},
      {"dirsync", MS_DIRSYNC},
  };
  for (size_t i = 0; i < sizeof kFlags / sizeof *kFlags; ++i) {
    bool is_it = strlen(kFlags[i].name) == option.size &&
                 memcmp(kFlags[i].name, option.data, option.size) == 0;
    if (is_it) return kFlags[i].flag;
  }
  return 0;
}

static void take_options(struct Bytes all, struct RootRequest* request) {
  size_t size = 0;
  request->options[0] = '\0';
  request->flags &= MS_RDONLY;
  while (all.size > 0) {
    const char* comma = memchr(all.data, ',', all.size);
    struct Bytes option = {all.data, comma == NULL ? all.size : (size_t)(comma - all.data)};
    size_t taken = option.size + (comma == NULL ? 0 : 1);
    all = (struct Bytes){all.data + taken, all.size - taken};
    unsigned long flag = mount_flag(option);
    request->flags |= flag;
    bool fits = size + 1 + option.size < sizeof request->options;
    if (flag != 0 || option.size == 0 || !fits) continue;
    if (size > 0) request->options[size++] = ',';
    memcpy(request->options + size, option.data, option.size);
    size += option.size;
    request->options[size] = '\0';
  }
}

void read_root_request(const struct Plan* plan, const char* command_line,
                       struct RootRequest* request) {
  struct KernelArgument argument;
  const char* type = plan->root_type == NULL ? kUsualType : plan->root_type;
  request->flags = 0;
  request->options[0] = '\0';
  snprintf(request->name, sizeof request->name, "%s", plan->root);
  snprintf(request->type, sizeof request->type, "%s", type);
  while (next_kernel_argument(&command_line, &argument)) {
    if (is_argument(&argument, "ro")) request->flags |= MS_RDONLY;
    if (is_argument(&argument, "rw")) request->flags &= ~(unsigned long)MS_RDONLY;
    if (argument.value.data == NULL || argument.value.size == 0) continue;
    if (is_argument(&argument, "root")) {
      take(argument.value, request->name, sizeof request->name);
    } else if (is_argument(&argument, "rootfstype")) {
      take(argument.value, request->type, sizeof request->type);
    } else if (is_argument(&argument, "rootflags")) {
      take_options(argument.value, request);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/xattrs.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/xattr.h>

#include "src/init/log.h"
#include "src/init/plan_format.h"
#include "src/init/xattr_records.h"

enum { kXattrNameMax = 255 };  // XATTR_NAME_MAX of the kernel

// Behind `prefix` in `buffer`, with a NUL; false when it does not fit or has a NUL in it.
static int copy_string(struct Bytes text, const char* prefix, char* buffer, size_t capacity) {
  size_t begin = strlen(prefix);
  if (text.size >= capacity - begin) return ENAMETOOLONG;
  if (memchr(text.data, '\0', text.size) != NULL) return EINVAL;
  memcpy(buffer, prefix, begin);
  memcpy(buffer + begin, text.data, text.size);
  buffer[begin + text.size] = '\0';
  return 0;
}

struct Losses {
  size_t count;
  int error;            // of the first one
  char path[PATH_MAX];  // of the first one
  char name[kXattrNameMax + 1];
};

static void restore(const struct XattrRecord* record, struct Losses* losses) {
  char path[PATH_MAX] = "";
  char name[kXattrNameMax + 1] = "";
  int error = copy_string(record->path, "/", path, sizeof path);
  if (error == 0) error = copy_string(record->name, "", name, sizeof name);
  if (error == 0 && lsetxattr(path, name, record->value.data, record->value.size, 0) != 0) {
    error = errno;
  }
  if (error == 0 || losses->count++ > 0) return;
  losses->error = error;
  memcpy(losses->path, path, sizeof path);
  memcpy(losses->name, name, sizeof name);
}

static void report(const struct Losses* losses) {
  const char* way_out = "";
  if (losses->error == ENOTSUP) {
    way_out = strncmp(losses->name, "user.", 5) == 0
                  ? "; user.* on tmpfs needs Linux 6.6 with CONFIG_TMPFS_XATTR"
                  : "; the kernel needs CONFIG_TMPFS_XATTR";
  }
  log_line("extended attributes are lost (%zu, the first is " LOG_NAME " of " LOG_NAME "): %s%s",
           losses->count, losses->name, losses->path, strerror(losses->error), way_out);
}

void restore_xattrs(void) {
  struct Bytes file;
  struct XattrRecord record;
  static struct Losses losses;
  int error = map_file("/" PLAN_FOLDER "/" PLAN_XATTRS, SIZE_MAX, &file);
  if (error == ENOENT) return;
  if (error != 0) {
    log_line("cannot read the extended attributes: %s", strerror(error));
    return;
  }
  enum XattrNext next;
  while ((next = next_xattr(&file, &record)) == kXattrRecord) restore(&record, &losses);
  if (next == kXattrDamaged) log_line("the list of extended attributes is cut off");
  if (losses.count > 0) report(&losses);
}

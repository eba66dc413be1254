// SPDX-License-Identifier: Apache-2.0
#include "src/init/volumes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "src/init/copy_tree.h"
#include "src/init/log.h"

static bool is_read_only(int folder) {
  struct statvfs state;
  return fstatvfs(folder, &state) == 0 && (state.f_flag & ST_RDONLY) != 0;
}

static int mount_memory(const char* path, int folder) {
  struct stat status;
  char options[64];
  if (fstat(folder, &status) != 0) return errno;
  snprintf(options, sizeof options, "mode=%o,uid=%u,gid=%u", (unsigned)status.st_mode & 07777,
           status.st_uid, status.st_gid);
  return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options) == 0 ? 0 : errno;
}

// `folder` still shows what the mount covers.
static void make_writable(const char* path, int folder) {
  if (!is_read_only(folder)) return;
  int error = mount_memory(path, folder);
  if (error == 0) error = copy_tree(folder, path);
  if (error == 0) return;
  log_line("cannot make the volume " LOG_NAME " writable: %s", path, strerror(error));
}

void make_volumes_writable(const struct StringList* volumes) {
  for (size_t i = 0; i < volumes->count; ++i) {
    const char* path = volumes->items[i];
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
      make_writable(path, folder);
      close(folder);
    } else {
      log_line("there is no folder for the volume " LOG_NAME ": %s", path, strerror(errno));
    }
  }
}

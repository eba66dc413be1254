// SPDX-License-Identifier: Apache-2.0
#include "src/init/switch_root.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "src/init/log.h"
#include "src/init/mounts.h"

// FTW_MOUNT keeps to the initramfs. What has a mount on it stays.
static int remove_one(const char* path, const struct stat* status, int type, struct FTW* walk) {
  (void)status;
  (void)type;
  if (walk->level > 0) remove(path);
  return 0;
}

// No pivot_root(2): the initramfs is the one file system that cannot be unmounted. What the kernel
// itself looks up (/sbin/modprobe) follows: it shares the root with PID 1 (init/main.c, CLONE_FS).
bool switch_root(const char* new_root) {
  if (!move_system_mounts(new_root)) return false;
  nftw("/", remove_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
  if (chdir(new_root) == 0 && mount(".", "/", NULL, MS_MOVE, NULL) == 0 && chroot(".") == 0 &&
      chdir("/") == 0) {
    return true;
  }
  log_line("cannot move into the root file system: %s", strerror(errno));
  return false;
}

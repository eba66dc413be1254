// SPDX-License-Identifier: Apache-2.0
#include "src/init/shutdown.h"

#include <mntent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <termios.h>
#include <unistd.h>

#include "src/init/children.h"
#include "src/init/clock.h"
#include "src/init/log.h"
#include "src/init/session_format.h"

enum { kTermMs = 2000, kKillMs = 2000, kDisksMs = 30000, kConsoleMs = 5000, kMaxMounts = 1024 };

// True when nobody is left.
static bool reap_all(int64_t duration_ms) {
  int64_t deadline = now_ms() + duration_ms;
  int wait_status;
  pid_t pid;
  while ((pid = reap_until(deadline, &wait_status)) > 0) continue;
  return pid < 0;
}

static void end_processes(void) {
  if (kill(-1, SIGTERM) != 0) return;  // ESRCH: we are alone
  kill(-1, SIGCONT);
  if (reap_all(kTermMs)) return;
  kill(-1, SIGKILL);
  reap_all(kKillMs);
}

static bool is_below(const char* path, const char* folder) {
  size_t size = strlen(folder);
  return strncmp(path, folder, size) == 0 && (path[size] == '\0' || path[size] == '/');
}

// All but the kernel's own file systems.
static bool holds_data(const char* mount_point) {
  return !is_below(mount_point, "/proc") && !is_below(mount_point, "/sys") &&
         !is_below(mount_point, "/dev");
}

static void close_disks(void) {
  char* mount_points[kMaxMounts];
  size_t count = 0;
  const struct mntent* entry;
  sync();
  FILE* mounts = setmntent("/proc/self/mounts", "re");
  if (mounts == NULL) return;
  while (count < kMaxMounts && (entry = getmntent(mounts)) != NULL) {
    if (!holds_data(entry->mnt_dir)) continue;
    mount_points[count] = strdup(entry->mnt_dir);
    if (mount_points[count] != NULL) ++count;
  }
  endmntent(mounts);
  // What was mounted last may lie in what was mounted before. The root, and what is in use, becomes
  // read-only: its disk is as clean then.
  while (count > 0) {
    char* path = mount_points[--count];
    if (umount2(path, UMOUNT_NOFOLLOW) != 0) mount(NULL, path, NULL, MS_REMOUNT | MS_RDONLY, NULL);
    free(path);
  }
}

static void drain_console(void) {
  tcdrain(STDERR_FILENO);
}

void shut_down(void) {
  end_processes();
  if (chdir("/") != 0 || !run_with_deadline(close_disks, kDisksMs)) {
    log_line(SESSION_DISKS_NOT_CLOSED);
  }
  run_with_deadline(drain_console, kConsoleMs);
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/mounts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "src/init/log.h"

// Makes `path` a directory. Whatever else an image has there, a symbolic link that leads elsewhere
// or a file, is replaced: no guest works without /proc, /sys and /dev.
static void make_mount_point(const char* path) {
  struct stat status;
  if (lstat(path, &status) == 0 && !S_ISDIR(status.st_mode)) unlink(path);
  mkdir(path, 0755);
}

// ENODEV: the kernel does not know that file system. ENOENT: it has no place for it (in sysfs).
// EBUSY: it is there already. None of them is worth a word.
static int mount_quietly(const char* type, const char* path, unsigned long flags,
                         const char* options) {
  if (mount(type, path, type, flags, options) == 0) return 0;
  int error = errno;
  if (error == EBUSY) return 0;
  if (error != ENODEV && error != ENOENT) {
    log_line("cannot mount %s on %s: %s", type, path, strerror(error));
  }
  return error;
}

static void make_device_nodes(void) {
  static const struct {
    const char* path;
    unsigned major, minor;
    mode_t mode;
  } kNodes[] = {
      {"/dev/console", 5, 1, 0600}, {"/dev/null", 1, 3, 0666},   {"/dev/zero", 1, 5, 0666},
      {"/dev/full", 1, 7, 0666},    {"/dev/random", 1, 8, 0666}, {"/dev/urandom", 1, 9, 0666},
      {"/dev/tty", 5, 0, 0666},     {"/dev/ptmx", 5, 2, 0666},
  };
  for (size_t i = 0; i < sizeof kNodes / sizeof *kNodes; ++i) {
    if (mknod(kNodes[i].path, S_IFCHR, makedev(kNodes[i].major, kNodes[i].minor)) == 0) {
      chmod(kNodes[i].path, kNodes[i].mode);  // the umask does not count
    }
  }
}

void mount_devices(void) {
  make_mount_point("/dev");
  if (mount_quietly("devtmpfs", "/dev", MS_NOSUID, "mode=0755") != 0) make_device_nodes();
}

// Links that the kernel does not make, as udev and container runtimes have them.
static void link_descriptors(void) {
  static const char* const kLinks[][2] = {
      {"/proc/self/fd", "/dev/fd"},
      {"/proc/self/fd/0", "/dev/stdin"},
      {"/proc/self/fd/1", "/dev/stdout"},
      {"/proc/self/fd/2", "/dev/stderr"},
  };
  for (size_t i = 0; i < sizeof kLinks / sizeof *kLinks; ++i) {
    if (symlink(kLinks[i][0], kLinks[i][1]) != 0 && errno != EEXIST) {
      log_line("cannot make %s: %s", kLinks[i][1], strerror(errno));
    }
  }
}

void mount_system(void) {
  make_mount_point("/proc");
  mount_quietly("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  make_mount_point("/sys");
  mount_quietly("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);

  link_descriptors();
  make_mount_point("/dev/pts");
  mount_quietly("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "gid=5,mode=620,ptmxmode=666");
  make_mount_point("/dev/shm");
  mount_quietly("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
  make_mount_point("/dev/mqueue");
  mount_quietly("mqueue", "/dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

bool move_system_mounts(const char* new_root) {
  static const char* const kMounts[] = {"/dev", "/proc", "/sys"};
  for (size_t i = 0; i < sizeof kMounts / sizeof *kMounts; ++i) {
    char path[64];
    snprintf(path, sizeof path, "%s%s", new_root, kMounts[i]);
    make_mount_point(path);
    // EINVAL: it is no mount, the kernel does not know that file system.
    if (mount(kMounts[i], path, NULL, MS_MOVE, NULL) == 0 || errno == EINVAL) continue;
    log_line("cannot have %s in the root file system: %s", kMounts[i], strerror(errno));
    return false;
  }
  return true;
}

// Left alone when the image has them, whatever they are there.
void make_work_folders(void) {
  mkdir("/run", 0755);
  if (mkdir("/tmp", 01777) == 0) chmod("/tmp", 01777);
}

void mount_cgroups(void) {
  mount_quietly("cgroup2", "/sys/fs/cgroup", MS_NOSUID | MS_NODEV | MS_NOEXEC, "nsdelegate");
}

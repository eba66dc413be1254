// SPDX-License-Identifier: Apache-2.0
#include "src/init/copy_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { kChunk = 1 << 30, kDeepest = 128 };

struct Copying {
  int error;  // the first one
  dev_t device;
};

static bool note(struct Copying* copying, bool worked) {
  if (!worked && copying->error == 0) copying->error = errno;
  return worked;
}

static bool copy_bytes(int from, int to) {
  ssize_t size;
  while ((size = sendfile(to, from, NULL, kChunk)) > 0) continue;
  return size == 0;
}

static void copy_file(int from, int to, const char* name, struct Copying* copying) {
  int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  int target = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  note(copying, source >= 0 && target >= 0 && copy_bytes(source, target));
  if (source >= 0) close(source);
  if (target >= 0) close(target);
}

static void copy_link(int from, int to, const char* name, struct Copying* copying) {
  char target[PATH_MAX];
  ssize_t size = readlinkat(from, name, target, sizeof target - 1);
  if (!note(copying, size >= 0)) return;
  target[size] = '\0';
  note(copying, symlinkat(target, to, name) == 0);
}

static void copy_entries(int from, int to, int depth, struct Copying* copying);

static void copy_folder(int from, int to, const char* name, int depth, struct Copying* copying) {
  if (!note(copying, mkdirat(to, name, 0700) == 0)) return;
  int source = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int target = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (note(copying, source >= 0 && target >= 0)) copy_entries(source, target, depth + 1, copying);
  if (source >= 0) close(source);
  if (target >= 0) close(target);
}

// The owner before the mode: chown(2) takes set-user-ID bits away.
static void copy_metadata(int to, const char* name, const struct stat* status,
                          struct Copying* copying) {
  const struct timespec times[2] = {status->st_atim, status->st_mtim};
  note(copying, fchownat(to, name, status->st_uid, status->st_gid, AT_SYMLINK_NOFOLLOW) == 0);
  if (!S_ISLNK(status->st_mode)) {
    note(copying, fchmodat(to, name, status->st_mode & 07777, 0) == 0);
  }
  utimensat(to, name, times, AT_SYMLINK_NOFOLLOW);
}

static void copy_entry(int from, int to, const char* name, int depth, struct Copying* copying) {
  struct stat status;
  if (!note(copying, fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) == 0)) return;
  if (status.st_dev != copying->device) return;
  if (S_ISDIR(status.st_mode)) {
    copy_folder(from, to, name, depth, copying);
  } else if (S_ISREG(status.st_mode)) {
    copy_file(from, to, name, copying);
  } else if (S_ISLNK(status.st_mode)) {
    copy_link(from, to, name, copying);
  } else {
    return;
  }
  copy_metadata(to, name, &status, copying);
}

static void copy_entries(int from, int to, int depth, struct Copying* copying) {
  const struct dirent* entry;
  errno = ELOOP;
  if (!note(copying, depth < kDeepest)) return;
  int own = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* folder = own < 0 ? NULL : fdopendir(own);
  if (folder == NULL) {
    note(copying, false);
    if (own >= 0) close(own);
    return;
  }
  while ((entry = readdir(folder)) != NULL) {
    bool is_dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (!is_dots) copy_entry(from, to, entry->d_name, depth, copying);
  }
  closedir(folder);
}

int copy_tree(int from, const char* to) {
  struct stat status;
  if (fstat(from, &status) != 0) return errno;
  int target = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (target < 0) return errno;
  struct Copying copying = {.device = status.st_dev};
  copy_entries(from, target, 0, &copying);
  close(target);
  return copying.error;
}

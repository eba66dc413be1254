// SPDX-License-Identifier: Apache-2.0
#include "src/init/share.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/init/children.h"
#include "src/init/log.h"
#include "src/init/share_record.h"

enum { kUnmountMs = 10000 };

// 9p: mmap caches nothing but what is mapped, so that host and guest see each other's files as they
// are, and a file can be mapped for writing at all. Requests larger than this are slower on a small
// machine: each takes one piece of memory of that size.
static const char* options_of(const struct Share* share) {
  if (strcmp(share->type, "9p") != 0) return NULL;
  return "trans=virtio,version=9p2000.L,cache=mmap,msize=131072";
}

// What mount(2) means by its error codes.
static const char* mount_problem(int error) {
  switch (error) {
    case ENODEV:
      return "the kernel does not know that file system, nor came its module";
    case EINVAL:
    case ENOENT:
      return "the host does not offer it";
    default:
      return strerror(error);
  }
}

// What is missing of the path is root's, as with docker.
static void make_folder(const char* folder) {
  char path[PATH_MAX];
  memcpy(path, folder, strlen(folder) + 1);
  for (char* slash = path + 1; (slash = strchr(slash, '/')) != NULL; ++slash) {
    *slash = '\0';
    mkdir(path, 0755);
    *slash = '/';
  }
  mkdir(path, 0755);
}

static bool mount_share(const struct Share* share) {
  struct stat status;
  make_folder(share->path);
  if (stat(share->path, &status) != 0 || !S_ISDIR(status.st_mode)) {
    log_line("cannot have a folder of the host on " LOG_NAME ": that is no folder in the image",
             share->path);
    return false;
  }
  unsigned long flags = share->read_only ? MS_RDONLY : 0;
  if (mount(share->tag, share->path, share->type, flags, options_of(share)) == 0) return true;
  log_line("cannot have a folder of the host on " LOG_NAME " (%s): %s", share->path, share->type,
           mount_problem(errno));
  return false;
}

bool mount_shares(const struct StringList* shares) {
  struct Share share;
  for (size_t i = 0; i < shares->count; ++i) {
    if (!parse_share(shares->items[i], &share)) {
      log_line("the boot plan has a shared folder that cannot be read: " LOG_NAME,
               shares->items[i]);
      return false;
    }
    if (!mount_share(&share)) return false;
  }
  return true;
}

static const struct StringList* shares_to_unmount;

static void flush(const char* path) {
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  syncfs(folder);  // a program in a namespace of its own may have it mounted a moment longer
  close(folder);
}

static void unmount_all(void) {
  struct Share share;
  for (size_t i = shares_to_unmount->count; i > 0; --i) {
    if (!parse_share(shares_to_unmount->items[i - 1], &share)) continue;
    flush(share.path);
    if (umount2(share.path, UMOUNT_NOFOLLOW) != 0) umount2(share.path, MNT_DETACH);
  }
}

void unmount_shares(const struct StringList* shares) {
  if (shares->count == 0) return;
  shares_to_unmount = shares;
  if (chdir("/") != 0 || !run_with_deadline(unmount_all, kUnmountMs)) {
    log_line("not all shared folders could be unmounted");
  }
}

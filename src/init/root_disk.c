// SPDX-License-Identifier: Apache-2.0
#include "src/init/root_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "src/init/block_devices.h"
#include "src/init/clock.h"
#include "src/init/command_line.h"
#include "src/init/log.h"
#include "src/init/root_request.h"
#include "src/init/switch_root.h"

#define NEW_ROOT "/root"
#define EXT4_IOC_RESIZE_FS _IOW('f', 16, uint64_t)  // fs/ext4/ext4.h

// Drivers go on looking for disks (USB, SCSI) after their module has been loaded.
enum { kPatienceMs = 20000, kSilenceMs = 3000, kPollMs = 20, kDescriptionSize = 768 };

static void tell_devices(void) {
  char devices[kDescriptionSize];
  describe_block_devices(devices, sizeof devices);
  log_line("block devices: %s", devices);
}

static bool wait_for_device(const char* name, struct BlockDevice* device) {
  int64_t start = now_ms();
  bool is_told = false;
  while (!find_block_device(name, device)) {
    int64_t waited = now_ms() - start;
    if (waited >= kPatienceMs) {
      log_line("cannot find the root file system " LOG_NAME, name);
      tell_devices();
      return false;
    }
    if (waited >= kSilenceMs && !is_told) {
      log_line("waiting for the root file system " LOG_NAME, name);
      is_told = true;
    }
    sleep_ms(kPollMs);
  }
  return true;
}

// What mount(2) means by its error codes; more is in the kernel's log.
static const char* mount_problem(int error) {
  switch (error) {
    case ENODEV:
      return "the kernel does not know that file system, nor came its module";
    case EINVAL:
      return "there is no such file system, it is damaged, or a mount option is wrong";
    case EUCLEAN:
    case EBADMSG:
      return "it is damaged; e2fsck on the host may mend it";
    default:
      return strerror(error);
  }
}

static int try_mount(const struct RootRequest* request, const struct BlockDevice* device,
                     unsigned long flags) {
  return mount(device->path, NEW_ROOT, request->type, flags, request->options) == 0 ? 0 : errno;
}

static bool mount_root(const struct RootRequest* request, const struct BlockDevice* device) {
  mkdir(NEW_ROOT, 0755);
  int error = try_mount(request, device, request->flags);
  if ((error == EACCES || error == EROFS) && (request->flags & MS_RDONLY) == 0) {
    log_line("%s is write-protected, and so is the root file system", device->path);
    error = try_mount(request, device, request->flags | MS_RDONLY);
  }
  if (error == 0) return true;
  log_line("cannot mount %s (%s) as the root file system: %s", device->path, request->type,
           mount_problem(error));
  tell_devices();
  return false;
}

// To all whole blocks of its disk; the kernel leaves out a last group that is too small to be one.
// A root that stays as it is boots all the same.
static void grow_root(const struct BlockDevice* device) {
  struct statvfs state;
  int fd = open(NEW_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  if (fstatvfs(fd, &state) == 0 && state.f_frsize > 0 && (state.f_flag & ST_RDONLY) == 0) {
    uint64_t blocks = device->size / (uint64_t)state.f_frsize;
    if (device->ext4_blocks != 0 && blocks > device->ext4_blocks &&
        ioctl(fd, EXT4_IOC_RESIZE_FS, &blocks) != 0) {
      log_line("cannot make the root file system as large as %s: %s", device->path,
               strerror(errno));
    }
  }
  close(fd);
}

bool enter_root_disk(const struct Plan* plan) {
  static char command_line[kCommandLineMax];
  static struct RootRequest request;
  struct BlockDevice device;
  read_command_line(command_line);
  read_root_request(plan, command_line, &request);
  if (!wait_for_device(request.name, &device) || !mount_root(&request, &device)) return false;
  if (plan->grow) grow_root(&device);
  return switch_root(NEW_ROOT);
}

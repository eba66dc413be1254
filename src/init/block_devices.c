// SPDX-License-Identifier: Apache-2.0
#include "src/init/block_devices.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "src/init/ext4_label.h"
#include "src/init/partition_table.h"
#include "src/init/text_file.h"

#define BLOCK_FOLDER "/sys/class/block"

enum { kPath = sizeof BLOCK_FOLDER + 2 * NAME_MAX, kSysfsSector = 512 };

struct Found {
  struct BlockDevice device;
  struct Ext4Label ext4;      // where device.ext4_blocks is not 0
  char part_uuid[kUuidText];  // empty: none
};

static size_t read_start(int fd, char* bytes, size_t capacity) {
  size_t size = 0;
  ssize_t count;
  while (size < capacity && (count = pread(fd, bytes + size, capacity - size, (off_t)size)) > 0) {
    size += (size_t)count;
  }
  return size;
}

static unsigned long sysfs_number(const char* name, const char* attribute) {
  char path[kPath];
  char text[32];
  snprintf(path, sizeof path, BLOCK_FOLDER "/%s/%s", name, attribute);
  return read_text_file(path, text, sizeof text) ? strtoul(text, NULL, 10) : 0;
}

// The disk of a partition: BLOCK_FOLDER/sda1 is a link to …/sda/sda1.
static bool parent_name(const char* name, char parent[NAME_MAX + 1]) {
  char path[kPath];
  char target[PATH_MAX];
  snprintf(path, sizeof path, BLOCK_FOLDER "/%s", name);
  ssize_t size = readlink(path, target, sizeof target - 1);
  if (size < 0) return false;
  target[size] = '\0';
  char* slash = strrchr(target, '/');
  if (slash == NULL) return false;
  *slash = '\0';
  slash = strrchr(target, '/');
  if (slash == NULL || strlen(slash + 1) > NAME_MAX) return false;
  strcpy(parent, slash + 1);
  return true;
}

static void look_for_part_uuid(const char* name, char text[kUuidText]) {
  static char bytes[kPartitionTableSize];
  char parent[NAME_MAX + 1];
  char path[sizeof "/dev/" + NAME_MAX];
  unsigned long number = sysfs_number(name, "partition");
  text[0] = '\0';
  if (number == 0 || number > INT_MAX || !parent_name(name, parent)) return;
  snprintf(path, sizeof path, "/dev/%s", parent);
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return;
  struct Bytes disk = {bytes, read_start(fd, bytes, sizeof bytes)};
  close(fd);
  unsigned sector_size = (unsigned)sysfs_number(parent, "queue/logical_block_size");
  if (!read_partition_uuid(disk, sector_size, (unsigned)number, text)) text[0] = '\0';
}

// False for what is no disk to anyone: made of memory, or without a medium.
static bool look_at(const char* name, struct Found* found) {
  static char bytes[4096];
  size_t length = strlen(name);
  if (name[0] == '.' || strncmp(name, "ram", 3) == 0) return false;
  found->device.size = (uint64_t)sysfs_number(name, "size") * kSysfsSector;
  if (found->device.size == 0) return false;
  memcpy(found->device.path, "/dev/", 5);
  memcpy(found->device.path + 5, name, length + 1);
  int fd = open(found->device.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return false;  // devtmpfs has it in a moment
  struct Bytes start = {bytes, read_start(fd, bytes, sizeof bytes)};
  close(fd);
  found->device.ext4_blocks = read_ext4_label(start, &found->ext4) ? found->ext4.blocks : 0;
  look_for_part_uuid(name, found->part_uuid);
  return true;
}

static bool is_meant(const struct Found* found, const char* name) {
  const char* value = strchr(name, '=');
  if (name[0] == '/') return strcmp(found->device.path, name) == 0;
  if (value == NULL) return false;
  ++value;
  if (strncmp(name, "PARTUUID=", 9) == 0) {
    return found->part_uuid[0] != '\0' && strcasecmp(found->part_uuid, value) == 0;
  }
  if (found->device.ext4_blocks == 0) return false;
  if (strncmp(name, "UUID=", 5) == 0) return strcasecmp(found->ext4.uuid, value) == 0;
  return strncmp(name, "LABEL=", 6) == 0 && strcmp(found->ext4.label, value) == 0;
}

// vda, vdb, …, vdaa: in the order in which the kernel gives names.
static int by_name(const struct dirent** a, const struct dirent** b) {
  size_t size_a = strlen((*a)->d_name);
  size_t size_b = strlen((*b)->d_name);
  if (size_a != size_b) return size_a < size_b ? -1 : 1;
  return strcmp((*a)->d_name, (*b)->d_name);
}

bool find_block_device(const char* name, struct BlockDevice* device) {
  static struct Found found;
  struct dirent** entries;
  bool is_found = false;
  int count = scandir(BLOCK_FOLDER, &entries, NULL, by_name);
  for (int i = 0; i < count; ++i) {
    if (!is_found && look_at(entries[i]->d_name, &found) && is_meant(&found, name)) {
      is_found = true;
      *device = found.device;
    }
    free(entries[i]);
  }
  if (count >= 0) free(entries);
  return is_found;
}

static int describe(const struct Found* found, char* text, size_t capacity) {
  const char* name = found->device.path + 5;
  if (found->device.ext4_blocks == 0) return snprintf(text, capacity, "%s", name);
  const char* label = found->ext4.label;
  return snprintf(text, capacity, "%s (ext4, UUID=%s%s%s)", name, found->ext4.uuid,
                  label[0] == '\0' ? "" : ", LABEL=", label);
}

void describe_block_devices(char* text, size_t capacity) {
  static struct Found found;
  struct dirent** entries;
  size_t size = 0;
  int count = scandir(BLOCK_FOLDER, &entries, NULL, by_name);
  snprintf(text, capacity, "none");
  for (int i = 0; i < count; ++i) {
    if (size + 2 < capacity && look_at(entries[i]->d_name, &found)) {
      if (size > 0) size += (size_t)snprintf(text + size, capacity - size, ", ");
      size += (size_t)describe(&found, text + size, capacity - size);
    }
    free(entries[i]);
  }
  if (count >= 0) free(entries);
}

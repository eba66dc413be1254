// SPDX-License-Identifier: Apache-2.0
#include "src/init/button/line.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "src/init/button/key.h"

#define KEYS_FOLDER "/sys/firmware/devicetree/base/gpio-keys"

enum { kMostChips = 16, kMostLines = 64 };

// Of linux/gpio.h, which compilers for musl do not have: struct gpio_v2_line_request, with a struct
// gpio_v2_line_config in its middle.
struct LineRequest {
  uint32_t offsets[kMostLines];
  char consumer[32];
  uint64_t flags;
  uint32_t attribute_count;
  uint32_t padding[5];
  uint64_t attributes[30];
  uint32_t line_count;
  uint32_t buffer_size;
  uint32_t more_padding[5];
  int32_t fd;
};
_Static_assert(sizeof(struct LineRequest) == 592, "as the kernel has it");

#define GET_LINE _IOWR(0xB4, 0x07, struct LineRequest)  // GPIO_V2_GET_LINE_IOCTL
enum { kActiveLow = 1 << 1, kInput = 1 << 2, kEdgeRising = 1 << 4 };

// The property `gpios` of a key (gpio-keys.yaml of the kernel's bindings): which chip, by its
// phandle, which of its lines, and whether that is low when the key is pressed.
struct Line {
  uint32_t chip;
  uint32_t offset;
  uint32_t flags;
};

// Numbers of a device tree, which are big-endian.
static bool read_cells(const char* path, uint32_t* cells, size_t count) {
  unsigned char bytes[12];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t size = read(fd, bytes, count * 4);
  close(fd);
  if (size != (ssize_t)count * 4) return false;
  for (size_t i = 0; i < count; ++i) {
    const unsigned char* cell = bytes + 4 * i;
    cells[i] = (uint32_t)cell[0] << 24 | (uint32_t)cell[1] << 16 | (uint32_t)cell[2] << 8 | cell[3];
  }
  return true;
}

static bool read_key(const char* name, struct Line* line) {
  char path[PATH_MAX];
  uint32_t code, cells[3];
  snprintf(path, sizeof path, KEYS_FOLDER "/%s/linux,code", name);
  if (!read_cells(path, &code, 1) || code != kPowerKey) return false;
  snprintf(path, sizeof path, KEYS_FOLDER "/%s/gpios", name);
  if (!read_cells(path, cells, 3)) return false;
  *line = (struct Line){cells[0], cells[1], cells[2]};
  return true;
}

static bool find_line(struct Line* line) {
  bool found = false;
  const struct dirent* entry;
  DIR* keys = opendir(KEYS_FOLDER);
  if (keys == NULL) return false;
  while (!found && (entry = readdir(keys)) != NULL) found = read_key(entry->d_name, line);
  closedir(keys);
  return found;
}

static int open_chip(uint32_t phandle) {
  char path[64];
  uint32_t own;
  for (int number = 0; number < kMostChips; ++number) {
    snprintf(path, sizeof path, "/sys/bus/gpio/devices/gpiochip%d/of_node/phandle", number);
    if (!read_cells(path, &own, 1) || own != phandle) continue;
    snprintf(path, sizeof path, "/dev/gpiochip%d", number);
    return open(path, O_RDWR | O_CLOEXEC);
  }
  return -1;
}

int open_button_line(void) {
  struct Line line;
  if (!find_line(&line)) return -1;
  int chip = open_chip(line.chip);
  if (chip < 0) return -1;
  struct LineRequest request = {.offsets = {line.offset},
                                .consumer = "oci2boot",
                                .flags = kInput | kEdgeRising,
                                .line_count = 1};
  if ((line.flags & 1) != 0) request.flags |= kActiveLow;
  int fd = ioctl(chip, (int)GET_LINE, &request) == 0 ? request.fd : -1;
  close(chip);
  if (fd >= 0) fcntl(fd, F_SETFL, O_RDONLY | O_NONBLOCK);
  if (fd >= 0) fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/button/events.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "src/init/button/key.h"
#include "src/init/button/line.h"
#include "src/init/decimal.h"

#define INPUT_FOLDER "/dev/input"

// Of linux/input.h, which compilers for musl do not have.
enum { kEventKey = 1, kPressed = 1 };
struct InputEvent {
  struct timeval time;
  uint16_t type;
  uint16_t code;
  int32_t value;
};
#define GET_KEYS(size) _IOC(_IOC_READ, 'E', 0x20 + kEventKey, size)  // EVIOCGBIT

static bool has_power_key(int fd) {
  unsigned char keys[kPowerKey / 8 + 1] = {0};
  return ioctl(fd, (int)GET_KEYS(sizeof keys), keys) >= 0 &&
         (keys[kPowerKey / 8] & 1 << kPowerKey % 8) != 0;
}

static bool is_open(const struct ButtonEvents* events, unsigned number) {
  for (size_t i = 0; i < events->count; ++i) {
    if (events->devices[i].number == number) return true;
  }
  return false;
}

static void add_device(struct ButtonEvents* events, const char* name) {
  static const char kPrefix[] = "event";
  size_t prefix_size = sizeof kPrefix - 1;
  char path[sizeof INPUT_FOLDER "/" + 64];
  unsigned long number;
  if (events->count == kMostButtons || strncmp(name, kPrefix, prefix_size) != 0) return;
  const char* digits = name + prefix_size;
  if (!parse_decimal(digits, strlen(digits), UINT16_MAX, &number)) return;
  if (is_open(events, (unsigned)number)) return;
  snprintf(path, sizeof path, INPUT_FOLDER "/event%lu", number);
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return;
  if (!has_power_key(fd)) {
    close(fd);
    return;
  }
  events->devices[events->count++] = (struct ButtonDevice){(unsigned)number, fd};
}

static void add_devices(struct ButtonEvents* events) {
  const struct dirent* entry;
  DIR* folder = opendir(INPUT_FOLDER);
  if (folder == NULL) return;
  while ((entry = readdir(folder)) != NULL) add_device(events, entry->d_name);
  closedir(folder);
}

bool open_button_events(struct ButtonEvents* events) {
  *events = (struct ButtonEvents){.line = open_button_line()};
  // The kernel makes the folder with the first device, and that may come later.
  mkdir(INPUT_FOLDER, 0755);
  events->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (events->watch >= 0) inotify_add_watch(events->watch, INPUT_FOLDER, IN_CREATE);
  add_devices(events);  // after the watch, so that none is missed
  return events->watch >= 0 || events->line >= 0;
}

// False when there is nothing left to read; what is read is not looked at.
static bool drain(int fd) {
  char bytes[4096];
  bool any = false;
  while (fd >= 0 && read(fd, bytes, sizeof bytes) > 0) any = true;
  return any;
}

// A device that is gone says so as an error of read(2).
static bool read_presses(struct ButtonEvents* events, size_t index) {
  struct InputEvent event;
  bool pressed = false;
  int fd = events->devices[index].fd;
  ssize_t size;
  while ((size = read(fd, &event, sizeof event)) == sizeof event) {
    pressed |= event.type == kEventKey && event.code == kPowerKey && event.value == kPressed;
  }
  if (size < 0 && errno != EAGAIN && errno != EINTR) {
    close(fd);
    events->devices[index] = events->devices[--events->count];
  }
  return pressed;
}

bool wait_for_button(struct ButtonEvents* events) {
  struct pollfd sources[kMostButtons + 2];
  nfds_t count = 0;
  sources[count++] = (struct pollfd){.fd = events->watch, .events = POLLIN};
  sources[count++] = (struct pollfd){.fd = events->line, .events = POLLIN};
  for (size_t i = 0; i < events->count; ++i) {
    sources[count++] = (struct pollfd){.fd = events->devices[i].fd, .events = POLLIN};
  }
  if (poll(sources, count, -1) < 0) return false;
  bool pressed = drain(events->line);
  for (size_t i = events->count; i > 0; --i) pressed |= read_presses(events, i - 1);
  if (drain(events->watch)) add_devices(events);
  return pressed;
}

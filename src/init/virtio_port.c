// SPDX-License-Identifier: Apache-2.0
#include "src/init/virtio_port.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/init/clock.h"
#include "src/init/text_file.h"

#define PORTS_FOLDER "/sys/class/virtio-ports"
#define CONSOLE_DRIVER_FOLDER "/sys/bus/virtio/drivers/virtio_console"

enum { kPortPollMs = 1 };

static bool is_port(const char* device, const char* name) {
  char path[PATH_MAX];
  char text[64];
  size_t size = strlen(name);
  snprintf(path, sizeof path, PORTS_FOLDER "/%s/name", device);
  return read_text_file(path, text, sizeof text) && strncmp(text, name, size) == 0 &&
         strcmp(text + size, "\n") == 0;
}

// Whether a device of the driver has ports with names, and so may be the host's: the others are
// consoles, and not waited for. Bit 1 is VIRTIO_CONSOLE_F_MULTIPORT (linux/virtio_console.h).
static bool has_named_ports(const char* device, const char* unused) {
  char path[PATH_MAX];
  char features[3] = "";
  (void)unused;
  if (strncmp(device, "virtio", 6) != 0) return false;
  snprintf(path, sizeof path, CONSOLE_DRIVER_FOLDER "/%s/features", device);
  return read_text_file(path, features, sizeof features) && features[1] == '1';
}

// The first entry of `folder` that `wanted` likes.
static bool find_entry(const char* folder, bool (*wanted)(const char*, const char*),
                       const char* argument, char found[NAME_MAX + 1]) {
  bool is_found = false;
  const struct dirent* entry;
  DIR* entries = opendir(folder);
  if (entries == NULL) return false;
  while (!is_found && (entry = readdir(entries)) != NULL) {
    is_found = wanted(entry->d_name, argument);
    if (is_found) snprintf(found, NAME_MAX + 1, "%s", entry->d_name);
  }
  closedir(entries);
  return is_found;
}

int open_virtio_port(const char* name, int flags, int64_t deadline_ms) {
  char device[NAME_MAX + 1];
  char path[sizeof "/dev/" + NAME_MAX];
  if (!find_entry(CONSOLE_DRIVER_FOLDER, has_named_ports, NULL, device)) return -1;
  while (!find_entry(PORTS_FOLDER, is_port, name, device)) {
    if (now_ms() >= deadline_ms) return -1;
    sleep_ms(kPortPollMs);
  }
  snprintf(path, sizeof path, "/dev/%s", device);
  return open(path, flags | O_NONBLOCK | O_CLOEXEC);
}

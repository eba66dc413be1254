// SPDX-License-Identifier: Apache-2.0
#include "src/init/status.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/init/clock.h"
#include "src/init/log.h"
#include "src/init/plan_format.h"
#include "src/init/signal_name.h"
#include "src/init/text_file.h"

// How long a port may take to appear: the driver asks the host for its ports in the background, and
// the shortest of programs ends before the answer is there. A busy host that emulates the processor
// takes seconds.
enum { kPortWaitMs = 10000, kPortPollMs = 10 };

#define PORTS_FOLDER "/sys/class/virtio-ports"
#define CONSOLE_DRIVER_FOLDER "/sys/bus/virtio/drivers/virtio_console"

void print_ending(const char* name, const struct Ending* ending) {
  if (ending->status == 0 || ending->stop_requested) return;
  const char* signal = signal_name(ending->signal);
  if (ending->signal == 0) {
    log_line(LOG_NAME " exited with status %d", name, ending->status);
  } else if (signal != NULL) {
    log_line(LOG_NAME " was killed by signal %d (%s)", name, ending->signal, signal);
  } else {
    log_line(LOG_NAME " was killed by signal %d", name, ending->signal);
  }
}

static bool is_status_port(const char* device) {
  char path[PATH_MAX];
  char name[64];
  snprintf(path, sizeof path, PORTS_FOLDER "/%s/name", device);
  return read_text_file(path, name, sizeof name) && strcmp(name, PLAN_STATUS_PORT "\n") == 0;
}

// Whether a device of the driver has ports with names, and so may be the host's: the others are
// consoles, and not waited for. Bit 1 is VIRTIO_CONSOLE_F_MULTIPORT (linux/virtio_console.h).
static bool has_named_ports(const char* device) {
  char path[PATH_MAX];
  char features[3] = "";
  if (strncmp(device, "virtio", 6) != 0) return false;
  snprintf(path, sizeof path, CONSOLE_DRIVER_FOLDER "/%s/features", device);
  return read_text_file(path, features, sizeof features) && features[1] == '1';
}

// The first entry of `folder` that `wanted` likes.
static bool find_entry(const char* folder, bool (*wanted)(const char*), char name[NAME_MAX + 1]) {
  bool found = false;
  const struct dirent* entry;
  DIR* entries = opendir(folder);
  if (entries == NULL) return false;
  while (!found && (entry = readdir(entries)) != NULL) {
    found = wanted(entry->d_name);
    if (found) snprintf(name, NAME_MAX + 1, "%s", entry->d_name);
  }
  closedir(entries);
  return found;
}

static int open_status_port(int64_t deadline) {
  char device[NAME_MAX + 1];
  char path[sizeof "/dev/" + NAME_MAX];
  if (!find_entry(CONSOLE_DRIVER_FOLDER, has_named_ports, device)) return -1;
  while (!find_entry(PORTS_FOLDER, is_status_port, device)) {
    if (now_ms() >= deadline) return -1;
    sleep_ms(kPortPollMs);
  }
  snprintf(path, sizeof path, "/dev/%s", device);
  return open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
}

void report_status(int status) {
  char text[16];
  int64_t deadline = now_ms() + kPortWaitMs;
  int port = open_status_port(deadline);
  if (port < 0) return;
  int size = snprintf(text, sizeof text, "%d\n", status);
  // EAGAIN: the host has not said yet that it listens, and may never.
  while (write(port, text, (size_t)size) < 0 && errno == EAGAIN && now_ms() < deadline) {
    sleep_ms(kPortPollMs);
  }
  close(port);
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/kernel_settings.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/init/text_file.h"

#define PRINTK_LEVELS "/proc/sys/kernel/printk"

// Kernels without the setting are old or small, and nothing is to be said about them.
static void write_setting(const char* path, const char* value) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t ignored = write(fd, value, strlen(value));
  (void)ignored;
  close(fd);
}

void relax_network_limits(void) {
  write_setting("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
  write_setting("/proc/sys/net/ipv4/ping_group_range", "0 2147483647");
}

void silence_kernel(void) {
  write_setting(PRINTK_LEVELS, "0");
}

void silence_quiet_kernel(void) {
  enum { kQuietLevel = 4 };  // CONSOLE_LOGLEVEL_QUIET, which "quiet" stands for
  char levels[64];
  if (!read_text_file(PRINTK_LEVELS, levels, sizeof levels)) return;
  if (strtol(levels, NULL, 10) <= kQuietLevel) silence_kernel();
}

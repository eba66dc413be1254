// SPDX-License-Identifier: Apache-2.0
#include "src/init/kernel_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "src/init/kernel_record.h"
#include "src/init/log.h"
#include "src/init/text_file.h"

enum { kLines = 10, kRecordMax = 8192, kLineMax = 240 };

int open_kernel_log(void) {
  int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (log >= 0) lseek(log, 0, SEEK_END);
  return log;
}

// Records of a lower level are on the console; all, where that is not known.
static int console_level(void) {
  char levels[64];
  if (!read_text_file("/proc/sys/kernel/printk", levels, sizeof levels)) return 0;
  return (int)strtol(levels, NULL, 10);
}

// False at the end. What the kernel has overwritten meanwhile (EPIPE) is gone, the rest goes on.
static bool read_record(int log, char text[kRecordMax]) {
  ssize_t size;
  do {
    size = read(log, text, kRecordMax - 1);
  } while (size < 0 && (errno == EPIPE || errno == EINTR));
  if (size <= 0) return false;
  text[size] = '\0';
  return true;
}

void print_kernel_log(int log) {
  static char lines[kLines][kLineMax];
  static char text[kRecordMax];
  struct KernelRecord record;
  size_t count = 0;
  const int shown = console_level();
  while (log >= 0 && read_record(log, text)) {
    if (!parse_kernel_record(text, &record) || !record.from_kernel) continue;
    if (record.level < shown) continue;
    snprintf(lines[count++ % kLines], kLineMax, "[%5llu.%06llu] %s", record.microseconds / 1000000,
             record.microseconds % 1000000, record.message);
  }
  for (size_t i = count > kLines ? count - kLines : 0; i < count; ++i) {
    log_line("kernel: %s", lines[i % kLines]);
  }
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/init/clock.h"
#include "src/init/log.h"
#include "src/init/plan_format.h"
#include "src/init/signal_name.h"
#include "src/init/virtio_port.h"

// How long a port may take to appear: the driver asks the host for its ports in the background, and
// the shortest of programs ends before the answer is there. A busy host that emulates the processor
// takes seconds.
enum { kPortWaitMs = 10000, kPortPollMs = 10 };

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

void report_status(int status) {
  char text[16];
  int64_t deadline = now_ms() + kPortWaitMs;
  int port = open_virtio_port(PLAN_STATUS_PORT, O_WRONLY, deadline);
  if (port < 0) return;
  int size = snprintf(text, sizeof text, "%d\n", status);
  // EAGAIN: the host has not said yet that it listens, and may never.
  while (write(port, text, (size_t)size) < 0 && errno == EAGAIN && now_ms() < deadline) {
    sleep_ms(kPortPollMs);
  }
  close(port);
}

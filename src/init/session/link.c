// SPDX-License-Identifier: Apache-2.0
#include "src/init/session/link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "src/init/clock.h"
#include "src/init/kernel_settings.h"
#include "src/init/log.h"
#include "src/init/virtio_port.h"

// The driver asks the host for its ports in the background; a busy host that emulates the processor
// takes its time.
enum { kPortWaitMs = 10000, kScarceMemoryChunk = 2048 };

// Bytes as they are, both ways.
static void make_transparent(int terminal) {
  struct termios state;
  if (tcgetattr(terminal, &state) != 0) return;
  cfmakeraw(&state);
  state.c_cflag |= CREAD | CLOCAL;
  state.c_cc[VMIN] = 1;
  state.c_cc[VTIME] = 0;
  tcsetattr(terminal, TCSANOW, &state);
}

bool link_open(struct Link* link) {
  link->fd = open_virtio_port(SESSION_PORT, O_RDWR, now_ms() + kPortWaitMs);
  if (link->fd >= 0) return true;
  link->fd = open("/dev/console", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (link->fd < 0 || !isatty(link->fd)) {
    log_line("no way to the host: there is neither a port named " SESSION_PORT " nor a console");
    if (link->fd >= 0) close(link->fd);
    link->fd = -1;
    return false;
  }
  silence_kernel();
  make_transparent(link->fd);
  return true;
}

bool link_is_up(struct Link* link) {
  struct pollfd entry = {.fd = link->fd};
  bool is_up = link->fd >= 0 && poll(&entry, 1, 0) >= 0 && (entry.revents & POLLHUP) == 0;
  if (is_up) {
    link->down_since_ms = 0;
  } else if (link->down_since_ms == 0) {
    link->down_since_ms = now_ms();
  }
  return is_up;
}

bool link_is_idle(const struct Link* link) {
  return link->begin == link->end;
}

char* link_payload(struct Link* link) {
  return link->bytes + SESSION_HEADER_SIZE;
}

void link_send(struct Link* link, char type, size_t size) {
  write_frame_header(type, size, link->bytes);
  link->begin = 0;
  link->end = SESSION_HEADER_SIZE + size;
  link_flush(link);
}

void link_flush(struct Link* link) {
  size_t most = sizeof link->bytes;
  while (!link_is_idle(link)) {
    size_t size = link->end - link->begin;
    ssize_t written = write(link->fd, link->bytes + link->begin, size < most ? size : most);
    if (written > 0) {
      link->begin += (size_t)written;
    } else if (errno == ENOMEM && most > kScarceMemoryChunk) {
      most = kScarceMemoryChunk;  // the driver copies each write into one piece of memory
    } else {
      return;
    }
  }
}

void link_receive(struct Link* link, void (*take)(void*, const struct Frame*), void* argument) {
  static char bytes[SESSION_MAX_PAYLOAD];
  struct Frame frame;
  ssize_t size = read(link->fd, bytes, sizeof bytes);
  if (size <= 0) return;
  struct Bytes rest = {bytes, (size_t)size};
  while (read_frame(&link->reader, &rest, &frame)) take(argument, &frame);
}

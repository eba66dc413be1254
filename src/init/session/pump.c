// SPDX-License-Identifier: Apache-2.0
#include "src/init/session/pump.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "src/init/clock.h"

// How often a host that has gone away, and signals without a descriptor, are looked for; and how
// much is sent before something else has its turn.
enum { kDownPollMs = 10, kSignalPollMs = 20, kFramesAtOnce = 16 };

static void take_frame(void* argument, const struct Frame* frame) {
  struct Session* session = argument;
  switch (frame->type) {
    case SESSION_INPUT:
      if (session->channels.input >= 0) input_add(&session->input, frame->payload);
      break;
    case SESSION_END:
      session->input.has_ended = true;
      break;
    case SESSION_SIZE:
      resize_terminal(&session->channels, frame->payload);
      break;
    case SESSION_STOP:
      if (session->supervision != NULL) stop_program(session->supervision);
      break;
    case SESSION_BYE:
      session->has_bye = true;
      break;
    default:
      break;
  }
}

// A program that has closed its input gets none, and the host no more credit.
static void feed_program(struct Session* session) {
  struct Channels* channels = &session->channels;
  struct Bytes waiting = input_waiting(&session->input);
  if (channels->input < 0) return;
  if (waiting.size > 0) {
    ssize_t size = write(channels->input, waiting.data, waiting.size);
    if (size > 0) {
      input_taken(&session->input, (size_t)size);
    } else if (errno != EAGAIN && errno != EINTR) {
      close(channels->input);
      channels->input = -1;
      return;
    }
  }
  if (session->input.has_ended && input_waiting(&session->input).size == 0) {
    end_input(channels, session->input.in_line);
  }
}

static bool send_credit(struct Session* session) {
  uint32_t credit = session->channels.input < 0 ? 0 : input_take_credit(&session->input);
  unsigned char* bytes = (unsigned char*)link_payload(&session->link);
  if (credit == 0) return false;
  for (size_t i = 0; i < sizeof credit; ++i) bytes[i] = (unsigned char)(credit >> 8 * i);
  link_send(&session->link, SESSION_CREDIT, sizeof credit);
  return true;
}

static bool send_log(struct Session* session) {
  ssize_t size =
      session->log < 0 ? -1 : read(session->log, link_payload(&session->link), kLinkChunk);
  if (size <= 0) return false;
  link_send(&session->link, SESSION_LOG, (size_t)size);
  return true;
}

// What there is from `*fd`, whose end closes it.
static bool send_output(struct Session* session, int* fd, char type) {
  if (*fd < 0) return false;
  ssize_t size = read(*fd, link_payload(&session->link), kLinkChunk);
  if (size > 0) {
    link_send(&session->link, type, (size_t)size);
    return true;
  }
  bool is_empty = size < 0 && (errno == EAGAIN || errno == EINTR);
  if (!is_empty || session->takes_what_is_there) {
    close(*fd);  // of a terminal's other end EIO is the end
    *fd = -1;
  }
  return false;
}

static bool send_either(struct Session* session) {
  struct Channels* channels = &session->channels;
  // In turn, so that a flood of one does not hold up the other.
  const bool errors_first = session->errors_next;
  session->errors_next = !errors_first;
  if (errors_first && send_output(session, &channels->errors, SESSION_ERRORS)) return true;
  return send_output(session, &channels->output, SESSION_OUTPUT) ||
         send_output(session, &channels->errors, SESSION_ERRORS);
}

static void send_what_there_is(struct Session* session) {
  for (int i = 0; i < kFramesAtOnce && link_is_idle(&session->link); ++i) {
    if (send_log(session) || send_credit(session) || send_either(session)) continue;
    session->errors_next = false;
    return;
  }
}

static void take_signals(struct Session* session) {
  static const struct timespec kNoTime = {0};
  sigset_t all;
  int signal;
  sigfillset(&all);
  while ((signal = sigtimedwait(&all, NULL, &kNoTime)) > 0) {
    if (session->supervision != NULL) take_signal(session->supervision, signal);
  }
}

void pump(struct Session* session) {
  link_receive(&session->link, take_frame, session);
  feed_program(session);
  link_flush(&session->link);
  send_what_there_is(session);
  take_signals(session);
}

void wait_for_work(struct Session* session, const int64_t* deadline_ms) {
  const bool is_up = link_is_up(&session->link);
  const bool is_idle = link_is_idle(&session->link);
  const bool has_input = input_waiting(&session->input).size > 0;
  const struct Channels* channels = &session->channels;
  struct pollfd entries[] = {
      {.fd = is_up ? session->link.fd : -1, .events = (short)(POLLIN | (is_idle ? 0 : POLLOUT))},
      {.fd = is_idle ? session->log : -1, .events = POLLIN},
      {.fd = is_idle ? channels->output : -1, .events = POLLIN},
      {.fd = is_idle ? channels->errors : -1, .events = POLLIN},
      {.fd = has_input ? channels->input : -1, .events = POLLOUT},
      {.fd = session->signals, .events = POLLIN},
  };
  int64_t wakeup = deadline_ms == NULL ? INT64_MAX : *deadline_ms;
  if (!is_up && wakeup > now_ms() + kDownPollMs) wakeup = now_ms() + kDownPollMs;
  if (session->signals < 0 && wakeup > now_ms() + kSignalPollMs) wakeup = now_ms() + kSignalPollMs;
  const struct timespec time = wakeup == INT64_MAX ? (struct timespec){0} : time_until(wakeup);
  ppoll(entries, sizeof entries / sizeof *entries, wakeup == INT64_MAX ? NULL : &time, NULL);
}

bool is_drained(const struct Session* session) {
  struct pollfd log = {.fd = session->log, .events = POLLIN};
  return session->channels.output < 0 && session->channels.errors < 0 &&
         link_is_idle(&session->link) && poll(&log, 1, 0) <= 0;
}

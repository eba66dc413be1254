// SPDX-License-Identifier: Apache-2.0
// Moves what the two ends of a session say.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "src/init/session/channels.h"
#include "src/init/session/input.h"
#include "src/init/session/link.h"
#include "src/init/supervise.h"

struct Session {
  struct Link link;
  struct Channels channels;
  struct SessionInput input;
  int log;                          // lines of PID 1, each one read
  int signals;                      // readable when there is one; -1: the kernel has no such thing
  struct Supervision* supervision;  // of the program; NULL: it does not run
  bool takes_what_is_there;  // what could write more hangs: its output ends where nothing is to be
                             // read
  bool errors_next;          // standard error has its turn
  bool has_bye;              // of the host
};

// Does what can be done without waiting.
void pump(struct Session* session);

// Waits until there is more to do, until `*deadline_ms` (see clock.h; NULL: for ever) at most.
void wait_for_work(struct Session* session, const int64_t* deadline_ms);

// Whether all output of the program has been read, and its lines and PID 1's are written.
bool is_drained(const struct Session* session);

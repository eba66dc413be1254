// SPDX-License-Identifier: Apache-2.0
// The program's input between the host and the program. The host sends no more than it has credit
// for, so that what the program does not read yet waits at the host, and frames behind it (a stop)
// do not.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/init/bytes.h"
#include "src/init/session_format.h"

struct SessionInput {
  size_t begin;  // of what the program has not taken
  size_t end;
  size_t owed;     // credit to be given: that much has room, and the host does not know
  bool has_ended;  // nothing more comes
  bool in_line;    // what came last did not end a line
  char bytes[SESSION_INPUT_WINDOW];
};

// Nothing in it, and all the credit owed.
void input_begin(struct SessionInput* input);

// Adds what came. What the host had no credit for is left out.
void input_add(struct SessionInput* input, struct Bytes bytes);

// What the program is to get next.
struct Bytes input_waiting(const struct SessionInput* input);

// The program has taken `size` bytes of it.
void input_taken(struct SessionInput* input, size_t size);

// How much credit is to be given now; that is done then. 0: not yet, a few bytes are not worth a
// frame.
uint32_t input_take_credit(struct SessionInput* input);

// SPDX-License-Identifier: Apache-2.0
#include "src/init/session/input.h"

#include <string.h>

// The host goes on sending with what it has left of its credit.
enum { kCreditWorth = SESSION_INPUT_WINDOW / 4 };

void input_begin(struct SessionInput* input) {
  input->begin = input->end = 0;
  input->owed = SESSION_INPUT_WINDOW;
  input->has_ended = input->in_line = false;
}

void input_add(struct SessionInput* input, struct Bytes bytes) {
  size_t waiting = input->end - input->begin;
  size_t room = SESSION_INPUT_WINDOW - waiting;
  if (bytes.size > room) bytes.size = room;
  if (bytes.size > SESSION_INPUT_WINDOW - input->end) {
    memmove(input->bytes, input->bytes + input->begin, waiting);
    input->begin = 0;
    input->end = waiting;
  }
  if (bytes.size == 0) return;
  memcpy(input->bytes + input->end, bytes.data, bytes.size);
  input->end += bytes.size;
  input->in_line = bytes.data[bytes.size - 1] != '\n';
}

struct Bytes input_waiting(const struct SessionInput* input) {
  return (struct Bytes){input->bytes + input->begin, input->end - input->begin};
}

void input_taken(struct SessionInput* input, size_t size) {
  input->begin += size;
  input->owed += size;
  if (input->begin == input->end) input->begin = input->end = 0;
}

uint32_t input_take_credit(struct SessionInput* input) {
  if (input->owed < kCreditWorth) return 0;
  uint32_t credit = (uint32_t)input->owed;
  input->owed = 0;
  return credit;
}

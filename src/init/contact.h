// SPDX-License-Identifier: Apache-2.0
// How a program is connected to the world.
#pragma once

#include <stdbool.h>

struct Contact {
  int standard[3];        // what becomes its standard input, output and error; -1: what PID 1 has
  int terminal;           // the one that is to be its controlling terminal; -1: none
  bool leads_session;     // of its own, to which the terminal belongs; else both are PID 1's
  const char* term_type;  // what TERM is when the image does not say; NULL: nothing
};

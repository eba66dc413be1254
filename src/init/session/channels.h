// SPDX-License-Identifier: Apache-2.0
// What connects PID 1 and the program in a session: pipes, as a container has them, or a terminal.
#pragma once

#include <stdbool.h>

#include "src/init/bytes.h"
#include "src/init/contact.h"

struct Channels {
  int input;   // to the program; -1: closed
  int output;  // from it; -1: has ended
  int errors;  // the same; a terminal has none
  bool is_terminal;
  struct Contact contact;  // the program's ends
};

// Opens pipes, or a terminal of the size that the kernel's command line says. PID 1's ends do not
// block. False, and a line printed, when the kernel has no such thing.
bool open_channels(bool terminal, struct Channels* channels);

// Lets go of the program's ends of pipes: it has them now.
void give_channels_away(struct Channels* channels);

// The program has ended: what is still to be read comes to its end.
void end_channels(struct Channels* channels);

// Tells the program that there is no more input. `in_line`: the last of it did not end a line.
void end_input(struct Channels* channels, bool in_line);

// `text` is ROWSxCOLUMNS; anything else, or a program without a terminal, changes nothing.
void resize_terminal(const struct Channels* channels, struct Bytes text);

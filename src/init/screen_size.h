// SPDX-License-Identifier: Apache-2.0
// How large the screen is at the other end of a serial line, which carries no such thing: the host
// says it on the kernel's command line, as oci2boot.size=ROWSxCOLUMNS. The kernel passes a name
// with a dot in it on to nobody.
#pragma once

#include <stdbool.h>

#include "src/init/bytes.h"

struct ScreenSize {
  unsigned short rows;
  unsigned short columns;
};

// What a terminal has had since there are terminals.
extern const struct ScreenSize kUsualScreen;

// ROWSxCOLUMNS; false when that is not two numbers from 1 to 9999.
bool parse_rows_and_columns(struct Bytes text, struct ScreenSize* size);

// True when `command_line` has a size; of several the last one counts, as with the kernel. One that
// is not two numbers from 1 to 9999 is none.
bool parse_screen_size(const char* command_line, struct ScreenSize* size);

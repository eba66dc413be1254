// SPDX-License-Identifier: Apache-2.0
// How the program has ended: said on the console, and to the host.
#pragma once

#include "src/init/ending.h"

// One line, unless it has ended well or because it was to.
void print_ending(const char* name, const struct Ending* ending);

// Writes `status` to the virtio-serial port that the host listens at, if the machine has it.
void report_status(int status);

// SPDX-License-Identifier: Apache-2.0
// The kernel's command line, cut into arguments as the kernel does it (lib/cmdline.c, next_arg):
// blanks part them, except between double quotes; quotes around a value are not part of it. What
// follows "--" is the init's and no argument of the kernel's.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "src/init/bytes.h"

enum { kCommandLineMax = 4096 };  // COMMAND_LINE_SIZE is 2048 on amd64 and arm64

struct KernelArgument {
  struct Bytes key;
  struct Bytes value;  // data is NULL where there is no '='
};

// Takes the next argument from `*rest`. False at the end.
bool next_kernel_argument(const char** rest, struct KernelArgument* argument);

// Whether the argument's key is `key`.
bool is_argument(const struct KernelArgument* argument, const char* key);

// This machine's, from /proc; empty where that is not mounted.
void read_command_line(char text[kCommandLineMax]);

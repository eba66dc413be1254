// SPDX-License-Identifier: Apache-2.0
// What a file that the kernel did not want to run is. The kernel's errno alone misleads: "no such
// file" also means that a program's loader is missing.
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "src/init/bytes.h"

enum ExecutableKind { kNotExecutable, kScript, kElf };

struct Executable {
  enum ExecutableKind kind;
  uint16_t machine;            // e_machine of an ELF file
  char interpreter[PATH_MAX];  // of the #! line, or PT_INTERP; empty: none
};

// Looks at a whole file. Only ELF files of this machine's byte order are read further than their
// machine; one that is damaged has no interpreter.
void inspect_executable(struct Bytes file, struct Executable* executable);

// The name that images use for an e_machine ("amd64"); NULL for one that is not known here.
const char* machine_name(uint16_t machine);

// The e_machine that this program itself was built for.
uint16_t own_machine(void);

// Whose loader that is by its name, "glibc" or "musl"; NULL for any other.
const char* loader_library(const char* loader);

// Where the loader of "glibc" or "musl" for programs of this machine is in every image that has it.
const char* own_loader(const char* library);

// SPDX-License-Identifier: Apache-2.0
// Which root is asked for: what the plan says, and the kernel's command line where that says
// something else, by the names that distributions' stage 1 know too.
//
//     root=UUID=… | LABEL=… | PARTUUID=… | /dev/NAME    which one
//     rootfstype=TYPE  rootflags=OPTIONS  ro  rw        how it is mounted
#pragma once

#include "src/init/plan.h"

struct RootRequest {
  char name[512];       // "UUID=…"
  char type[64];        // of the file system
  unsigned long flags;  // of mount(2): MS_RDONLY, and what rootflags= has of them (noatime)
  char options[1024];   // the rest of rootflags=, which is the file system's own; may be empty
};

// The last of several arguments of one name counts. `plan` has a root.
void read_root_request(const struct Plan* plan, const char* command_line,
                       struct RootRequest* request);

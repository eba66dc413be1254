// SPDX-License-Identifier: Apache-2.0
// The boot plan in memory; plan_format.h says what it looks like in its file.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "src/init/bytes.h"
#include "src/init/plan_format.h"

// Strings in order; items[count] is NULL. No memory is held while count is 0.
struct StringList {
  const char** items;
  size_t count;
};

enum PlanMode { kPlanModeMissing, kPlanModeContainer, kPlanModeHandover };

struct Plan {
  enum PlanMode mode;
  struct StringList args;  // at least one
  struct StringList env;
  struct StringList modules;
  struct StringList nameservers;
  struct StringList search;  // domains
  struct StringList volumes;
  struct StringList shares;     // TYPE:TAG:ACCESS:PATH, see share.h
  struct StringList power_off;  // no strings: nobody is to listen to the power button
  struct StringList unknown;    // whole records whose key means nothing here
  const char* user;             // NULL: root
  const char* workdir;          // NULL: /
  const char* hostname;         // NULL: none
  const char* network;          // NULL: none
  const char* root;             // NULL: the initramfs
  const char* root_type;        // NULL: ext4
  bool grow;                    // the root, to its disk's size
  bool pid_namespace;           // of the program's own
  bool session;                 // with a host that waits for the program
  bool terminal;                // of the program's own, in a session
  int stop_signal;
};

// Reads a plan. Its strings are not copied: `bytes` must stay. Returns NULL, or what is wrong with
// the plan. The lists are to be released with plan_free() in either case.
const char* plan_parse(struct Bytes bytes, struct Plan* plan);

void plan_free(struct Plan* plan);

// SPDX-License-Identifier: Apache-2.0
// The environment of the program.
#pragma once

#include "src/init/plan.h"

// What docker sets when it has no value of its own.
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

struct EnvironmentDefaults {
  const char* hostname;  // NULL: none
  const char* term;      // the same
  const char* home;
};

// `given` as it is, with PATH, HOSTNAME, TERM and HOME added where it does not have them (an empty
// HOME is none, as for docker). In memory that is never released; NULL when there is none.
const char** build_environment(const struct StringList* given,
                               const struct EnvironmentDefaults* defaults);

// The value of `name`, the first where there are several, as getenv() has it; NULL when it is not
// there.
const char* find_variable(const char* const* environment, const char* name);

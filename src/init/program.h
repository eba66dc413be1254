// SPDX-License-Identifier: Apache-2.0
// Starting the image's program as Docker would.
#pragma once

#include <sys/types.h>

#include "src/init/contact.h"
#include "src/init/plan.h"

// Starts what `plan` says: its user, its working directory, its environment, connected by
// `contact`, in a process group of its own in the foreground. Returns its process id; 0 when it
// could not be started, with the status to report (126 or 127) in `failure_status`, and a line
// printed.
pid_t start_program(const struct Plan* plan, const struct Contact* contact, int* failure_status);

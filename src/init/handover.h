// SPDX-License-Identifier: Apache-2.0
// Becoming the image's own init.
#pragma once

#include "src/init/plan.h"

// Becomes plan->args as PID 1, in the environment that the kernel gives an init (HOME=/,
// TERM=linux and what its command line sets), with the plan's variables over it. `extra_args` is
// what the kernel's command line had for an init ("single"), and goes behind plan->args. Returns
// only on failure: the status to report, with a line printed.
int become_init(const struct Plan* plan, char* const* extra_args);

// SPDX-License-Identifier: Apache-2.0
// The boot plan in the boot folder.
#pragma once

#include <stdbool.h>

#include "src/init/plan.h"

// False when there is no plan that can be followed; a line is printed then.
bool read_plan(struct Plan* plan);

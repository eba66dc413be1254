// SPDX-License-Identifier: Apache-2.0
// Kernel modules from the boot folder.
#pragma once

#include "src/init/plan.h"

// Loads them in the given order. One that fails costs a line; what follows is tried all the same.
void load_modules(const struct StringList* names);

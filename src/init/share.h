// SPDX-License-Identifier: Apache-2.0
// Folders of the host in the guest.
#pragma once

#include <stdbool.h>

#include "src/init/plan.h"

// Mounts what the plan's records "TYPE:TAG:ACCESS:PATH" say, in their order; a folder that is
// missing is made. False, and a line printed, at the first that cannot be had: a program that works
// without its files does harm.
bool mount_shares(const struct StringList* shares);

// What was written to them is on the host when this returns. Nobody may use them any more. A host
// that does not answer is waited for ten seconds, and then there is a line.
void unmount_shares(const struct StringList* shares);

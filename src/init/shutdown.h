// SPDX-License-Identifier: Apache-2.0
// What comes between the program's end and the machine's.
#pragma once

// Ends every process that is left (SIGTERM, and SIGKILL two seconds later), writes everything to
// disks, unmounts them or makes them read-only, and waits until the console has shown all that was
// printed. Each step has a deadline: a machine that is to power off does.
void shut_down(void);

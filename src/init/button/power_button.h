// SPDX-License-Identifier: Apache-2.0
// The power button: what a host presses to have a machine stop in good order (`system_powerdown` of
// QEMU, `virsh shutdown`).
#pragma once

#include "src/init/plan.h"

// Leaves a child that listens. At a press it sends SIGPWR to PID 1, or, where the machine is handed
// over, runs plan->power_off; without one there is no child. A kernel that does not tell about the
// button (see docs/boot-protocol.md) costs no word.
void watch_power_button(const struct Plan* plan);

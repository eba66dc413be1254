// SPDX-License-Identifier: Apache-2.0
// The machine's switch.
#pragma once

// From now on Ctrl-Alt-Del sends PID 1 a SIGINT in place of resetting the machine.
void catch_ctrl_alt_del(void);

_Noreturn void power_off(void);

// SPDX-License-Identifier: Apache-2.0
// Settings of the kernel that images count on.
#pragma once

// As docker does: who is not root may listen on any port, and may ping. An image whose USER serves
// port 80 depends on it.
void relax_network_limits(void);

// The kernel says nothing on the console from here on, unless it panics.
void silence_kernel(void);

// Where the kernel was told to be quiet: its last words ("reboot: Power down", which it takes for
// an emergency) do not follow what the program has printed.
void silence_quiet_kernel(void);

// SPDX-License-Identifier: Apache-2.0
// Signals by name.
#pragma once

// "KILL" for 9; NULL for a signal that has no name.
const char* signal_name(int signal);

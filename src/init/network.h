// SPDX-License-Identifier: Apache-2.0
// The network: loopback, and one card with a static IPv4 address.
#pragma once

// Brings up the loopback, and gives the first Ethernet card (by the kernel's numbering) what
// `network` of the plan says; NULL: nothing.
void set_up_network(const char* network);

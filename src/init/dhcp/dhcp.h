// SPDX-License-Identifier: Apache-2.0
// A card's network by DHCP, in a process of its own that goes on for as long as the machine does.
#pragma once

#include <stdbool.h>

#include "src/init/network_card.h"
#include "src/init/plan.h"

// Asks for a lease and waits until the card has its address; no longer than ten seconds, and a line
// says so then. The child goes on asking, keeps the lease, and gives the card another address when
// it has to. Where the machine is handed over there is no such child: the lease is taken once.
//
// /etc/resolv.conf gets the server's name servers unless the plan has some of its own, and its
// domain unless the plan has any.
void bring_up_by_dhcp(const struct NetworkCard* card, const struct Plan* plan);

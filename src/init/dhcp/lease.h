// SPDX-License-Identifier: Apache-2.0
// What a DHCP lease does to the machine.
#pragma once

#include "src/init/dhcp/message.h"
#include "src/init/network_card.h"
#include "src/init/plan.h"

// Gives the card the lease's address, routes and MTU, and the machine its name servers (see
// dhcp/dhcp.h) where they are not what the last call in this process has set. Lines say what is not
// possible.
void apply_lease(const struct NetworkCard* card, const struct DhcpReply* lease,
                 const struct Plan* plan);

// Takes the address, and with it the routes, from the card.
void drop_lease(const struct NetworkCard* card);

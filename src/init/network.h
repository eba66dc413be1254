// SPDX-License-Identifier: Apache-2.0
// The network: loopback, and the first Ethernet card.
#pragma once

#include "src/init/plan.h"

// Brings up the loopback, and gives the card what the kernel's command line says
// (`oci2boot.network=`), else the plan. A machine without a card is no error.
void set_up_network(const struct Plan* plan);

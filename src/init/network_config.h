// SPDX-License-Identifier: Apache-2.0
// The network record of the plan.
#pragma once

#include <netinet/in.h>
#include <stdbool.h>

struct NetworkConfig {
  struct in_addr address;
  struct in_addr netmask;
  struct in_addr gateway;
};

// Reads "ADDRESS/PREFIX,GATEWAY".
bool parse_network(const char* text, struct NetworkConfig* config);

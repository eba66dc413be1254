// SPDX-License-Identifier: Apache-2.0
// A network card, and what the kernel is told about it. By ioctls and not netlink: each request
// says by itself what it could not do.
#pragma once

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct NetworkCard {
  char name[IF_NAMESIZE];
  int index;
  uint8_t hardware[6];  // its Ethernet address
};

struct Route {
  struct in_addr destination;
  struct in_addr netmask;
  struct in_addr gateway;  // 0.0.0.0: the destination is on the card's own network
};

// The Ethernet card with the lowest number. False when there is none, or no network in the kernel.
bool find_network_card(struct NetworkCard* card);

// The following return 0 or an errno value.
int bring_up_interface(const char* name);
int set_card_address(const struct NetworkCard* card, struct in_addr address,
                     struct in_addr netmask);
int set_card_mtu(const struct NetworkCard* card, int mtu);
// A gateway that is on no network of the card's gets a route of its own first, as clouds want it
// whose netmask is 255.255.255.255 (RFC 3442 allows such). A route that is there already is fine.
int add_card_route(const struct NetworkCard* card, const struct Route* route);

// Takes its IPv4 address from the card, and with it all its routes.
void clear_card(const struct NetworkCard* card);

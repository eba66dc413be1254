// SPDX-License-Identifier: Apache-2.0
// The messages of DHCP (RFC 2131, options of RFC 2132), as they stand in a UDP datagram. Servers
// are not trusted: of what they send only numbers that make sense come out of here, and no text
// that could be more than one word of a resolv.conf.
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "src/init/bytes.h"
#include "src/init/network_card.h"
#include "src/init/network_config.h"

enum { kDhcpMessageMax = 576 };  // what every host must take (RFC 2131, 2)
enum { kDhcpDomainMax = 255, kDhcpMaxRoutes = 16 };

enum DhcpType {
  kDhcpDiscover = 1,
  kDhcpOffer = 2,
  kDhcpRequest = 3,
  kDhcpAck = 5,
  kDhcpNak = 6,
};

struct DhcpQuestion {
  enum DhcpType type;
  uint32_t transaction;
  uint16_t seconds;          // since the client began to ask
  struct in_addr own;        // the address that the client has; 0.0.0.0: none
  struct in_addr requested;  // the one that it wants; 0.0.0.0: any
  struct in_addr server;     // the one whose offer it takes; 0.0.0.0: not said
  const uint8_t* hardware;   // six bytes
  const char* hostname;      // NULL: none
};

// Writes the message and returns its size.
size_t build_dhcp_message(const struct DhcpQuestion* question,
                          unsigned char message[kDhcpMessageMax]);

struct DhcpReply {
  enum DhcpType type;  // kDhcpOffer, kDhcpAck or kDhcpNak; the following is not set in the last one
  uint32_t transaction;
  struct in_addr server;
  struct in_addr address;
  struct in_addr netmask;
  uint32_t lease_s;   // UINT32_MAX: for ever
  uint32_t renew_s;   // less than the next; 0 only as part of a lease that lasts for ever
  uint32_t rebind_s;  // less than lease_s
  uint16_t mtu;       // 0: not said
  struct in_addr nameservers[kMaxNameservers];
  size_t nameserver_count;
  char domain[kDhcpDomainMax + 1];  // empty: none
  struct Route routes[kDhcpMaxRoutes];
  size_t route_count;
};

// Reads an answer to the card with that hardware address. False for anything else, and for an offer
// that nobody can use.
bool parse_dhcp_reply(struct Bytes message, const uint8_t hardware[6], struct DhcpReply* reply);

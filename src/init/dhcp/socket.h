// SPDX-License-Identifier: Apache-2.0
// The two ways on which DHCP messages travel: in frames while the card has no address, by the
// kernel's own UDP when it has one.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "src/init/bytes.h"
#include "src/init/network_card.h"

struct DhcpSocket {
  int fd;              // -1: closed
  bool has_addresses;  // UDP, from the card's own address
};

enum { kDhcpPacketMax = 2048 };

// Both return 0 or an errno value. Messages are not waited for.
int open_frame_socket(const struct NetworkCard* card, struct DhcpSocket* dhcp);
int open_udp_socket(const struct NetworkCard* card, struct DhcpSocket* dhcp);
void close_dhcp_socket(struct DhcpSocket* dhcp);

// To `server` alone, or to everybody where it is 255.255.255.255 (and by frames always).
int send_dhcp_message(const struct DhcpSocket* dhcp, const struct NetworkCard* card,
                      struct in_addr server, struct Bytes message);

// The next message, in `packet`. False when there is none; what is no DHCP is passed over.
bool receive_dhcp_message(const struct DhcpSocket* dhcp, unsigned char packet[kDhcpPacketMax],
                          struct Bytes* message);

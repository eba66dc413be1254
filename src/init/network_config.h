// SPDX-License-Identifier: Apache-2.0
// What the first network card is to get: the plan says it, and the kernel's command line has the
// last word (`oci2boot.network=`).
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

enum NetworkKind { kNetworkNone, kNetworkFixed, kNetworkDhcp };

enum { kNetworkTextMax = 256, kMaxNameservers = 3 };  // MAXNS of resolv.conf(5)

struct NetworkConfig {
  enum NetworkKind kind;
  struct in_addr address;  // this one and the next two: of kNetworkFixed
  struct in_addr netmask;
  struct in_addr gateway;
  char nameservers[kMaxNameservers][INET6_ADDRSTRLEN];  // what a fixed network names itself
  size_t nameserver_count;
};

// Reads "none", "dhcp" or "ADDRESS/PREFIX,GATEWAY[,NAMESERVER...]". Name servers beyond the third
// are not kept: no resolver asks them.
bool parse_network(const char* text, struct NetworkConfig* config);

// The last `oci2boot.network=` of a kernel's command line, without its key. False when there is
// none. One that is too long for `text` is cut, and then of no form that parse_network() takes.
bool find_network_argument(const char* command_line, char text[kNetworkTextMax]);

// SPDX-License-Identifier: Apache-2.0
// IPv4 and UDP around a DHCP message (RFC 791, RFC 768). A machine without an address cannot leave
// that to the kernel, which would not take answers to an address that it does not have yet.
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#include "src/init/bytes.h"

enum { kDhcpServerPort = 67, kDhcpClientPort = 68 };
enum { kDatagramHeaders = 28 };

// A broadcast from 0.0.0.0, client to server. `datagram` has room for kDatagramHeaders and the
// message. Returns its size.
size_t wrap_dhcp_message(struct Bytes message, unsigned char* datagram);

// The message in a datagram from the server's port to the client's. False for anything else.
// `has_checksum`: UDP's is there; the kernel leaves it out on virtual cards whose other end is on
// the same host.
bool unwrap_dhcp_message(struct Bytes datagram, bool has_checksum, struct Bytes* message);

// SPDX-License-Identifier: Apache-2.0
// The fixed part of a DHCP message and its options (RFC 2131, 2 and 4.1; RFC 2132).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/init/bytes.h"

// Where what is used of the fixed part lies.
enum {
  kDhcpOp = 0,
  kDhcpHardwareType = 1,
  kDhcpHardwareSize = 2,
  kDhcpTransaction = 4,
  kDhcpSeconds = 8,
  kDhcpClientAddress = 12,
  kDhcpYourAddress = 16,
  kDhcpHardware = 28,
  kDhcpServerName = 44,
  kDhcpBootFile = 108,
  kDhcpCookie = 236,
  kDhcpOptions = 240,
};

enum { kDhcpOpRequest = 1, kDhcpOpReply = 2, kDhcpEthernet = 1 };

extern const uint8_t kDhcpMagicCookie[4];

enum DhcpOption {
  kOptionPad = 0,
  kOptionNetmask = 1,
  kOptionRouter = 3,
  kOptionNameservers = 6,
  kOptionHostname = 12,
  kOptionDomain = 15,
  kOptionMtu = 26,
  kOptionRequestedAddress = 50,
  kOptionLeaseTime = 51,
  kOptionOverload = 52,
  kOptionMessageType = 53,
  kOptionServer = 54,
  kOptionParameters = 55,
  kOptionMaxSize = 57,
  kOptionRenewTime = 58,
  kOptionRebindTime = 59,
  kOptionRoutes = 121,
  kOptionEnd = 255,
};

// Gathers the value of `option`, whose parts may lie in several places (RFC 3396), also in the
// fields for the server's and the file's name where option 52 says so. Returns its size: 0 when it
// is not there, at most `capacity`. `message` has the fixed part.
size_t gather_option(struct Bytes message, enum DhcpOption option, uint8_t* value, size_t capacity);

// Big-endian numbers.
uint32_t read_u32(const uint8_t* bytes);
void write_u32(uint8_t* bytes, uint32_t value);

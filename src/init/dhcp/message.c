// SPDX-License-Identifier: Apache-2.0
#include "src/init/dhcp/message.h"

#include <arpa/inet.h>
#include <string.h>

#include "src/init/dhcp/options.h"

// Shorter leases would keep the network busy with nothing else; shorter messages are not BOOTP, and
// relays drop them (RFC 1542, 2.1).
enum { kShortestLease = 30, kShortestMessage = 300, kSmallestMtu = 576 };

struct Writer {
  unsigned char* bytes;
  size_t size;
};

static void add_option(struct Writer* writer, enum DhcpOption option, const void* value,
                       size_t size) {
  writer->bytes[writer->size++] = (unsigned char)option;
  writer->bytes[writer->size++] = (unsigned char)size;
  memcpy(writer->bytes + writer->size, value, size);
  writer->size += size;
}

static void add_address(struct Writer* writer, enum DhcpOption option, struct in_addr address) {
  if (address.s_addr != INADDR_ANY) add_option(writer, option, &address.s_addr, 4);
}

size_t build_dhcp_message(const struct DhcpQuestion* question,
                          unsigned char message[kDhcpMessageMax]) {
  // 121 before 3: RFC 3442 wants it so.
  static const uint8_t kWanted[] = {kOptionRoutes,      kOptionNetmask,   kOptionRouter,
                                    kOptionNameservers, kOptionDomain,    kOptionMtu,
                                    kOptionLeaseTime,   kOptionRenewTime, kOptionRebindTime};
  static const uint8_t kMaxSize[] = {kDhcpMessageMax >> 8, kDhcpMessageMax & 0xff};
  const uint8_t type = (uint8_t)question->type;
  struct Writer writer = {message, kDhcpOptions};
  memset(message, 0, kDhcpMessageMax);
  message[kDhcpOp] = kDhcpOpRequest;
  message[kDhcpHardwareType] = kDhcpEthernet;
  message[kDhcpHardwareSize] = 6;
  write_u32(message + kDhcpTransaction, question->transaction);
  message[kDhcpSeconds] = (unsigned char)(question->seconds >> 8);
  message[kDhcpSeconds + 1] = (unsigned char)question->seconds;
  memcpy(message + kDhcpClientAddress, &question->own.s_addr, 4);
  memcpy(message + kDhcpHardware, question->hardware, 6);
  memcpy(message + kDhcpCookie, kDhcpMagicCookie, sizeof kDhcpMagicCookie);

  add_option(&writer, kOptionMessageType, &type, 1);
  add_address(&writer, kOptionRequestedAddress, question->requested);
  add_address(&writer, kOptionServer, question->server);
  add_option(&writer, kOptionMaxSize, kMaxSize, sizeof kMaxSize);
  add_option(&writer, kOptionParameters, kWanted, sizeof kWanted);
  size_t name_size = question->hostname == NULL ? 0 : strnlen(question->hostname, 256);
  if (name_size > 0 && name_size < 256) {
    add_option(&writer, kOptionHostname, question->hostname, name_size);
  }
  message[writer.size++] = kOptionEnd;
  return writer.size < kShortestMessage ? kShortestMessage : writer.size;
}

static struct in_addr address_at(const uint8_t* bytes) {
  struct in_addr address;
  memcpy(&address.s_addr, bytes, 4);
  return address;
}

// One that a machine can have: not of "this network", not the loopback's, no multicast, no
// broadcast.
static bool is_host(struct in_addr address) {
  uint32_t first = ntohl(address.s_addr) >> 24;
  return first != 0 && first != 127 && first < 224;
}

static uint32_t number(struct Bytes message, enum DhcpOption option) {
  uint8_t bytes[4];
  return gather_option(message, option, bytes, sizeof bytes) == 4 ? read_u32(bytes) : 0;
}

static bool is_netmask(uint32_t mask) {
  return (~mask & (~mask + 1)) == 0;  // ones, then zeros
}

// What the address alone says (RFC 950), for servers that say nothing more.
static uint32_t natural_netmask(struct in_addr address) {
  uint32_t first = ntohl(address.s_addr) >> 24;
  if (first < 128) return 0xff000000;
  return first < 192 ? 0xffff0000 : 0xffffff00;
}

static void take_netmask(struct Bytes message, struct DhcpReply* reply) {
  uint32_t mask = number(message, kOptionNetmask);
  if (mask == 0 || !is_netmask(mask)) mask = natural_netmask(reply->address);
  reply->netmask.s_addr = htonl(mask);
}

// RFC 2131, 4.4.5 has the defaults: after half of the lease, and after seven eighths.
static void take_times(struct Bytes message, struct DhcpReply* reply) {
  reply->lease_s = number(message, kOptionLeaseTime);
  if (reply->lease_s == UINT32_MAX) return;
  if (reply->lease_s < kShortestLease) reply->lease_s = kShortestLease;
  reply->renew_s = number(message, kOptionRenewTime);
  reply->rebind_s = number(message, kOptionRebindTime);
  bool usable =
      reply->renew_s > 0 && reply->renew_s < reply->rebind_s && reply->rebind_s < reply->lease_s;
  if (usable) return;
  reply->renew_s = reply->lease_s / 2;
  reply->rebind_s = reply->lease_s - reply->lease_s / 8;
}

static void take_mtu(struct Bytes message, struct DhcpReply* reply) {
  uint8_t bytes[2];
  if (gather_option(message, kOptionMtu, bytes, sizeof bytes) != sizeof bytes) return;
  unsigned mtu = (unsigned)bytes[0] << 8 | bytes[1];
  if (mtu >= kSmallestMtu) reply->mtu = (uint16_t)mtu;
}

static void take_nameservers(struct Bytes message, struct DhcpReply* reply) {
  uint8_t bytes[64];
  size_t size = gather_option(message, kOptionNameservers, bytes, sizeof bytes);
  for (size_t at = 0; size - at >= 4 && reply->nameserver_count < kMaxNameservers; at += 4) {
    struct in_addr address = address_at(bytes + at);
    // A name server on the machine itself is one that nobody else could have told.
    if (is_host(address)) reply->nameservers[reply->nameserver_count++] = address;
  }
}

static bool is_name_byte(uint8_t byte) {
  bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return is_letter || (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_';
}

static void take_domain(struct Bytes message, struct DhcpReply* reply) {
  uint8_t bytes[kDhcpDomainMax];
  size_t size = gather_option(message, kOptionDomain, bytes, sizeof bytes);
  while (size > 0 && bytes[size - 1] == '\0') --size;  // some servers send one along
  for (size_t i = 0; i < size; ++i) {
    if (!is_name_byte(bytes[i])) return;
  }
  memcpy(reply->domain, bytes, size);
  reply->domain[size] = '\0';
}

// RFC 3442: the netmask's bits, as many bytes of the destination as have any, the router.
static void take_classless_routes(const uint8_t* bytes, size_t size, struct DhcpReply* reply) {
  size_t at = 0;
  while (at < size && reply->route_count < kDhcpMaxRoutes) {
    unsigned bits = bytes[at++];
    size_t known = (bits + 7) / 8;
    uint8_t destination[4] = {0};
    if (bits > 32 || size - at < known + 4) return;
    memcpy(destination, bytes + at, known);
    const uint32_t mask = bits == 0 ? 0 : UINT32_MAX << (32 - bits);
    struct Route* route = &reply->routes[reply->route_count++];
    // The kernel refuses a destination with bits beyond its netmask; the RFC has them ignored.
    route->destination.s_addr = htonl(read_u32(destination) & mask);
    route->netmask.s_addr = htonl(mask);
    route->gateway = address_at(bytes + at + known);
    at += known + 4;
  }
}

// With option 121 the routers of option 3 do not count (RFC 3442).
static void take_routes(struct Bytes message, struct DhcpReply* reply) {
  uint8_t bytes[kDhcpMaxRoutes * 9];
  size_t size = gather_option(message, kOptionRoutes, bytes, sizeof bytes);
  if (size > 0) take_classless_routes(bytes, size, reply);
  if (reply->route_count > 0) return;
  if (gather_option(message, kOptionRouter, bytes, 4) != 4 || !is_host(address_at(bytes))) return;
  reply->routes[reply->route_count++] = (struct Route){.gateway = address_at(bytes)};
}

static bool is_for_us(struct Bytes message, const uint8_t hardware[6]) {
  const uint8_t* bytes = (const uint8_t*)message.data;
  return message.size >= kDhcpOptions && bytes[kDhcpOp] == kDhcpOpReply &&
         bytes[kDhcpHardwareType] == kDhcpEthernet && bytes[kDhcpHardwareSize] == 6 &&
         memcmp(bytes + kDhcpHardware, hardware, 6) == 0 &&
         memcmp(bytes + kDhcpCookie, kDhcpMagicCookie, sizeof kDhcpMagicCookie) == 0;
}

bool parse_dhcp_reply(struct Bytes message, const uint8_t hardware[6], struct DhcpReply* reply) {
  uint8_t type, server[4];
  *reply = (struct DhcpReply){.transaction = 0};
  if (!is_for_us(message, hardware)) return false;
  if (gather_option(message, kOptionMessageType, &type, 1) != 1) return false;
  if (gather_option(message, kOptionServer, server, 4) == 4) reply->server = address_at(server);
  reply->type = (enum DhcpType)type;
  reply->transaction = read_u32((const uint8_t*)message.data + kDhcpTransaction);
  if (type == kDhcpNak) return true;
  reply->address = address_at((const uint8_t*)message.data + kDhcpYourAddress);
  bool usable = (type == kDhcpOffer || type == kDhcpAck) && is_host(reply->address) &&
                reply->server.s_addr != INADDR_ANY;
  if (!usable) return false;
  take_netmask(message, reply);
  take_times(message, reply);
  take_mtu(message, reply);
  take_nameservers(message, reply);
  take_domain(message, reply);
  take_routes(message, reply);
  return true;
}

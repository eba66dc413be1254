// SPDX-License-Identifier: Apache-2.0
#include "src/init/dhcp/datagram.h"

#include <stdint.h>
#include <string.h>

enum { kIpHeader = 20, kUdpHeader = 8, kUdp = 17, kHops = 64 };

// Where the fields of the headers lie.
enum { kIpSize = 2, kIpFragment = 6, kIpHops = 8, kIpProtocol = 9, kIpChecksum = 10 };
enum { kIpSource = 12, kIpDestination = 16 };
enum { kUdpSource = 0, kUdpDestination = 2, kUdpSize = 4, kUdpChecksum = 6 };

static unsigned read_u16(const unsigned char* bytes) {
  return (unsigned)bytes[0] << 8 | bytes[1];
}

static void write_u16(unsigned char* bytes, size_t value) {
  bytes[0] = (unsigned char)(value >> 8);
  bytes[1] = (unsigned char)value;
}

// The sum of RFC 1071, not folded and not inverted.
static uint32_t add_words(uint32_t sum, const unsigned char* bytes, size_t size) {
  for (; size >= 2; bytes += 2, size -= 2) sum += read_u16(bytes);
  return size == 0 ? sum : sum + ((uint32_t)bytes[0] << 8);
}

static unsigned checksum_of(uint32_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

// With the pseudo header: addresses, protocol, size.
static unsigned udp_checksum(const unsigned char* ip, const unsigned char* udp, size_t size) {
  uint32_t sum = add_words(kUdp + (uint32_t)size, ip + kIpSource, 8);
  return checksum_of(add_words(sum, udp, size));
}

size_t wrap_dhcp_message(struct Bytes message, unsigned char* datagram) {
  unsigned char* udp = datagram + kIpHeader;
  size_t udp_size = kUdpHeader + message.size;
  size_t size = kIpHeader + udp_size;
  memset(datagram, 0, kDatagramHeaders);
  memcpy(datagram + kDatagramHeaders, message.data, message.size);
  datagram[0] = 0x45;  // version 4, a header of five words
  write_u16(datagram + kIpSize, size);
  datagram[kIpHops] = kHops;
  datagram[kIpProtocol] = kUdp;
  memset(datagram + kIpDestination, 0xff, 4);
  write_u16(udp + kUdpSource, kDhcpClientPort);
  write_u16(udp + kUdpDestination, kDhcpServerPort);
  write_u16(udp + kUdpSize, udp_size);
  unsigned checksum = udp_checksum(datagram, udp, udp_size);
  write_u16(udp + kUdpChecksum, checksum == 0 ? 0xffff : checksum);  // 0 means none
  write_u16(datagram + kIpChecksum, checksum_of(add_words(0, datagram, kIpHeader)));
  return size;
}

// The UDP datagram in it, which nothing has cut into fragments.
static bool unwrap_ip(struct Bytes datagram, struct Bytes* inner) {
  enum { kMoreOrOffset = 0x3fff };
  const unsigned char* ip = (const unsigned char*)datagram.data;
  if (datagram.size < kIpHeader || ip[0] >> 4 != 4 || ip[kIpProtocol] != kUdp) return false;
  size_t header = (size_t)(ip[0] & 0xf) * 4;
  size_t size = read_u16(ip + kIpSize);  // a short frame is padded
  if (header < kIpHeader || size < header || size > datagram.size) return false;
  if ((read_u16(ip + kIpFragment) & kMoreOrOffset) != 0) return false;
  if (checksum_of(add_words(0, ip, header)) != 0) return false;
  *inner = (struct Bytes){datagram.data + header, size - header};
  return true;
}

bool unwrap_dhcp_message(struct Bytes datagram, bool has_checksum, struct Bytes* message) {
  struct Bytes inner;
  if (!unwrap_ip(datagram, &inner) || inner.size < kUdpHeader) return false;
  const unsigned char* udp = (const unsigned char*)inner.data;
  size_t size = read_u16(udp + kUdpSize);
  if (size < kUdpHeader || size > inner.size) return false;
  if (read_u16(udp + kUdpSource) != kDhcpServerPort) return false;
  if (read_u16(udp + kUdpDestination) != kDhcpClientPort) return false;
  bool is_checked = has_checksum && read_u16(udp + kUdpChecksum) != 0;
  if (is_checked && udp_checksum((const unsigned char*)datagram.data, udp, size) != 0) return false;
  *message = (struct Bytes){inner.data + kUdpHeader, size - kUdpHeader};
  return true;
}

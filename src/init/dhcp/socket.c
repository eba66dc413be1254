// SPDX-License-Identifier: Apache-2.0
#include "src/init/dhcp/socket.h"

#include <errno.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "src/init/dhcp/datagram.h"
#include "src/init/dhcp/message.h"

// Of linux/if_packet.h, which compilers for musl do not have.
enum { kChecksumNotReady = 8 };  // TP_STATUS_CSUMNOTREADY
struct AuxiliaryData {           // struct tpacket_auxdata
  uint32_t status;
  uint32_t size;
  uint32_t captured;
  uint16_t link_header;
  uint16_t network_header;
  uint16_t vlan;
  uint16_t vlan_protocol;
};

static int keep_open(int fd, bool is_set_up, bool has_addresses, struct DhcpSocket* dhcp) {
  if (!is_set_up) {
    int error = errno;
    close(fd);
    return error;
  }
  *dhcp = (struct DhcpSocket){.fd = fd, .has_addresses = has_addresses};
  return 0;
}

static struct sockaddr_ll frame_address(const struct NetworkCard* card) {
  struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                .sll_protocol = htons(ETH_P_IP),
                                .sll_ifindex = card->index,
                                .sll_halen = ETH_ALEN};
  memset(address.sll_addr, 0xff, ETH_ALEN);
  return address;
}

int open_frame_socket(const struct NetworkCard* card, struct DhcpSocket* dhcp) {
  const int on = 1;
  const struct sockaddr_ll address = frame_address(card);
  // No protocol yet, or it would hear all cards until it is bound.
  int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return errno;
  bool is_set_up = setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) == 0 &&
                   bind(fd, (const struct sockaddr*)&address, sizeof address) == 0;
  return keep_open(fd, is_set_up, false, dhcp);
}

int open_udp_socket(const struct NetworkCard* card, struct DhcpSocket* dhcp) {
  const int on = 1;
  const struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(kDhcpClientPort)};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return errno;
  socklen_t name_size = (socklen_t)strlen(card->name);
  bool is_set_up = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                   setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == 0 &&
                   setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, card->name, name_size) == 0 &&
                   bind(fd, (const struct sockaddr*)&address, sizeof address) == 0;
  return keep_open(fd, is_set_up, true, dhcp);
}

void close_dhcp_socket(struct DhcpSocket* dhcp) {
  if (dhcp->fd >= 0) close(dhcp->fd);
  dhcp->fd = -1;
}

int send_dhcp_message(const struct DhcpSocket* dhcp, const struct NetworkCard* card,
                      struct in_addr server, struct Bytes message) {
  ssize_t sent;
  if (dhcp->has_addresses) {
    const struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(kDhcpServerPort), .sin_addr = server};
    sent = sendto(dhcp->fd, message.data, message.size, 0, (const struct sockaddr*)&to, sizeof to);
  } else {
    unsigned char datagram[kDatagramHeaders + kDhcpMessageMax];
    const struct sockaddr_ll to = frame_address(card);
    size_t size = wrap_dhcp_message(message, datagram);
    sent = sendto(dhcp->fd, datagram, size, 0, (const struct sockaddr*)&to, sizeof to);
  }
  return sent < 0 ? errno : 0;
}

// Nothing but PACKET_AUXDATA was asked for.
static bool has_udp_checksum(struct msghdr* header) {
  struct AuxiliaryData data;
  const struct cmsghdr* control = CMSG_FIRSTHDR(header);
  if (control == NULL || control->cmsg_type != PACKET_AUXDATA) return true;
  memcpy(&data, CMSG_DATA(control), sizeof data);
  return (data.status & kChecksumNotReady) == 0;
}

bool receive_dhcp_message(const struct DhcpSocket* dhcp, unsigned char packet[kDhcpPacketMax],
                          struct Bytes* message) {
  for (;;) {
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct AuxiliaryData))];
    struct iovec place = {.iov_base = packet, .iov_len = kDhcpPacketMax};
    struct msghdr header = {.msg_iov = &place,
                            .msg_iovlen = 1,
                            .msg_control = control,
                            .msg_controllen = sizeof control};
    ssize_t size = recvmsg(dhcp->fd, &header, 0);
    if (size < 0) return false;
    const struct Bytes received = {(const char*)packet, (size_t)size};
    if (dhcp->has_addresses) {
      *message = received;
      return true;
    }
    if (unwrap_dhcp_message(received, has_udp_checksum(&header), message)) return true;
  }
}

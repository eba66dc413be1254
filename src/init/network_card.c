// SPDX-License-Identifier: Apache-2.0
#include "src/init/network_card.h"

#include <errno.h>
#include <net/if_arp.h>
#include <net/route.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct ifreq request_for(const char* name) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
  return request;
}

// Any socket will do for these.
static int control(unsigned long what, void* request) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  int error = ioctl(fd, (int)what, request) == 0 ? 0 : errno;
  close(fd);
  return error;
}

static struct sockaddr_in socket_address(struct in_addr address) {
  return (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = address};
}

// A card and not one of the devices that a kernel may make up before it finds any (dummy0, bond0):
// those have no device behind them.
static bool is_ethernet_card(struct NetworkCard* card) {
  char path[64];
  struct ifreq request = request_for(card->name);
  snprintf(path, sizeof path, "/sys/class/net/%s/device", card->name);
  if (access(path, F_OK) != 0 || control(SIOCGIFHWADDR, &request) != 0) return false;
  memcpy(card->hardware, request.ifr_hwaddr.sa_data, sizeof card->hardware);
  return request.ifr_hwaddr.sa_family == ARPHRD_ETHER;
}

bool find_network_card(struct NetworkCard* card) {
  struct if_nameindex* all = if_nameindex();
  if (all == NULL) return false;
  card->index = 0;
  for (const struct if_nameindex* one = all; one->if_index != 0; ++one) {
    struct NetworkCard candidate = {.index = (int)one->if_index};
    if (card->index != 0 && candidate.index > card->index) continue;
    snprintf(candidate.name, sizeof candidate.name, "%s", one->if_name);
    if (is_ethernet_card(&candidate)) *card = candidate;
  }
  if_freenameindex(all);
  return card->index != 0;
}

int bring_up_interface(const char* name) {
  struct ifreq request = request_for(name);
  int error = control(SIOCGIFFLAGS, &request);
  if (error != 0) return error;
  request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
  return control(SIOCSIFFLAGS, &request);
}

static int set_address(const char* name, unsigned long what, struct in_addr address) {
  struct ifreq request = request_for(name);
  struct sockaddr_in value = socket_address(address);
  memcpy(&request.ifr_addr, &value, sizeof value);
  return control(what, &request);
}

int set_card_address(const struct NetworkCard* card, struct in_addr address,
                     struct in_addr netmask) {
  int error = set_address(card->name, SIOCSIFADDR, address);
  return error != 0 ? error : set_address(card->name, SIOCSIFNETMASK, netmask);
}

void clear_card(const struct NetworkCard* card) {
  set_address(card->name, SIOCSIFADDR, (struct in_addr){.s_addr = INADDR_ANY});
}

int set_card_mtu(const struct NetworkCard* card, int mtu) {
  struct ifreq request = request_for(card->name);
  request.ifr_mtu = mtu;
  return control(SIOCSIFMTU, &request);
}

static int add_route(const struct NetworkCard* card, const struct Route* route) {
  struct rtentry entry;
  char name[IF_NAMESIZE];
  const struct sockaddr_in destination = socket_address(route->destination);
  const struct sockaddr_in netmask = socket_address(route->netmask);
  const struct sockaddr_in gateway = socket_address(route->gateway);
  memcpy(name, card->name, sizeof name);
  memset(&entry, 0, sizeof entry);
  memcpy(&entry.rt_dst, &destination, sizeof destination);
  memcpy(&entry.rt_genmask, &netmask, sizeof netmask);
  memcpy(&entry.rt_gateway, &gateway, sizeof gateway);
  entry.rt_dev = name;
  entry.rt_flags = RTF_UP;
  if (route->gateway.s_addr != INADDR_ANY) entry.rt_flags |= RTF_GATEWAY;
  if (route->netmask.s_addr == INADDR_BROADCAST) entry.rt_flags |= RTF_HOST;
  int error = control(SIOCADDRT, &entry);
  return error == EEXIST ? 0 : error;
}

int add_card_route(const struct NetworkCard* card, const struct Route* route) {
  int error = add_route(card, route);
  if (error != ENETUNREACH || route->gateway.s_addr == INADDR_ANY) return error;
  const struct Route to_gateway = {.destination = route->gateway,
                                   .netmask = {.s_addr = INADDR_BROADCAST}};
  error = add_route(card, &to_gateway);
  return error != 0 ? error : add_route(card, route);
}

// SPDX-License-Identifier: Apache-2.0
// ioctls and not netlink: four requests, each of which says by itself what it could not do.
#include "src/init/network.h"

#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <net/route.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "src/init/log.h"
#include "src/init/network_config.h"

static void set_name(struct ifreq* request, const char* name) {
  memset(request, 0, sizeof *request);
  snprintf(request->ifr_name, sizeof request->ifr_name, "%s", name);
}

static bool set_up(int socket_fd, const char* name) {
  struct ifreq request;
  set_name(&request, name);
  if (ioctl(socket_fd, SIOCGIFFLAGS, &request) != 0) return false;
  request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
  return ioctl(socket_fd, SIOCSIFFLAGS, &request) == 0;
}

static struct sockaddr_in socket_address(struct in_addr address) {
  struct sockaddr_in result = {.sin_family = AF_INET, .sin_addr = address};
  return result;
}

static bool set_address(int socket_fd, const char* name, int what, struct in_addr address) {
  struct ifreq request;
  struct sockaddr_in value = socket_address(address);
  set_name(&request, name);
  memcpy(&request.ifr_addr, &value, sizeof value);
  return ioctl(socket_fd, what, &request) == 0;
}

static bool add_default_route(int socket_fd, struct in_addr gateway) {
  struct rtentry route;
  struct sockaddr_in any = socket_address((struct in_addr){.s_addr = INADDR_ANY});
  struct sockaddr_in via = socket_address(gateway);
  memset(&route, 0, sizeof route);
  memcpy(&route.rt_dst, &any, sizeof any);
  memcpy(&route.rt_genmask, &any, sizeof any);
  memcpy(&route.rt_gateway, &via, sizeof via);
  route.rt_flags = RTF_UP | RTF_GATEWAY;
  return ioctl(socket_fd, SIOCADDRT, &route) == 0;
}

// A card and not one of the devices that a kernel may make up before it finds any (dummy0, bond0):
// those have no device behind them.
static bool is_ethernet_card(int socket_fd, const char* name) {
  char path[64];
  struct ifreq request;
  set_name(&request, name);
  snprintf(path, sizeof path, "/sys/class/net/%.*s/device", IF_NAMESIZE, name);
  return ioctl(socket_fd, SIOCGIFHWADDR, &request) == 0 &&
         request.ifr_hwaddr.sa_family == ARPHRD_ETHER && access(path, F_OK) == 0;
}

static bool find_card(int socket_fd, char name[IF_NAMESIZE]) {
  struct if_nameindex* all = if_nameindex();
  if (all == NULL) return false;
  unsigned lowest = 0;
  for (const struct if_nameindex* one = all; one->if_index != 0; ++one) {
    if (lowest != 0 && one->if_index > lowest) continue;
    if (!is_ethernet_card(socket_fd, one->if_name)) continue;
    lowest = one->if_index;
    snprintf(name, IF_NAMESIZE, "%s", one->if_name);
  }
  if_freenameindex(all);
  return lowest != 0;
}

static void bring_up_loopback(void) {
  int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return;  // a kernel without a network
  if (!set_up(socket_fd, "lo"))
    log_line("cannot bring up the loopback network: %s", strerror(errno));
  close(socket_fd);
}

// A machine without a card is no error.
static void bring_up_card(const struct NetworkConfig* config) {
  char name[IF_NAMESIZE];
  int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return;
  if (find_card(socket_fd, name)) {
    if (!set_address(socket_fd, name, SIOCSIFADDR, config->address)) {
      log_line("cannot set the address of %s: %s", name, strerror(errno));
    }
    if (!set_address(socket_fd, name, SIOCSIFNETMASK, config->netmask)) {
      log_line("cannot set the netmask of %s: %s", name, strerror(errno));
    }
    if (!set_up(socket_fd, name)) log_line("cannot bring up %s: %s", name, strerror(errno));
    if (!add_default_route(socket_fd, config->gateway)) {
      log_line("cannot add a default route through %s: %s", name, strerror(errno));
    }
  }
  close(socket_fd);
}

void set_up_network(const char* network) {
  struct NetworkConfig config;
  bring_up_loopback();
  if (network == NULL) return;
  if (parse_network(network, &config)) {
    bring_up_card(&config);
  } else {
    log_line("the boot plan's network is not ADDRESS/PREFIX,GATEWAY: " LOG_NAME, network);
  }
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/dhcp/lease.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

#include "src/init/log.h"
#include "src/init/resolv_conf.h"
#include "src/init/resolv_conf_file.h"

// What the card and /etc/resolv.conf have by now: a lease that was only made longer changes
// nothing, neither connections nor what somebody has edited meanwhile.
static struct DhcpReply applied;
static struct ResolvConf written;

static bool is_applied(const struct DhcpReply* lease) {
  return applied.address.s_addr == lease->address.s_addr &&
         applied.netmask.s_addr == lease->netmask.s_addr && applied.mtu == lease->mtu &&
         applied.route_count == lease->route_count &&
         memcmp(applied.routes, lease->routes, sizeof lease->routes) == 0;
}

static void tell_failure(const struct NetworkCard* card, const char* what, int error) {
  if (error != 0) log_line("cannot set the %s of %s: %s", what, card->name, strerror(error));
}

static void set_card(const struct NetworkCard* card, const struct DhcpReply* lease) {
  if (applied.address.s_addr != INADDR_ANY) clear_card(card);
  if (lease->mtu != 0) tell_failure(card, "MTU", set_card_mtu(card, lease->mtu));
  tell_failure(card, "address", set_card_address(card, lease->address, lease->netmask));
  for (size_t i = 0; i < lease->route_count; ++i) {
    tell_failure(card, "routes", add_card_route(card, &lease->routes[i]));
  }
}

static void set_nameservers(const struct DhcpReply* lease, const struct Plan* plan) {
  struct ResolvConf conf = {.size = 0};
  char address[INET_ADDRSTRLEN];
  const char* domain = lease->domain;
  if (plan->nameservers.count > 0 || lease->nameserver_count == 0) return;
  if (plan->search.count > 0) {
    add_search(&conf, plan->search.items, plan->search.count);
  } else if (*domain != '\0') {
    add_search(&conf, &domain, 1);
  }
  for (size_t i = 0; i < lease->nameserver_count; ++i) {
    if (inet_ntop(AF_INET, &lease->nameservers[i], address, sizeof address) == NULL) continue;
    add_nameserver(&conf, address);
  }
  if (conf.size == written.size && memcmp(conf.text, written.text, conf.size) == 0) return;
  write_resolv_conf(&conf);
  written = conf;
}

void apply_lease(const struct NetworkCard* card, const struct DhcpReply* lease,
                 const struct Plan* plan) {
  if (!is_applied(lease)) set_card(card, lease);
  applied = *lease;
  set_nameservers(lease, plan);
}

void drop_lease(const struct NetworkCard* card) {
  clear_card(card);
  applied = (struct DhcpReply){.address = {.s_addr = INADDR_ANY}};
}

// SPDX-License-Identifier: Apache-2.0
#include "src/init/network.h"

#include <errno.h>
#include <string.h>

#include "src/init/command_line.h"
#include "src/init/dhcp/dhcp.h"
#include "src/init/log.h"
#include "src/init/network_card.h"
#include "src/init/network_config.h"
#include "src/init/resolv_conf.h"
#include "src/init/resolv_conf_file.h"

static void tell_failure(const char* what, const char* name, int error) {
  if (error != 0) log_line("cannot %s %s: %s", what, name, strerror(error));
}

static void bring_up_fixed(const struct NetworkCard* card, const struct NetworkConfig* config) {
  const struct Route route = {.gateway = config->gateway};  // 0.0.0.0/0
  tell_failure("set the address of", card->name,
               set_card_address(card, config->address, config->netmask));
  tell_failure("bring up", card->name, bring_up_interface(card->name));
  tell_failure("add a default route through", card->name, add_card_route(card, &route));
}

static void write_nameservers(const struct NetworkConfig* config, const struct StringList* search) {
  struct ResolvConf conf = {.size = 0};
  if (config->nameserver_count == 0) return;
  add_search(&conf, search->items, search->count);
  for (size_t i = 0; i < config->nameserver_count; ++i) {
    add_nameserver(&conf, config->nameservers[i]);
  }
  write_resolv_conf(&conf);
}

static bool read_config(const char* text, const char* from, struct NetworkConfig* config) {
  if (parse_network(text, config)) return true;
  log_line(
      "the network of %s is not none, dhcp or ADDRESS/PREFIX,GATEWAY[,NAMESERVER...]: " LOG_NAME,
      from, text);
  return false;
}

static bool choose_network(const struct Plan* plan, struct NetworkConfig* config) {
  static char command_line[kCommandLineMax];
  char argument[kNetworkTextMax];
  read_command_line(command_line);
  if (find_network_argument(command_line, argument) &&
      read_config(argument, "the kernel's command line", config)) {
    return true;
  }
  return plan->network != NULL && read_config(plan->network, "the boot plan", config);
}

void set_up_network(const struct Plan* plan) {
  struct NetworkConfig config;
  struct NetworkCard card;
  int error = bring_up_interface("lo");
  // A kernel without a network has none of the rest either.
  if (error == EAFNOSUPPORT || error == ENOSYS) return;
  tell_failure("bring up", "the loopback network", error);
  if (!choose_network(plan, &config) || config.kind == kNetworkNone) return;
  write_nameservers(&config, &plan->search);
  if (!find_network_card(&card)) {
    if (config.kind == kNetworkDhcp) log_line("no DHCP: this machine has no network card");
  } else if (config.kind == kNetworkDhcp) {
    bring_up_by_dhcp(&card, plan);
  } else {
    bring_up_fixed(&card, &config);
  }
}

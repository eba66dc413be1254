// SPDX-License-Identifier: Apache-2.0
#include "src/init/network_config.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "src/init/command_line.h"
#include "src/init/decimal.h"

// Copies what comes before `separator`, or the end, and stops there. False when that is longer than
// an address.
static bool take_word(const char** rest, char separator, char word[INET6_ADDRSTRLEN]) {
  const char* end = strchrnul(*rest, separator);
  size_t size = (size_t)(end - *rest);
  if (size >= INET6_ADDRSTRLEN) return false;
  memcpy(word, *rest, size);
  word[size] = '\0';
  *rest = end;
  return true;
}

static bool is_address(const char* word) {
  struct in6_addr address;  // has room for an IPv4 address too
  return inet_pton(AF_INET, word, &address) == 1 || inet_pton(AF_INET6, word, &address) == 1;
}

// `rest` is ",ADDRESS" any number of times.
static bool take_nameservers(const char* rest, struct NetworkConfig* config) {
  char word[INET6_ADDRSTRLEN];
  while (*rest == ',') {
    ++rest;
    if (!take_word(&rest, ',', word) || !is_address(word)) return false;
    if (config->nameserver_count == kMaxNameservers) continue;
    memcpy(config->nameservers[config->nameserver_count++], word, sizeof word);
  }
  return true;
}

static bool parse_fixed(const char* rest, struct NetworkConfig* config) {
  char address[INET6_ADDRSTRLEN];
  char prefix[INET6_ADDRSTRLEN];
  char gateway[INET6_ADDRSTRLEN];
  unsigned long bits;
  config->kind = kNetworkFixed;
  if (!take_word(&rest, '/', address) || *rest++ != '/') return false;
  if (!take_word(&rest, ',', prefix) || *rest++ != ',') return false;
  if (!take_word(&rest, ',', gateway)) return false;
  if (!parse_decimal(prefix, strlen(prefix), 32, &bits)) return false;
  config->netmask.s_addr = bits == 0 ? 0 : htonl(UINT32_MAX << (32 - bits));
  return inet_pton(AF_INET, address, &config->address) == 1 &&
         inet_pton(AF_INET, gateway, &config->gateway) == 1 && take_nameservers(rest, config);
}

bool parse_network(const char* text, struct NetworkConfig* config) {
  *config = (struct NetworkConfig){.kind = kNetworkNone};
  if (strcmp(text, "none") == 0) return true;
  if (strcmp(text, "dhcp") == 0) {
    config->kind = kNetworkDhcp;
    return true;
  }
  return parse_fixed(text, config);
}

bool find_network_argument(const char* command_line, char text[kNetworkTextMax]) {
  struct KernelArgument argument;
  bool found = false;
  while (next_kernel_argument(&command_line, &argument)) {
    if (argument.value.data == NULL || !is_argument(&argument, "oci2boot.network")) continue;
    size_t size = argument.value.size;
    if (size >= kNetworkTextMax) size = kNetworkTextMax - 1;
    memcpy(text, argument.value.data, size);
    text[size] = '\0';
    found = true;
  }
  return found;
}

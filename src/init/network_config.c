// SPDX-License-Identifier: Apache-2.0
#include "src/init/network_config.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "src/init/decimal.h"

bool parse_network(const char* text, struct NetworkConfig* config) {
  const char* slash = strchr(text, '/');
  const char* comma = strchr(text, ',');
  char address[INET_ADDRSTRLEN];
  unsigned long prefix;
  if (slash == NULL || comma == NULL || comma < slash) return false;
  size_t size = (size_t)(slash - text);
  if (size >= sizeof address) return false;
  memcpy(address, text, size);
  address[size] = '\0';
  if (!parse_decimal(slash + 1, (size_t)(comma - slash - 1), 32, &prefix)) return false;
  config->netmask.s_addr = prefix == 0 ? 0 : htonl(UINT32_MAX << (32 - prefix));
  return inet_pton(AF_INET, address, &config->address) == 1 &&
         inet_pton(AF_INET, comma + 1, &config->gateway) == 1;
}

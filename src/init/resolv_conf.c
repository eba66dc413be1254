// SPDX-License-Identifier: Apache-2.0
#include "src/init/resolv_conf.h"

#include <stdbool.h>
#include <string.h>

static bool append(struct ResolvConf* conf, const char* text) {
  size_t size = strlen(text);
  if (size > sizeof conf->text - conf->size) return false;
  memcpy(conf->text + conf->size, text, size);
  conf->size += size;
  return true;
}

void add_nameserver(struct ResolvConf* conf, const char* address) {
  size_t begin = conf->size;
  bool fits = append(conf, "nameserver ") && append(conf, address) && append(conf, "\n");
  if (!fits) conf->size = begin;
}

void add_search(struct ResolvConf* conf, const char* const* domains, size_t count) {
  size_t begin = conf->size;
  if (count == 0) return;
  bool fits = append(conf, "search");
  for (size_t i = 0; i < count; ++i) fits = fits && append(conf, " ") && append(conf, domains[i]);
  if (!fits || !append(conf, "\n")) conf->size = begin;
}

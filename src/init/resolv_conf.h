// SPDX-License-Identifier: Apache-2.0
// /etc/resolv.conf of a machine that learns its name servers only when it starts.
#pragma once

#include <stddef.h>

enum { kResolvConfMax = 2048 };

// The file's text; empty at the beginning.
struct ResolvConf {
  char text[kResolvConfMax];
  size_t size;
};

// Each adds one line, where there is room for it.
void add_nameserver(struct ResolvConf* conf, const char* address);
void add_search(struct ResolvConf* conf, const char* const* domains, size_t count);

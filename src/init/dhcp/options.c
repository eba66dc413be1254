// SPDX-License-Identifier: Apache-2.0
#include "src/init/dhcp/options.h"

#include <string.h>

enum { kOverloadFile = 1, kOverloadServerName = 2 };

const uint8_t kDhcpMagicCookie[4] = {99, 130, 83, 99};

struct Gathering {
  enum DhcpOption option;
  uint8_t* value;
  size_t size;
  size_t capacity;
};

static void gather(struct Gathering* gathering, const uint8_t* bytes, size_t size) {
  size_t room = gathering->capacity - gathering->size;
  if (size > room) size = room;
  memcpy(gathering->value + gathering->size, bytes, size);
  gathering->size += size;
}

// An option that is cut off ends the list.
static void walk(struct Bytes area, struct Gathering* gathering) {
  const uint8_t* bytes = (const uint8_t*)area.data;
  size_t at = 0;
  while (at < area.size && bytes[at] != kOptionEnd) {
    if (bytes[at] == kOptionPad) {
      ++at;
      continue;
    }
    if (area.size - at < 2 || area.size - at - 2 < bytes[at + 1]) return;
    if (bytes[at] == gathering->option) gather(gathering, bytes + at + 2, bytes[at + 1]);
    at += 2 + (size_t)bytes[at + 1];
  }
}

static struct Bytes part(struct Bytes message, size_t begin, size_t end) {
  return (struct Bytes){message.data + begin, end - begin};
}

size_t gather_option(struct Bytes message, enum DhcpOption option, uint8_t* value,
                     size_t capacity) {
  uint8_t overload = 0;
  const struct Bytes options = part(message, kDhcpOptions, message.size);
  struct Gathering overloading = {kOptionOverload, &overload, 0, 1};
  struct Gathering gathering = {option, value, 0, capacity};
  walk(options, &overloading);
  walk(options, &gathering);
  // In this order: RFC 3396, 5.
  if (overload & kOverloadFile) walk(part(message, kDhcpBootFile, kDhcpCookie), &gathering);
  if (overload & kOverloadServerName) {
    walk(part(message, kDhcpServerName, kDhcpBootFile), &gathering);
  }
  return gathering.size;
}

uint32_t read_u32(const uint8_t* bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void write_u32(uint8_t* bytes, uint32_t value) {
  for (int i = 0; i < 4; ++i) bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

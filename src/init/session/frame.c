// SPDX-License-Identifier: Apache-2.0
#include "src/init/session/frame.h"

#include <string.h>

static const char kMagic[] = SESSION_MAGIC;
enum { kMagicSize = sizeof kMagic - 1, kTypeAt = kMagicSize, kSumAt, kSizeAt };

static unsigned char header_sum(const unsigned char* header) {
  return (unsigned char)(header[kTypeAt] + header[kSizeAt] + header[kSizeAt + 1]);
}

static size_t payload_size(const unsigned char* header) {
  return (size_t)header[kSizeAt] | (size_t)header[kSizeAt + 1] << 8;
}

void write_frame_header(char type, size_t size, char header[SESSION_HEADER_SIZE]) {
  unsigned char* bytes = (unsigned char*)header;
  memcpy(header, kMagic, kMagicSize);
  bytes[kTypeAt] = (unsigned char)type;
  bytes[kSizeAt] = (unsigned char)(size & 0xff);
  bytes[kSizeAt + 1] = (unsigned char)(size >> 8);
  bytes[kSumAt] = header_sum(bytes);
}

// Whether the bytes so far may be the beginning of a frame.
static bool is_beginning(const struct FrameReader* reader) {
  const unsigned char* header = (const unsigned char*)reader->bytes;
  size_t compared = reader->size < kMagicSize ? reader->size : kMagicSize;
  if (memcmp(reader->bytes, kMagic, compared) != 0) return false;
  return reader->size < SESSION_HEADER_SIZE ||
         (header[kSumAt] == header_sum(header) && payload_size(header) <= SESSION_MAX_PAYLOAD);
}

// One more byte of a header, in which whatever can be none is left out.
static void take_header_byte(struct FrameReader* reader, char byte) {
  reader->bytes[reader->size++] = byte;
  while (!is_beginning(reader)) memmove(reader->bytes, reader->bytes + 1, --reader->size);
}

static size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

bool read_frame(struct FrameReader* reader, struct Bytes* rest, struct Frame* frame) {
  for (;;) {
    size_t wanted = SESSION_HEADER_SIZE;
    if (reader->size >= SESSION_HEADER_SIZE) {
      wanted += payload_size((const unsigned char*)reader->bytes);
      size_t size = smaller(wanted - reader->size, rest->size);
      memcpy(reader->bytes + reader->size, rest->data, size);
      reader->size += size;
      rest->data += size;
      rest->size -= size;
      if (reader->size < wanted) return false;
      frame->type = reader->bytes[kTypeAt];
      frame->payload =
          (struct Bytes){reader->bytes + SESSION_HEADER_SIZE, wanted - SESSION_HEADER_SIZE};
      reader->size = 0;
      return true;
    }
    if (rest->size == 0) return false;
    take_header_byte(reader, *rest->data);
    ++rest->data;
    --rest->size;
  }
}

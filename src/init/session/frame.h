// SPDX-License-Identifier: Apache-2.0
// Frames of a session as bytes; session_format.h says what they look like.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "src/init/bytes.h"
#include "src/init/session_format.h"

enum { kFrameMax = SESSION_HEADER_SIZE + SESSION_MAX_PAYLOAD };

// Writes what stands before a payload of `size` bytes.
void write_frame_header(char type, size_t size, char header[SESSION_HEADER_SIZE]);

struct Frame {
  char type;
  struct Bytes payload;
};

// What has come of a frame; all zero in the beginning.
struct FrameReader {
  size_t size;
  char bytes[kFrameMax];
};

// Takes bytes from `*rest` until a frame is complete. False when there is none yet, and nothing
// left. What is no frame is passed over. The payload stays until the next call.
bool read_frame(struct FrameReader* reader, struct Bytes* rest, struct Frame* frame);

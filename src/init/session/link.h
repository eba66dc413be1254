// SPDX-License-Identifier: Apache-2.0
// The way to the host of a session: a port of virtio-serial, or else the console.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/init/session/frame.h"

// A frame of so much payload is one write to a port, whose driver takes 32 KiB at a time.
enum { kLinkChunk = 32768 - SESSION_HEADER_SIZE };

struct Link {
  int fd;                 // -1: none
  int64_t down_since_ms;  // when the host has gone away; 0: it is there
  size_t begin;           // of what has not been written of the present frame
  size_t end;
  char bytes[kFrameMax];
  struct FrameReader reader;
};

// Opens it, when the drivers are loaded. A port that is slow to appear is waited for. On a console
// the kernel is silent from then on: its text could come into the middle of a frame. False, and a
// line printed, when this machine has neither.
bool link_open(struct Link* link);

// Whether the host listens.
bool link_is_up(struct Link* link);

// Whether the last frame has been written. Only then the next may be begun.
bool link_is_idle(const struct Link* link);

// Where the payload of the next frame is put; there is room for SESSION_MAX_PAYLOAD bytes.
char* link_payload(struct Link* link);

// Sends the frame whose payload is there, or begins to.
void link_send(struct Link* link, char type, size_t size);

// Goes on with it, without waiting.
void link_flush(struct Link* link);

// Reads once, and gives each frame that is complete then to `take`.
void link_receive(struct Link* link, void (*take)(void*, const struct Frame*), void* argument);

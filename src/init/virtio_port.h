// SPDX-License-Identifier: Apache-2.0
// The ports of virtio-serial, by which a host and its guest talk.
#pragma once

#include <stdint.h>

// Opens the port that the host calls `name`, non-blocking, with `flags` of open(2). A port that is
// slow to appear is waited for until `deadline_ms` (see clock.h). Returns -1 when this machine has
// no such port.
int open_virtio_port(const char* name, int flags, int64_t deadline_ms);

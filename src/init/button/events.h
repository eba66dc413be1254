// SPDX-License-Identifier: Apache-2.0
// Presses of the power button as the kernel tells them: as a key of an input device (ACPI's button
// on a PC and on an arm64 machine with firmware, gpio-keys where a device tree describes it), else
// as the line of the GPIO chip that the device tree says is that key.
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

enum { kMostButtons = 16 };

struct ButtonDevice {
  unsigned number;  // N of /dev/input/eventN
  int fd;
};

struct ButtonEvents {
  int watch;  // inotify of the folder with the input devices; -1: none
  int line;   // see button/line.h; -1: none
  struct ButtonDevice devices[kMostButtons];
  size_t count;
};

// False when nothing could ever tell.
bool open_button_events(struct ButtonEvents* events);

// Waits until something happens, and says whether it was the button; what has come with it, such as
// an impatient person's second press, counts as the same. Devices that come later (by a driver that
// the image loads) are taken in.
bool wait_for_button(struct ButtonEvents* events);

// SPDX-License-Identifier: Apache-2.0
// The kernel's file systems. Nothing is mounted on /run and /tmp: it would hide what the image has
// there, in memory as on a disk, and as in a container.
#pragma once

#include <stdbool.h>

// /dev: devtmpfs, or the few nodes that every program expects where the kernel has none.
void mount_devices(void);

// /proc, /sys, and what belongs into /dev.
void mount_system(void);

// Takes /dev, /proc and /sys to the root that is mounted at `new_root`. False, and a line, when
// that has no places for them.
bool move_system_mounts(const char* new_root);

// Makes /run and /tmp where they are missing.
void make_work_folders(void);

// cgroup2. Not for a machine that is handed over: which cgroups there are is its init's choice, and
// old ones (systemd before 226) fail on a hierarchy that they do not know.
void mount_cgroups(void);

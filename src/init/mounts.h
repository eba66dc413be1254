// SPDX-License-Identifier: Apache-2.0
// The kernel's file systems. The root is the initramfs, a tmpfs, and so there is nothing to mount
// on /run and /tmp: it would only hide what the image has there.
#pragma once

// /dev: devtmpfs, or the few nodes that every program expects where the kernel has none.
void mount_devices(void);

// /proc, /sys, and what belongs into /dev; /run and /tmp are made where they are missing.
void mount_system(void);

// cgroup2. Not for a machine that is handed over: which cgroups there are is its init's choice, and
// old ones (systemd before 226) fail on a hierarchy that they do not know.
void mount_cgroups(void);

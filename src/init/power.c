// SPDX-License-Identifier: Apache-2.0
#include "src/init/power.h"

#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

void catch_ctrl_alt_del(void) {
  reboot(RB_DISABLE_CAD);
}

// A kernel that does not know how to power off halts for ever in its place (reboot(2),
// kernel/reboot.c). On a PC it is ACPI that knows. A reset ends QEMU just as well, when it runs
// with -no-reboot.
static int switch_off_command(void) {
#if defined(__x86_64__)
  if (access("/sys/kernel", F_OK) == 0 && access("/sys/firmware/acpi", F_OK) != 0) {
    return RB_AUTOBOOT;
  }
#endif
  return RB_POWER_OFF;
}

void power_off(void) {
  // In a child: where the call comes back, the kernel ends the process that has made it, and panics
  // when that is PID 1.
  pid_t child = fork();
  if (child <= 0) {
    reboot(switch_off_command());
    reboot(RB_AUTOBOOT);
    if (child == 0) _exit(1);
  }
  for (;;) {
    if (waitpid(-1, NULL, 0) < 0) pause();
  }
}

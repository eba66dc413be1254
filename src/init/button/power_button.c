// SPDX-License-Identifier: Apache-2.0
#include "src/init/button/power_button.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/init/background.h"
#include "src/init/button/events.h"
#include "src/init/exec.h"
#include "src/init/log.h"

// What the image's own system is told, by its own program.
static void run_command(const struct StringList* command) {
  static struct ExecFailure failure;
  pid_t child = fork();
  if (child < 0) log_line("cannot react to the power button: %s", strerror(errno));
  if (child > 0) waitpid(child, NULL, 0);
  if (child != 0) return;
  exec_program(command->items, (const char* const*)environ, &failure);
  _exit(explain_exec_failure(command->items[0], &failure));
}

static void listen_to_button(void* argument) {
  const struct StringList* command = argument;
  static struct ButtonEvents events;
  if (!open_button_events(&events)) return;
  for (;;) {
    if (!wait_for_button(&events)) continue;
    if (command == NULL) {
      kill(1, SIGPWR);
    } else {
      run_command(command);
    }
  }
}

void watch_power_button(const struct Plan* plan) {
  const struct StringList* command = NULL;
  if (plan->mode == kPlanModeHandover) {
    if (plan->power_off.count == 0) return;
    command = &plan->power_off;
  }
  // A machine that cannot be switched off by its button runs all the same.
  if (start_background("oci2boot: power", listen_to_button, (void*)command) < 0) {
    log_line("cannot listen to the power button: %s", strerror(errno));
  }
}

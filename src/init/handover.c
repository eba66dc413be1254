// SPDX-License-Identifier: Apache-2.0
#include "src/init/handover.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/init/exec.h"
#include "src/init/log.h"

static size_t count_strings(char* const* strings) {
  size_t count = 0;
  while (strings[count] != NULL) ++count;
  return count;
}

static const char** join(const struct StringList* first, char* const* second) {
  size_t more = count_strings(second);
  const char** all = calloc(first->count + more + 1, sizeof *all);
  if (all == NULL) return NULL;
  for (size_t i = 0; i < first->count; ++i) all[i] = first->items[i];
  for (size_t i = 0; i < more; ++i) all[first->count + i] = second[i];
  return all;
}

static bool set_variables(const struct StringList* variables) {
  for (size_t i = 0; i < variables->count; ++i) {
    const char* variable = variables->items[i];
    if (strchr(variable, '=') != NULL && putenv((char*)variable) != 0) return false;
  }
  return true;
}

int become_init(const struct Plan* plan, char* const* extra_args) {
  static struct ExecFailure failure;
  sigset_t none, ours;
  const char** args = join(&plan->args, extra_args);
  if (args == NULL || !set_variables(&plan->env)) {
    log_line("cannot run '" LOG_NAME "': not enough memory", plan->args.items[0]);
    free(args);
    return kStatusNotRunnable;
  }
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, &ours);
  exec_program(args, (const char* const*)environ, &failure);
  sigprocmask(SIG_SETMASK, &ours, NULL);
  free(args);
  return explain_exec_failure(plan->args.items[0], &failure);
}

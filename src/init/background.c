// SPDX-License-Identifier: Apache-2.0
#include "src/init/background.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

pid_t start_background(const char* name, void (*work)(void*), void* argument) {
  pid_t child = fork();
  if (child != 0) return child;
  sigset_t none;
  sigemptyset(&none);
  setsid();
  prctl(PR_SET_NAME, name);
  sigprocmask(SIG_SETMASK, &none, NULL);
  work(argument);
  _exit(0);
}

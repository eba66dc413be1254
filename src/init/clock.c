// SPDX-License-Identifier: Apache-2.0
#include "src/init/clock.h"

int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct timespec time_until(int64_t deadline_ms) {
  int64_t left = deadline_ms - now_ms();
  if (left < 0) left = 0;
  struct timespec time;
  time.tv_sec = (time_t)(left / 1000);
  time.tv_nsec = (long)(left % 1000) * 1000000;
  return time;
}

void sleep_ms(int64_t duration) {
  struct timespec time = time_until(now_ms() + duration);
  nanosleep(&time, NULL);
}

// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/batch_work.h"

#include <sched.h>

namespace oci2boot {

namespace {

bool set_policy(int policy) {
  const sched_param none{};
  return sched_setscheduler(0, policy, &none) == 0;  // of the calling thread
}

}  // namespace

BatchWork::BatchWork() {
  // Whoever has chosen another policy (chrt) knows why.
  changed_ = sched_getscheduler(0) == SCHED_OTHER && set_policy(SCHED_BATCH);
}

BatchWork::~BatchWork() {
  if (changed_) set_policy(SCHED_OTHER);
}

}  // namespace oci2boot

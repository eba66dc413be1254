// SPDX-License-Identifier: Apache-2.0
// Tells the kernel that threads work for throughput, not for quick answers.
#pragma once

namespace oci2boot {

/// While it lives, the calling thread and the threads that it starts are scheduled as SCHED_BATCH
/// (sched(7)): the stages of a conversion wake each other all the time, and none shall push another
/// one off its processor for that. Without it the same conversion takes a tenth longer.
class BatchWork {
 public:
  BatchWork();
  ~BatchWork();
  BatchWork(const BatchWork&) = delete;
  BatchWork& operator=(const BatchWork&) = delete;

 private:
  bool changed_ = false;
};

}  // namespace oci2boot

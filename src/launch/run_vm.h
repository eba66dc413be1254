// SPDX-License-Identifier: Apache-2.0
// Runs a guest as a child of this process, and connects the two.
#pragma once

#include <functional>

#include "src/launch/run_plan.h"

namespace oci2boot {

/// `timeout`'s, as timeout(1) has it.
inline constexpr int kTimedOutStatus = 124;
/// What is no fault of the guest's program.
inline constexpr int kRunFailedStatus = 125;

/// Starts QEMU and what it needs, passes input, output, the terminal's size and signals, and
/// returns when all of it has ended: with the program's status, 124 after the timeout, 128 + N when
/// signal N ended the run (a second Ctrl-C; a SIGTERM that the guest did not follow). After a
/// Ctrl-C, or a SIGTERM or SIGHUP to this process, the program gets its stop signal.
///
/// `let_go` is called right before QEMU starts: what has been kept for it until then, it can take.
///
/// Whatever ends this process, nothing of what it started outlives it. The terminal is as it was
/// before. Nothing is left on the host's file system.
///
/// Throws Error: missing_tool when QEMU or virtiofsd is not installed; failed when QEMU or a
/// virtiofsd fails, when a disk that is kept was not closed although the program's status is 0, or
/// when the guest ends without saying a status: what its console said is on standard error by then,
/// and a panic's advice (panic_advice.h) in the message.
int run_vm(const RunPlan& plan, const std::function<void()>& let_go);

}  // namespace oci2boot

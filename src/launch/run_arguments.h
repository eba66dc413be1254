// SPDX-License-Identifier: Apache-2.0
// QEMU's arguments for a run. Pure.
//
// What a machine has costs time to start, so it has what the run needs and no more: no second
// serial port, no disk controller without disk, no keyboard, no clock of a bus that nothing is on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/launch/run_plan.h"

namespace oci2boot {

/// What a run's plan does not know: the processor, and what QEMU inherits.
struct RunHost {
  bool has_kvm = false;
  std::optional<std::uint64_t> tsc_khz;  ///< host_tsc_khz()
  std::string initrd;                    ///< a path that QEMU opens
  int console = -1;                      ///< a connected socket: the first serial port
  int session = -1;                      ///< another: the port of the session, or of the status
  int monitor = -1;                 ///< one on which QEMU takes commands (QMP); -1: it takes none
  std::string terminal_size;        ///< "ROWSxCOLUMNS"; empty: not known
  std::vector<std::string> shares;  ///< share_arguments()
};

/// The kernel's command line: quiet unless the plan is verbose, without the tests that find out
/// whether hardware is broken, then the plan's own arguments.
std::string run_command_line(const RunPlan& plan, const RunHost& host);

/// The command: QEMU's program, and its arguments. QEMU ends when the guest powers off, restarts or
/// panics.
std::vector<std::string> run_arguments(const RunPlan& plan, const RunHost& host);

}  // namespace oci2boot

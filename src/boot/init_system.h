// SPDX-License-Identifier: Apache-2.0
// Whether an image's program is an init, which must be PID 1 of a machine, or a program like any
// other, which runs below ours.
//
// An init is what brings up a whole system: systemd, sysvinit, upstart, OpenRC, runit and busybox
// under their names, and s6-overlay's /init, which refuses to be anything but PID 1. Not inits:
//  - tini, dumb-init, catatonit and the like: they reap one container's children, and end with it;
//  - s6-svscan, runsvdir, supervisord: supervisors that work below any PID 1. As PID 1 their end
//    would be a kernel panic; below ours it powers the machine off and reports a status;
//  - /init where there is no s6-overlay: a name that many images give their start script.
// `--init PATH` is there for what this gets wrong.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/boot/command.h"

namespace oci2boot {

struct BootOptions;

/// The argv of the init that `argv` runs, its program an absolute path that is really there; also
/// where a shell does nothing but run it (`sh -c "exec /sbin/init --option"`). Nothing when `argv`
/// runs no init.
std::optional<std::vector<std::string>> named_init(const std::vector<std::string>& argv,
                                                   const ProgramSearch& search);

struct InitChoice {
  bool handover = false;          ///< `argv` becomes PID 1
  std::vector<std::string> argv;  ///< not empty
  std::string reason;             ///< half a sentence
  std::string note;               ///< what the user may not expect, or empty
};

/// Follows --init. Throws Error (usage) when it names what is not in the image.
InitChoice choose_init(const BootOptions& options, const ImageConfig& config,
                       const ProgramSearch& search);

}  // namespace oci2boot

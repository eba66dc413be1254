// SPDX-License-Identifier: Apache-2.0
// Who is in charge of the machine: an init of the image's, which becomes PID 1, or ours, with the
// image's program below it.
//
// An init is what brings up a whole system: systemd, sysvinit, upstart, OpenRC, runit and busybox
// under their names, and s6-overlay's /init, which refuses to be anything but the first process,
// and is that in a PID namespace. Not inits:
//  - tini, dumb-init, catatonit and the like: they reap one container's children, and end with it;
//  - s6-svscan, runsvdir, supervisord: supervisors that work below any PID 1. As PID 1 their end
//    would be a kernel panic; below ours it powers the machine off and reports a status;
//  - /init where there is no s6-overlay: a name that many images give their start script.
// `--init PATH` is there for what this gets wrong.
//
// An image whose command is a bare shell, or that has none, is a system if its init is complete
// (src/boot/systems): base images of distributions have a shell for a command, and what was added
// to them decides. It runs the shell when the user typed a command or a user, and when the image
// itself has a user that is not root: no login would be theirs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oci2boot/root_filesystem.h"
#include "src/boot/command.h"

namespace oci2boot {

struct BootOptions;

/// The argv of the init that `argv` runs, its program an absolute path that is really there; also
/// where a shell does nothing but run it (`sh -c "exec /sbin/init --option"`). Nothing when `argv`
/// runs no init.
std::optional<std::vector<std::string>> named_init(const std::vector<std::string>& argv,
                                                   const RootFilesystem& root,
                                                   const ProgramSearch& search);

struct InitChoice {
  bool handover = false;          ///< `argv` becomes PID 1
  bool pid_namespace = false;     ///< as BootPlan has it
  std::string system;             ///< InitSystem::name of `argv`; empty: none that is known
  std::vector<std::string> argv;  ///< not empty
  std::string reason;             ///< half a sentence
  std::string note;               ///< what the user may not expect, or empty
};

/// Follows --init. `search` is in the tree of `root`. Throws Error (usage) when it names what is
/// not in the image.
InitChoice choose_init(const BootOptions& options, const ImageConfig& config,
                       const RootFilesystem& root, const ProgramSearch& search);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// The virtiofsd processes beside QEMU, one for each share by virtiofs.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "src/launch/run_plan.h"

namespace oci2boot {

/// What serves the folders. Its processes end with QEMU, with this object, and with this process,
/// whatever ends it; a Ctrl-C on the terminal does not reach them.
///
/// A server sees its folder and nothing else of the host (virtiofsd's sandbox). Where the share is
/// read-only, so is what it sees. A user other than root becomes root of a user namespace for it: a
/// file that the guest's root makes belongs to the user, and the user's files to the guest's root.
class ShareServers {
 public:
  /// Starts one for each share that needs one. Throws Error (missing_tool) when there is no
  /// virtiofsd, other when it cannot be started.
  explicit ShareServers(std::span<const SharedFolder> shares);
  ~ShareServers();
  ShareServers(ShareServers&&) noexcept;
  ShareServers& operator=(ShareServers&&) noexcept;

  /// For share_arguments(). Close-on-exec: QEMU's child has to clear that.
  std::vector<int> sockets() const;

  /// Once QEMU has them, so that servers notice its end.
  void close_sockets();

  /// For poll(2): each hangs up (POLLHUP) when its server ends.
  std::vector<int> ends() const;

  /// Which server has ended, and what it said; empty while none has.
  std::string loss();

  /// What a server has complained of; empty while all is well. For when QEMU has ended early.
  std::string failure();

 private:
  struct Server;
  std::vector<std::unique_ptr<Server>> servers_;
};

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// What a virtiofsd sees of the host: its folder, whatever the guest asks it for.
#pragma once

#include <filesystem>
#include <string>

namespace oci2boot {

/// How the server is kept from the rest of the host.
enum class ShareSandbox {
  name_spaces,      ///< pivot_root(2); for who may make mount namespaces
  user_name_space,  ///< the same, as root of a user namespace; for any other user
  chroot,           ///< for root in a container, who may make no namespaces
};

/// What a new process does before it becomes a virtiofsd.
///
/// As root of a user namespace it is the caller to the host: what the guest's root makes is the
/// caller's, and what is the caller's is the guest's root's.
class SandboxEntry {
 public:
  /// `read_only`: the process and what it runs see `folder`, and all that is mounted below, so. Not
  /// with ShareSandbox::chroot.
  SandboxEntry(ShareSandbox sandbox, const std::filesystem::path& folder, bool read_only);

  /// To be called in the new process. Async-signal-safe. False: errno says why.
  bool enter() const;

 private:
  ShareSandbox sandbox_;
  std::string folder_;
  bool read_only_;
  std::string user_map_;
  std::string group_map_;
};

/// Whether a process of this user can enter it. Tries it out in a new one.
bool can_enter(ShareSandbox sandbox);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/share_choice.h"

#include <unistd.h>

#include <algorithm>

#include "oci2boot/error.h"
#include "src/launch/shares/share_sandbox.h"
#include "src/launch/shares/virtiofsd.h"

namespace oci2boot {

namespace {

bool mounts(const std::optional<std::vector<std::string>>& kernel_types, ShareKind kind) {
  return !kernel_types || std::find(kernel_types->begin(), kernel_types->end(),
                                    file_system_type(kind)) != kernel_types->end();
}

}  // namespace

ShareHost share_host(std::string_view search_path) {
  ShareHost host;
  host.virtiofsd = find_virtiofsd(search_path);
  if (host.virtiofsd.empty()) {
    host.obstacle =
        "virtiofsd is not installed (Debian's and Ubuntu's packages virtiofsd and "
        "qemu-system-common have it)";
  } else if (::geteuid() != 0 && !can_enter(ShareSandbox::user_name_space)) {
    host.virtiofsd.clear();
    host.obstacle =
        "this user may not make the user namespace that virtiofsd needs (sysctl "
        "user.max_user_namespaces, kernel.unprivileged_userns_clone and "
        "kernel.apparmor_restrict_unprivileged_userns say so)";
  }
  return host;
}

std::string file_system_type(ShareKind kind) {
  return kind == ShareKind::virtiofs ? "virtiofs" : "9p";
}

ShareKind choose_share_kind(const std::optional<std::vector<std::string>>& kernel_types,
                            const ShareHost& host) {
  const bool has_virtiofs = mounts(kernel_types, ShareKind::virtiofs);
  if (has_virtiofs && !host.virtiofsd.empty()) return ShareKind::virtiofs;
  if (mounts(kernel_types, ShareKind::plan9)) return ShareKind::plan9;
  const std::string kernel_with_9p =
      "--kernel \"$(oci2boot-fetch-kernel --package linux-image-amd64)\" (for arm64 "
      "linux-image-arm64) takes one of Debian's that has";
  if (has_virtiofs) {
    throw Error(ErrorCode::missing_tool,
                "cannot share a folder with the guest: its kernel has virtiofs and no 9p, and " +
                    host.obstacle + "; or " + kernel_with_9p + " 9p, which needs no virtiofsd");
  }
  throw Error(ErrorCode::missing_tool,
              "cannot share a folder with the guest: its kernel has neither virtiofs nor 9p; " +
                  kernel_with_9p +
                  " both; in a configuration of one's own they are CONFIG_VIRTIO_FS, or "
                  "CONFIG_9P_FS with CONFIG_NET_9P_VIRTIO");
}

std::vector<SharedFolder> shared_folders(std::span<const Volume> volumes, ShareKind kind,
                                         const ShareHost& host) {
  std::vector<SharedFolder> shares;
  for (const Volume& volume : volumes) {
    SharedFolder share;
    share.kind = kind;
    share.host = volume.host;
    share.tag = "share" + std::to_string(shares.size());
    share.read_only = volume.read_only;
    if (kind == ShareKind::virtiofs) share.server = host.virtiofsd;
    shares.push_back(std::move(share));
  }
  return shares;
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// Which way folders of the host go into the guest: what both the guest's kernel and this machine
// can do. Pure, but for share_host().
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/launch/run_plan.h"
#include "src/launch/shares/volume.h"

namespace oci2boot {

/// What this machine has for shares.
struct ShareHost {
  std::filesystem::path virtiofsd;  ///< empty: there is none that works here
  std::string obstacle;             ///< then why, and the way out: "virtiofsd is not installed …"
};

/// Looks for virtiofsd (find_virtiofsd()), and whether this user may have the namespaces that it
/// needs.
ShareHost share_host(std::string_view search_path);

/// As mount(2) calls it: "virtiofs", "9p".
std::string file_system_type(ShareKind kind);

/// `kernel_types`: what the guest's kernel mounts, by file_system_type(); nothing: not known, and
/// then it is taken to mount all of them. virtiofs, which is faster with many files, where there is
/// a choice. Throws Error (missing_tool) that tells both ways out.
ShareKind choose_share_kind(const std::optional<std::vector<std::string>>& kernel_types,
                            const ShareHost& host);

/// Of volumes that resolve_volumes() returned: "share0", "share1" …
std::vector<SharedFolder> shared_folders(std::span<const Volume> volumes, ShareKind kind,
                                         const ShareHost& host);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// virtiofsd, of which there are two: the older one of QEMU (C, until QEMU 7.2) and the one of the
// virtio-fs project (Rust). They take different options. Pure, but for find_virtiofsd().
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "src/launch/shares/share_sandbox.h"

namespace oci2boot {

/// In the folders of `search_path` ($PATH), and where distributions have it: /usr/libexec,
/// /usr/lib/qemu, /usr/lib. Empty when there is none.
std::filesystem::path find_virtiofsd(std::string_view search_path);

enum class VirtiofsdKind { c, rust };

/// By what it prints for --version: "virtiofsd version 7.2.22 (…)" and a copyright, or
/// "virtiofsd 1.13.2".
VirtiofsdKind virtiofsd_kind(std::string_view version);

/// The command that serves `folder` on the listening socket `socket`, to one client.
std::vector<std::string> virtiofsd_command(const std::filesystem::path& program, VirtiofsdKind kind,
                                           const std::string& folder, int socket,
                                           ShareSandbox sandbox);

}  // namespace oci2boot

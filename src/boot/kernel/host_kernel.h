// SPDX-License-Identifier: Apache-2.0
// The kernel that is taken where nobody names one.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "src/boot/kernel/file_view.h"
#include "src/boot/kernel/kernel_place.h"

namespace oci2boot {

/// The newest one that an installed system has, the image's or the host's.
std::optional<LocatedKernel> newest_installed(const std::shared_ptr<const FileView>& system,
                                              const std::string& architecture);

/// What `auto` finds where the image has none: the newest of the store, else of the host's /boot.
/// Both folders are as KernelRequest has them.
std::optional<LocatedKernel> host_kernel(const std::filesystem::path& store,
                                         const std::filesystem::path& host_root,
                                         const std::string& architecture);

}  // namespace oci2boot

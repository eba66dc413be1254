// SPDX-License-Identifier: Apache-2.0
// Reads a Debian or Ubuntu kernel package without installing or unpacking it on the host.
#pragma once

#include <filesystem>
#include <string_view>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// Whether a file's first bytes are those of a .deb (deb(5)).
bool is_debian_package(std::string_view head);

/// The regular files below boot/, lib/modules/ and usr/lib/modules/ of the .deb at `path`, in one
/// pass. Their bytes lie in a temporary file in `scratch_folder`. Throws Error (missing_tool) when
/// the file cannot be opened, Error (verification_failed) when it is damaged or cut off, and Error
/// (usage) when it is no package of a kernel.
RootFilesystem read_kernel_package(const std::filesystem::path& path,
                                   const std::filesystem::path& scratch_folder);

}  // namespace oci2boot

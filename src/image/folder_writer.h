// SPDX-License-Identifier: Apache-2.0
// Writes a root file system into a folder of the host.
//
//  - Nothing is written outside of the folder, whatever the tree's names and links are and whoever
//    changes the folder meanwhile: each name is made in a folder that is open, and nothing on the
//    way to it is followed if it is a symbolic link.
//  - Holes and long runs of zeros become holes.
//  - A folder gets its own mode and time when all in it has been made; until then only this user
//    can enter it.
//  - What this user may not make is recorded: see host_attributes.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"
#include "src/image/output_file.h"

namespace oci2boot {

/// Before any work. Throws Error (output_failed) when `folder` is something else or, with
/// Existing::refuse, has something in it. It need not be there.
void check_folder(const std::filesystem::path& folder, Existing existing);

/// Makes `folder` where it is missing, and returns the number of names. With Existing::replace
/// files that are in the way are replaced and folders are shared; what the tree does not have
/// stays. When `is_stopped`, or with an Error (output_failed), it ends with what was written until
/// then, which the message tells.
std::uint64_t write_folder(const RootFilesystem& root, const std::filesystem::path& folder,
                           Existing existing, const std::function<bool()>& is_stopped,
                           const WarningSink& warn);

}  // namespace oci2boot

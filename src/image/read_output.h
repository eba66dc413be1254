// SPDX-License-Identifier: Apache-2.0
// What was made, read back: the tree in an initramfs, in a disk with ext4 and in a tar archive,
// each recognised by its content, whoever made it.
#pragma once

#include <filesystem>
#include <string>

#include "oci2boot/limits.h"
#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"

namespace oci2boot {

struct ReadOutput {
  std::string format;  ///< "cpio", "ext4", "tar"
  RootFilesystem root;
};

/// The tree alone: bytes of files that do not lie in `path` as they are are forgotten, and `root`
/// must not be asked for them.
ReadOutput read_output_tree(const std::filesystem::path& path, const Limits& limits,
                            const WarningSink& warn);

/// The bytes of files too; they are kept in `scratch_folder` unless they lie on a disk.
///
/// Both throw Error: not_found when there is no such file; invalid_image when it is none of these,
/// makes no sense or is beyond the limits; verification_failed when a checksum says that it is
/// damaged; output_failed when the scratch folder is full.
ReadOutput read_output(const std::filesystem::path& path,
                       const std::filesystem::path& scratch_folder, const Limits& limits,
                       const WarningSink& warn);

}  // namespace oci2boot

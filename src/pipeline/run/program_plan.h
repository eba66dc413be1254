// SPDX-License-Identifier: Apache-2.0
// What one run tells PID 1, decided anew for each over a root that may be old.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "oci2boot/image_config.h"
#include "src/boot/plan.h"
#include "src/launch/run_plan.h"
#include "src/pipeline/run/root_record.h"

namespace oci2boot {

/// The root file system in an initramfs or on a disk that was made for runs, as PID 1 leaves it to
/// the program: without its own files, and with the image's own /init. `scratch_folder` as for
/// read_output(). Throws Error.
RootFilesystem read_program_root(const std::filesystem::path& path,
                                 const std::filesystem::path& scratch_folder);

/// `options` and `root` as plan_boot() has them. Complete where a program is run.
BootPlan plan_program(const ImageConfig& config, const BootOptions& options,
                      const RootFilesystem& root, const RootRecord& record);

/// The same with folders of the host, in the order in which they are to be mounted; `paths` are
/// theirs in the guest. Their file system is one of the record's.
void add_shares(std::span<const SharedFolder> shares, std::span<const std::string> paths,
                const RootRecord& record, BootPlan& plan);

/// A cpio archive that puts this plan, encoded, into the place of the one in the archive before it,
/// whose root has this metadata. Throws Error.
std::string plan_archive(std::string_view plan, const Metadata& root,
                         const std::filesystem::path& scratch_folder);

/// The same for an image's own init: the plan that `initrd` has, with these folders (add_shares()).
/// Throws Error.
std::string system_plan_archive(const std::filesystem::path& initrd,
                                std::span<const SharedFolder> shares,
                                std::span<const std::string> paths, const RootRecord& record,
                                const std::filesystem::path& scratch_folder);

}  // namespace oci2boot

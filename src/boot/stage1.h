// SPDX-License-Identifier: Apache-2.0
// Stage 1 of a machine whose root is on a disk: the initramfs that finds the root, mounts it and
// moves into it. It is one program and what that reads; nothing of the image is in it.
#pragma once

#include <filesystem>

#include "src/boot/boot_folder.h"

namespace oci2boot {

/// A tree of /init, /.oci2boot/plan and /.oci2boot/modules, as plan_format.h has them; `plan` has a
/// root disk. `scratch_folder` is as for RootFilesystem. Throws what encode_plan() does.
RootFilesystem make_stage1(const BootPlan& plan, const InitPayload& payload, Timestamp time,
                           const std::filesystem::path& scratch_folder);

}  // namespace oci2boot

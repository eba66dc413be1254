// SPDX-License-Identifier: Apache-2.0
// What PID 1 finds in its initramfs, in the places that src/init/plan_format.h names.
#pragma once

#include <span>
#include <string_view>

#include "oci2boot/root_filesystem.h"
#include "src/boot/guest_module.h"
#include "src/boot/plan.h"

namespace oci2boot {

struct InitPayload {
  std::string_view pid1;                 ///< the static program
  std::span<const GuestModule> modules;  ///< those that BootPlan::modules names
};

/// Adds the folder with the plan and the modules, and returns it. Throws what encode_plan() does.
InodeId add_boot_folder(RootFilesystem& root, const BootPlan& plan, const InitPayload& payload,
                        Timestamp time);

/// The same of a plan that is encoded, and without modules.
InodeId add_plan_folder(RootFilesystem& root, std::string_view encoded, Timestamp time);

/// Adds PID 1 as /init, in the place of whatever is there.
void add_pid1(RootFilesystem& root, const InitPayload& payload, Timestamp time);

/// Of a file in that folder: what the image keeps from others, they do not learn there.
Metadata boot_file_metadata(Timestamp time);

}  // namespace oci2boot

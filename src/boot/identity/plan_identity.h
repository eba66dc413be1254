// SPDX-License-Identifier: Apache-2.0
// What the user's wishes about identity mean for the boot plan: what of them this image cannot do
// is said before anything is made.
#pragma once

#include "src/boot/plan.h"

namespace oci2boot {

/// The last step of plan_boot(): `plan` has all but this. Sets BootPlan::identity, the variable TZ
/// for a container's program where the user did not set it (programs that bring time zones of their
/// own look there alone), and notes. Throws Error (usage) for a time zone that the image's
/// collection lacks.
void plan_identity(const BootOptions& options, const RootFilesystem& root, BootPlan& plan);

/// Where in the tree the file of a time zone is looked for: "/usr/share/zoneinfo/Europe/Berlin".
std::string zone_path(const std::string& timezone);

/// Whether it is there.
bool has_zone(const FileTree& tree, const std::string& timezone);

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
// Patches turn a container's root file system into a machine's. Each is small, has a name and can
// be switched off by it; what it did is told to the user.
//
// A patch copes with any tree: /etc missing or a link, a directory where a file is expected. What
// it cannot change in good sense it leaves.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/root_filesystem.h"
#include "src/boot/guest_module.h"
#include "src/boot/plan.h"

namespace oci2boot {

/// What the `init` patch puts into an initramfs.
struct InitPayload {
  std::string_view pid1;                 ///< the static program
  std::span<const GuestModule> modules;  ///< those that BootPlan::modules names
};

/// Everything in it must outlive the patches.
struct PatchContext {
  RootFilesystem& root;
  const BootPlan& plan;
  InitPayload payload;
  Timestamp time;  ///< of everything that patches make
};

/// What a patch did, one clause each: "removed /.dockerenv". Empty when there was nothing to do.
using PatchChanges = std::vector<std::string>;

struct Patch {
  std::string_view name;
  PatchChanges (*apply)(PatchContext& context);
};

/// Those that are left when the named ones are switched off, in the order in which they are
/// applied; the name "all" is all of them. Throws Error (usage) for an unknown name, listing the
/// known ones.
std::vector<Patch> select_patches(std::span<const std::string> disabled);

struct AppliedPatch {
  std::string_view name;
  PatchChanges changes;  ///< not empty
};

/// Returns those that changed something.
std::vector<AppliedPatch> apply_patches(std::span<const Patch> patches, PatchContext& context);

}  // namespace oci2boot

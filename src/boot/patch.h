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

#include "src/boot/boot_folder.h"
#include "src/boot/kernel/module_tree.h"
#include "src/boot/plan.h"
#include "src/boot/root_kind.h"

namespace oci2boot {

/// Everything in it must outlive the patches.
struct PatchContext {
  RootFilesystem& root;
  const BootPlan& plan;
  InitPayload payload;  ///< what the `init` patch puts into an initramfs
  Timestamp time;       ///< of everything that patches make
  /// What the `modules` patch puts into the image; null: nothing.
  const ModuleTree* all_modules = nullptr;
};

/// What a patch did, one clause each: "removed /.dockerenv". Empty when there was nothing to do.
using PatchChanges = std::vector<std::string>;

struct Patch {
  std::string_view name;
  PatchChanges (*apply)(PatchContext& context);
};

/// Those that are for such a root and left when the named ones are switched off, in the order in
/// which they are applied; the name "all" is all of them. `init` is for a root in memory: a disk
/// has nothing of ours, its stage 1 (stage1.h) is no part of the image. Throws Error (usage) for an
/// unknown name, listing the known ones.
std::vector<Patch> select_patches(std::span<const std::string> disabled, RootKind root);

struct AppliedPatch {
  std::string_view name;
  PatchChanges changes;  ///< not empty
};

/// Returns those that changed something.
std::vector<AppliedPatch> apply_patches(std::span<const Patch> patches, PatchContext& context);

}  // namespace oci2boot

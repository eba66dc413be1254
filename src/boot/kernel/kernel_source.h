// SPDX-License-Identifier: Apache-2.0
// Chooses the kernel that an image boots with, and the modules that go with it.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"
#include "src/boot/guest_module.h"
#include "src/boot/kernel/kernel_config.h"
#include "src/boot/kernel/kernel_image.h"
#include "src/boot/kernel/kernel_place.h"
#include "src/boot/kernel/module_tree.h"
#include "src/boot/kernel/share_drivers.h"
#include "src/boot/root_kind.h"

namespace oci2boot {

/// What --modules asks for.
enum class ModuleSelection {
  needed,  ///< what the machine needs to come up, for PID 1
  all,     ///< those, and all that the kernel has for the image
  none,
};

struct KernelRequest {
  /// auto, none, or the path of a kernel, of a folder that has one, or of a package.
  std::string kernel = "auto";
  std::string architecture;  ///< the image's, as GOARCH
  ModuleSelection modules = ModuleSelection::needed;
  RootKind root = RootKind::memory;       ///< a disk takes a driver and a file system more
  std::string system;                     ///< BootPlan::system: systemd wants a module more
  bool for_shares = false;                ///< also look for what mounts folders of the host
  std::filesystem::path store;            ///< STORE/NAME/{boot,lib/modules}, one folder per package
  std::filesystem::path host_root = "/";  ///< whose boot/ and lib/modules/ are the host's
  std::filesystem::path scratch_folder;   ///< for a package's files meanwhile
};

struct Kernel {
  std::string origin;  ///< where it was found, for people
  KernelImage image;
  std::string bytes;                   ///< the kernel as a boot loader takes it
  std::optional<KernelConfig> config;  ///< where it lies beside the kernel or is embedded in it
  std::set<std::string> built_in;      ///< by module_name(), from modules.builtin; empty: not known
  std::vector<GuestModule> modules;    ///< for PID 1, in loading order
  /// With KernelRequest::for_shares, see find_share_drivers().
  std::optional<std::vector<ShareDriver>> share_drivers;
  /// With ModuleSelection::all, where the kernel comes with modules that the image has not already.
  std::optional<ModuleTree> all_modules;
};

/// For `auto`, asks the image's own /boot, then the store, then the host's /boot; the first that
/// has a kernel for the architecture gives its newest. Returns nothing for `none`, and, with a
/// warning that says how to get one, when there is none under `auto`.
///
/// Throws Error (missing_tool) when the kernel that was asked for is not there or cannot be read,
/// and Error (usage) when it is no kernel, or for another architecture.
std::optional<Kernel> find_kernel(const KernelRequest& request, const RootFilesystem& image,
                                  const WarningSink& warn);

/// The newest kernel of a place that is open already, whatever request.kernel says. Throws the
/// same.
Kernel kernel_from(const KernelPlace& place, const KernelRequest& request, const WarningSink& warn);

}  // namespace oci2boot

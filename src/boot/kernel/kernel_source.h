// SPDX-License-Identifier: Apache-2.0
// Chooses the kernel that an image boots with, and the modules that go with it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"
#include "src/boot/guest_module.h"
#include "src/boot/kernel/kernel_config.h"
#include "src/boot/kernel/kernel_image.h"

namespace oci2boot {

/// What of --modules goes into an initramfs.
enum class ModuleSelection { needed, none };

struct KernelRequest {
  /// auto, none, or the path of a kernel, of a folder that has one, or of a Debian package.
  std::string kernel = "auto";
  std::string architecture;  ///< the image's, as GOARCH
  ModuleSelection modules = ModuleSelection::needed;
  std::filesystem::path store;            ///< STORE/NAME/{boot,lib/modules}, one folder per package
  std::filesystem::path host_root = "/";  ///< whose boot/ and lib/modules/ are the host's
  std::filesystem::path scratch_folder;   ///< for a package's files meanwhile
};

struct Kernel {
  std::string origin;  ///< where it was found, for people
  KernelImage image;
  std::string bytes;                   ///< the kernel as a boot loader takes it
  std::optional<KernelConfig> config;  ///< where it was found beside the kernel
  std::vector<GuestModule> modules;    ///< in loading order

  /// Whether the guest will have virtio console ports, one of which carries its exit status: the
  /// driver is among `modules` or built in, by modules.builtin or by `config`, and by `config` also
  /// the bus, virtio_pci, must be.
  bool reports_status = false;
};

/// For `auto`, asks the image's own /boot, then the store, then the host's /boot; the first that
/// has a kernel for the architecture gives its newest. Returns nothing for `none`, and, with a
/// warning that says how to get one, when there is none under `auto`.
///
/// Throws Error (missing_tool) when the kernel that was asked for is not there or cannot be read,
/// and Error (usage) when it is no kernel, or for another architecture.
std::optional<Kernel> find_kernel(const KernelRequest& request, const RootFilesystem& image,
                                  const WarningSink& warn);

}  // namespace oci2boot

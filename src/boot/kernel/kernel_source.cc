// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_source.h"

#include <memory>
#include <utility>

#include "oci2boot/error.h"
#include "src/boot/kernel/file_view.h"
#include "src/boot/kernel/host_kernel.h"
#include "src/boot/kernel/kernel_finder.h"
#include "src/boot/kernel/kernel_payload.h"
#include "src/boot/kernel/modules.h"

namespace oci2boot {

namespace {

/// A module that a virtual machine needs before its programs can load any.
struct NeededModule {
  std::string_view name;
  RootKind root = RootKind::memory;  ///< disk: needed there alone
  std::string_view system = {};      ///< needed by that init system alone
};

constexpr NeededModule kNeeded[] = {
    {"virtio_pci"},
    {"virtio_blk", RootKind::disk},
    // The checksums of ext4 by the processor's own instruction, which nothing asks for where the
    // portable ones are built in.
    {"crc32c_intel", RootKind::disk},
    {"ext4", RootKind::disk},
    {"virtio_net"},
    {"virtio_console"},
    {"virtio_rng"},
    {"af_packet"},  // what DHCP clients speak through
    {"ipv6"},       // the kernel's own answer to router advertisements
    // The power button: ACPI's; without ACPI, on arm64, a key on a line of the PL061. Programs hear
    // both by evdev.
    {"button"},
    {"gpio_pl061"},
    {"gpio_keys"},
    {"evdev"},
    {"autofs4", RootKind::memory, "systemd"},  // of which it complains on the console otherwise
};

/// What the virtual machine needs, as far as the kernel has it as modules.
std::vector<GuestModule> load_needed(const LocatedKernel& located, const KernelRequest& request,
                                     const WarningSink& warn) {
  if (!located.modules) return {};
  std::vector<std::string_view> wanted;
  for (const NeededModule& needed : kNeeded) {
    const bool fits_root = needed.root == RootKind::memory || request.root == RootKind::disk;
    const bool fits_system = needed.system.empty() || needed.system == request.system;
    if (fits_root && fits_system) wanted.push_back(needed.name);
  }
  ModuleSet set =
      load_modules(*located.files, *located.modules, located.found.image.version, wanted);
  for (const std::string& damaged : set.damaged) warn("cannot use a kernel module: " + damaged);
  return std::move(set.modules);
}

/// Without modules, the kernel has what is built in.
void look_for_shares(const LocatedKernel& located, const KernelRequest& request, Kernel& kernel) {
  kernel.share_drivers = find_share_drivers(located, kernel.config, kernel.modules);
  if (!kernel.share_drivers || request.modules != ModuleSelection::none) return;
  std::erase_if(*kernel.share_drivers,
                [](const ShareDriver& driver) { return !driver.modules.empty(); });
}

/// QEMU unpacks a self-unpacking EFI program only in its later versions, and not every packing:
/// what such a program unpacks boots everywhere.
void take_out_of_zboot(Kernel& kernel) {
  if (kernel.image.format != KernelFormat::zboot) return;
  try {
    kernel.bytes = unpacked_kernel(kernel.image, kernel.bytes);
    kernel.image.format = KernelFormat::arm64_image;
  } catch (const Error&) {
    return;  // packed in a way that is not read: it is left to the machine
  }
}

/// The kernel with what belongs to it; all its modules stay where they are.
Kernel complete(LocatedKernel located, const KernelRequest& request, const WarningSink& warn) {
  const FileView& view = *located.files;
  const std::string& version = located.found.image.version;
  Kernel kernel;
  kernel.origin = view.describe(located.found.path);
  if (located.config) kernel.config.emplace(std::move(*located.config));
  if (located.modules) kernel.built_in = built_in_modules(view, *located.modules);
  if (request.modules != ModuleSelection::none) {
    kernel.modules = load_needed(located, request, warn);
  }
  if (request.for_shares) look_for_shares(located, request, kernel);
  if (request.modules == ModuleSelection::all && located.modules) {
    kernel.all_modules = ModuleTree{located.files, *located.modules, version};
  } else if (request.modules == ModuleSelection::all) {
    warn("no modules lie beside the kernel " + kernel.origin + ": --modules all adds none");
  }
  kernel.image = std::move(located.found.image);
  kernel.bytes = std::move(located.found.bytes);
  take_out_of_zboot(kernel);
  return kernel;
}

}  // namespace

Kernel kernel_from(const KernelPlace& place, const KernelRequest& request,
                   const WarningSink& warn) {
  std::optional<LocatedKernel> located = newest_in(place, request.architecture);
  if (!located) refuse_place(place, "the image for " + request.architecture);
  return complete(std::move(*located), request, warn);
}

std::optional<Kernel> find_kernel(const KernelRequest& request, const RootFilesystem& image,
                                  const WarningSink& warn) {
  if (request.kernel == "none") return std::nullopt;
  if (request.kernel != "auto") {
    return kernel_from(open_kernel_place(request.kernel, request.scratch_folder), request, warn);
  }
  const auto tree = std::make_shared<TreeFiles>(image, "image");
  if (auto own = newest_installed(tree, request.architecture)) {
    Kernel kernel = complete(std::move(*own), request, warn);
    kernel.all_modules.reset();  // the image has them
    return kernel;
  }
  if (auto located = host_kernel(request.store, request.host_root, request.architecture)) {
    return complete(std::move(*located), request, warn);
  }
  const std::string store = request.store.empty() ? "the kernel store" : request.store.string();
  warn("no kernel for " + request.architecture + " in the image, in " + store + " or in " +
       (request.host_root / "boot").string() +
       ": oci2boot-fetch-kernel (scripts/fetch-kernel in the sources) --arch " +
       request.architecture +
       " gets one, oci2boot kernel add takes one from a package or an image, --kernel names one");
  return std::nullopt;
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_source.h"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <system_error>

#include "oci2boot/error.h"
#include "src/boot/kernel/file_view.h"
#include "src/boot/kernel/kernel_finder.h"
#include "src/boot/kernel/kernel_package.h"
#include "src/boot/kernel/modules.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kConfigLimit = 4U << 20;

/// A module that a virtual machine needs, and what is lost without it.
struct NeededModule {
  std::string_view name;
  std::string_view option;           ///< of the kernel's configuration
  std::string_view loss;             ///< empty: nothing that anyone would miss
  RootKind root = RootKind::memory;  ///< disk: needed there alone
};
// crc32c_intel: the checksums of ext4 by the processor's own instruction, which nothing asks for
// where the portable ones are built in.
constexpr std::array<NeededModule, 7> kNeeded = {{
    {"virtio_pci", "VIRTIO_PCI", "the guest has none of its virtual devices"},
    {"virtio_blk", "VIRTIO_BLK", "the guest cannot see its disk", RootKind::disk},
    {"crc32c_intel", "CRYPTO_CRC32C_INTEL", "", RootKind::disk},
    {"ext4", "EXT4_FS", "the guest cannot mount its root", RootKind::disk},
    {"virtio_net", "VIRTIO_NET", "the guest has no network"},
    {"virtio_console", "VIRTIO_CONSOLE", "the guest cannot report its exit status"},
    {"virtio_rng", "HW_RANDOM_VIRTIO", ""},
}};

bool has_module(const Kernel& kernel, std::string_view name) {
  return std::any_of(kernel.modules.begin(), kernel.modules.end(),
                     [&](const GuestModule& module) { return module.name == name; });
}

bool will_report_status(const Kernel& kernel, const std::set<std::string>& built_in) {
  if (has_module(kernel, "virtio_console") || built_in.contains("virtio_console")) return true;
  if (!kernel.config || kernel.config->value("VIRTIO_CONSOLE") != ConfigValue::built_in) {
    return false;
  }
  return kernel.config->value("VIRTIO_PCI") == ConfigValue::built_in ||
         has_module(kernel, "virtio_pci");
}

void warn_of_missing(const Kernel& kernel, const std::vector<std::string>& missing,
                     const WarningSink& warn) {
  for (const NeededModule& needed : kNeeded) {
    const bool is_missing = std::find(missing.begin(), missing.end(), needed.name) != missing.end();
    const bool built_in =
        kernel.config && kernel.config->value(needed.option) == ConfigValue::built_in;
    if (!is_missing || built_in || needed.loss.empty()) continue;
    const bool surely = kernel.config.has_value();
    warn("the kernel " + kernel.origin + " comes without the module " + std::string(needed.name) +
         (surely ? ": " : "; unless it is built in, ") + std::string(needed.loss));
  }
}

/// Without modules a root on a disk is within reach only of what is built in.
void warn_of_modules_left_out(const Kernel& kernel, const std::set<std::string>& built_in,
                              const WarningSink& warn) {
  std::string names;
  for (const NeededModule& needed : kNeeded) {
    const bool leads_to_root = needed.root == RootKind::disk || needed.name == "virtio_pci";
    const bool is_built_in =
        built_in.contains(std::string(needed.name)) ||
        (kernel.config && kernel.config->value(needed.option) == ConfigValue::built_in);
    if (!leads_to_root || needed.loss.empty() || is_built_in) continue;
    names += (names.empty() ? "" : ", ") + std::string(needed.name);
  }
  if (names.empty()) return;
  const bool surely = kernel.config || !built_in.empty();
  warn("--modules none, and the kernel " + kernel.origin + (surely ? " has not" : " may not have") +
       " built in: " + names + "; without them the guest does not find its root");
}

/// What the virtual machine needs, as far as `folder` has it.
std::vector<GuestModule> load_needed(const FileView& view, const std::optional<std::string>& folder,
                                     const std::string& version, const KernelRequest& request,
                                     const Kernel& kernel, const WarningSink& warn) {
  std::vector<std::string_view> wanted;
  for (const NeededModule& needed : kNeeded) {
    if (needed.root == RootKind::memory || request.root == RootKind::disk) {
      wanted.push_back(needed.name);
    }
  }
  ModuleSet set;
  if (folder) {
    set = load_modules(view, *folder, version, wanted);
  } else {
    set.missing.assign(wanted.begin(), wanted.end());
  }
  for (const std::string& damaged : set.damaged) warn("cannot use a kernel module: " + damaged);
  warn_of_missing(kernel, set.missing, warn);
  return std::move(set.modules);
}

/// The kernel with what belongs to it; all its modules stay where they are.
Kernel complete(const std::shared_ptr<const FileView>& files, FoundKernel found,
                const KernelRequest& request, const WarningSink& warn) {
  const FileView& view = *files;
  Kernel kernel;
  kernel.origin = view.describe(found.path);
  for (const std::string& path : config_paths(found.path, found.image.version)) {
    if (std::optional<std::string> text = read_text(view, path, kConfigLimit)) {
      kernel.config.emplace(std::move(*text));
      break;
    }
  }
  if (kernel.config && !kernel.config->loads_initramfs()) {
    warn("the kernel " + kernel.origin +
         " cannot load an initramfs: its configuration has no CONFIG_BLK_DEV_INITRD=y");
  }
  const auto folder = module_folder(view, found.path, found.image.version);
  const std::set<std::string> built_in =
      folder ? built_in_modules(view, *folder) : std::set<std::string>();
  if (request.modules != ModuleSelection::none) {
    kernel.modules = load_needed(view, folder, found.image.version, request, kernel, warn);
  } else if (request.root == RootKind::disk) {
    warn_of_modules_left_out(kernel, built_in, warn);
  }
  if (request.modules == ModuleSelection::all && folder) {
    kernel.all_modules = ModuleTree{files, *folder, found.image.version};
  } else if (request.modules == ModuleSelection::all) {
    warn("no modules lie beside the kernel " + kernel.origin + ": --modules all adds none");
  }
  kernel.reports_status = will_report_status(kernel, built_in);
  kernel.image = std::move(found.image);
  kernel.bytes = std::move(found.bytes);
  return kernel;
}

[[noreturn]] void refuse_architecture(const std::string& what, const std::string& has,
                                      const std::string& wanted) {
  throw Error(ErrorCode::usage, what + " is for " + has + ", the image for " + wanted);
}

/// The newest that fits in a folder or package that the user named.
Kernel from_named_view(const std::shared_ptr<const FileView>& files, const std::string& what,
                       const KernelRequest& request, const WarningSink& warn) {
  const FileView& view = *files;
  const std::vector<std::string> paths = kernels_in_folder(view);
  std::optional<FoundKernel> found = newest_kernel(view, paths, request.architecture);
  if (found) return complete(files, std::move(*found), request, warn);
  for (const std::string& path : paths) {
    if (const std::optional<FoundKernel> other = read_kernel(view, path)) {
      refuse_architecture(view.describe(path), other->image.architecture, request.architecture);
    }
  }
  throw Error(ErrorCode::missing_tool, "no kernel in " + what +
                                           " that can be read (looked for vmlinuz*, Image* and the "
                                           "like, there, in boot/ and in lib/modules/)");
}

Kernel from_file(const std::filesystem::path& path, const KernelRequest& request,
                 const WarningSink& warn) {
  // Its real name leads to the folder that its configuration and modules share.
  const auto host = std::make_shared<HostFiles>("/");
  const std::string name = std::filesystem::canonical(path).relative_path().string();
  std::optional<FoundKernel> found = read_kernel(*host, name);
  if (!found) {
    throw Error(ErrorCode::usage, path.string() +
                                      " is not a Linux kernel: expected a bzImage, an "
                                      "arm64 Image, a vmlinux or a Debian package");
  }
  if (found->image.architecture != request.architecture) {
    refuse_architecture("the kernel " + path.string(), found->image.architecture,
                        request.architecture);
  }
  return complete(host, std::move(*found), request, warn);
}

/// The files of a package, which live as long as the view.
class PackageFiles final : public FileView {
 public:
  PackageFiles(RootFilesystem package, std::string what)
      : package_(std::move(package)), files_(package_, std::move(what)) {}
  std::vector<std::string> names(const std::string& folder) const override {
    return files_.names(folder);
  }
  std::vector<std::string> files_below(const std::string& folder) const override {
    return files_.files_below(folder);
  }
  std::unique_ptr<ByteSource> open(const std::string& path) const override {
    return files_.open(path);
  }
  std::string describe(const std::string& path) const override { return files_.describe(path); }

 private:
  RootFilesystem package_;
  TreeFiles files_;
};

Kernel from_path(const KernelRequest& request, const WarningSink& warn) {
  const std::filesystem::path path = request.kernel;
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) {
    const auto folder = std::make_shared<HostFiles>(path);
    const auto found = newest_kernel(*folder, kernels_in_folder(*folder), request.architecture);
    // As if the kernel itself had been named: the modules of a /boot lie beside it, not in it.
    if (found) return from_file(path / found->path, request, warn);
    return from_named_view(folder, path.string(), request, warn);
  }
  std::array<char, 8> head{};
  {
    const std::unique_ptr<ByteSource> file = open_kernel_file(path);
    read_fully(*file, std::as_writable_bytes(std::span(head)));
  }
  if (!is_debian_package({head.data(), head.size()})) return from_file(path, request, warn);
  return from_named_view(std::make_shared<PackageFiles>(
                             read_kernel_package(path, request.scratch_folder), path.string()),
                         path.string(), request, warn);
}

std::optional<Kernel> from_store(const KernelRequest& request, const WarningSink& warn) {
  const auto store = std::make_shared<HostFiles>(request.store);
  std::vector<std::string> paths;
  for (const std::string& name : store->names("")) {
    for (const std::string& path : installed_kernels(HostFiles(request.store / name))) {
      paths.push_back(join_path(name, path));
    }
  }
  std::optional<FoundKernel> found = newest_kernel(*store, paths, request.architecture);
  if (!found) return std::nullopt;
  return complete(store, std::move(*found), request, warn);
}

std::optional<Kernel> from_installed(const std::shared_ptr<const FileView>& files,
                                     const KernelRequest& request, const WarningSink& warn) {
  std::optional<FoundKernel> found =
      newest_kernel(*files, installed_kernels(*files), request.architecture);
  if (!found) return std::nullopt;
  return complete(files, std::move(*found), request, warn);
}

}  // namespace

std::optional<Kernel> find_kernel(const KernelRequest& request, const RootFilesystem& image,
                                  const WarningSink& warn) {
  if (request.kernel == "none") return std::nullopt;
  if (request.kernel != "auto") return from_path(request, warn);
  std::optional<Kernel> kernel =
      from_installed(std::make_shared<TreeFiles>(image, "image"), request, warn);
  if (kernel) kernel->all_modules.reset();  // the image has them
  if (!kernel && !request.store.empty()) kernel = from_store(request, warn);
  if (!kernel)
    kernel = from_installed(std::make_shared<HostFiles>(request.host_root), request, warn);
  if (!kernel) {
    const std::string store = request.store.empty() ? "the kernel store" : request.store.string();
    warn("no kernel for " + request.architecture + " in the image, in " + store + " or in " +
         (request.host_root / "boot").string() +
         ": oci2boot-fetch-kernel (scripts/fetch-kernel in the sources) --arch " +
         request.architecture + " gets one, --kernel names one");
  }
  return kernel;
}

}  // namespace oci2boot

// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_place.h"

#include <array>
#include <system_error>
#include <utility>

#include "oci2boot/error.h"
#include "src/boot/kernel/kernel_package.h"
#include "src/boot/kernel/kernel_payload.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kConfigLimit = 4U << 20;

/// Its real name leads to the folder that a kernel shares with its configuration and modules.
std::optional<std::string> real_path(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  if (error) return std::nullopt;
  return real.relative_path().string();
}

KernelPlace open_folder(const std::filesystem::path& path) {
  KernelPlace place{path.string(), std::make_shared<HostFiles>("/"), {}};
  for (const std::string& name : kernels_in_folder(HostFiles(path))) {
    if (auto real = real_path(path / name)) place.paths.push_back(std::move(*real));
  }
  return place;
}

KernelPlace place_of(const std::string& what, std::shared_ptr<const FileView> files) {
  std::vector<std::string> paths = kernels_in_folder(*files);
  return {what, std::move(files), std::move(paths)};
}

std::shared_ptr<const FileView> open_package(const std::filesystem::path& path, PackageForm form,
                                             const std::filesystem::path& scratch_folder) {
  return std::make_shared<HeldFiles>(
      read_kernel_package(open_kernel_file(path), form, path.string(), scratch_folder),
      path.string());
}

bool is_folder(const std::filesystem::path& path) {
  std::error_code unknown;
  return std::filesystem::is_directory(path, unknown);
}

std::optional<std::string> config_of(const FileView& files, const FoundKernel& found) {
  for (const std::string& path : config_paths(found.path, found.image.version)) {
    if (auto text = read_text(files, path, kConfigLimit)) return text;
  }
  try {
    return embedded_config(unpacked_kernel(found.image, found.bytes));
  } catch (const Error&) {
    return std::nullopt;  // packed in a way that is not read: it boots all the same
  }
}

}  // namespace

KernelPlace open_kernel_place(const std::filesystem::path& path,
                              const std::filesystem::path& scratch_folder) {
  if (is_folder(path)) return open_folder(path);
  if (const auto form = package_form(open_kernel_file(path))) {
    return place_of(path.string(), open_package(path, *form, scratch_folder));
  }
  KernelPlace place{path.string(), std::make_shared<HostFiles>("/"), {}, true};
  if (auto real = real_path(path)) place.paths.push_back(std::move(*real));
  return place;
}

KernelPlace open_kernel_places(const std::vector<std::filesystem::path>& paths,
                               const std::filesystem::path& scratch_folder) {
  if (paths.size() == 1) return open_kernel_place(paths.front(), scratch_folder);
  std::vector<std::shared_ptr<const FileView>> packages;
  std::string what;
  for (const std::filesystem::path& path : paths) {
    const auto form = is_folder(path) ? std::nullopt : package_form(open_kernel_file(path));
    if (!form) {
      throw Error(ErrorCode::usage, path.string() +
                                        " is no package: several files make one kernel "
                                        "only where all are packages");
    }
    packages.push_back(open_package(path, *form, scratch_folder));
    what += (what.empty() ? "" : ", ") + path.string();
  }
  return place_of(what, std::make_shared<JoinedFiles>(std::move(packages)));
}

KernelPlace kernel_place_in_image(RootFilesystem root, const std::string& what,
                                  const std::filesystem::path& scratch_folder) {
  constexpr const char* kModules = "kernel.tar";
  const auto image = std::make_shared<HeldFiles>(std::move(root), what);
  std::unique_ptr<ByteSource> modules = image->open(kModules);
  if (!modules) return place_of(what, image);
  const std::string name = image->describe(kModules);
  auto unpacked = std::make_shared<HeldFiles>(
      read_kernel_package(std::move(modules), PackageForm::tar, name, scratch_folder), name);
  return place_of(what, std::make_shared<JoinedFiles>(
                            std::vector<std::shared_ptr<const FileView>>{image, unpacked}));
}

LocatedKernel locate(std::shared_ptr<const FileView> files, FoundKernel found) {
  LocatedKernel located;
  located.config = config_of(*files, found);
  located.modules = module_folder(*files, found.path, found.image.version);
  located.files = std::move(files);
  located.found = std::move(found);
  return located;
}

std::optional<LocatedKernel> newest_in(const KernelPlace& place, const std::string& architecture) {
  std::optional<FoundKernel> found = newest_kernel(*place.files, place.paths, architecture);
  if (!found) return std::nullopt;
  return locate(place.files, std::move(*found));
}

void refuse_place(const KernelPlace& place, const std::string& wanted) {
  if (const auto other = newest_kernel(*place.files, place.paths, "")) {
    throw Error(ErrorCode::usage, "the kernel " + place.files->describe(other->path) + " is for " +
                                      other->image.architecture + ", " + wanted);
  }
  if (place.is_kernel) {
    throw Error(ErrorCode::usage, place.what +
                                      " is not a Linux kernel: expected a bzImage, an arm64 Image, "
                                      "a vmlinux or a package (.deb, .rpm, .apk, .pkg.tar.zst)");
  }
  throw Error(ErrorCode::missing_tool, "no kernel in " + place.what +
                                           " that can be read (looked for vmlinuz*, Image* and the "
                                           "like, there, in boot/ and in lib/modules/)");
}

}  // namespace oci2boot

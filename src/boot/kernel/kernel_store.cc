// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_store.h"

#include <algorithm>

#include "oci2boot/error.h"
#include "src/boot/kernel/kernel_finder.h"
#include "src/boot/kernel/module_info.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMaxName = 128;

bool is_plain(char c) {
  constexpr std::string_view kMarks = "._+~-";
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || kMarks.find(c) != std::string_view::npos;
}

bool exists(const FileView& files, const std::string& path) {
  return files.open(path) != nullptr;
}

StoredKernel describe(const FileView& store, const FoundKernel& found) {
  StoredKernel kernel;
  kernel.name = found.path.substr(0, found.path.find('/'));
  kernel.path = found.path;
  kernel.image = found.image;
  kernel.size = found.bytes.size();
  const auto configs = config_paths(found.path, found.image.version);
  kernel.has_config = std::any_of(configs.begin(), configs.end(),
                                  [&](const std::string& path) { return exists(store, path); });
  if (const auto modules = module_folder(store, found.path, found.image.version)) {
    for (const std::string& path : store.files_below(*modules)) {
      if (!module_name(path).empty()) ++kernel.modules;
    }
  }
  return kernel;
}

}  // namespace

std::vector<std::string> stored_kernels(const std::filesystem::path& store) {
  std::vector<std::string> paths;
  for (const std::string& name : HostFiles(store).names("")) {
    for (const std::string& path : installed_kernels(HostFiles(store / name))) {
      paths.push_back(join_path(name, path));
    }
  }
  return paths;
}

std::vector<StoredKernel> list_stored_kernels(const std::filesystem::path& folder) {
  const HostFiles store(folder);
  std::vector<StoredKernel> kernels;
  for (const std::string& path : stored_kernels(folder)) {
    if (const auto found = read_kernel(store, path)) kernels.push_back(describe(store, *found));
  }
  std::stable_sort(kernels.begin(), kernels.end(), [](const auto& a, const auto& b) {
    if (a.image.architecture != b.image.architecture) {
      return a.image.architecture < b.image.architecture;
    }
    return is_older(b.image.version, a.image.version);
  });
  std::string architecture;
  for (StoredKernel& kernel : kernels) {
    kernel.is_automatic = kernel.image.architecture != architecture;
    architecture = kernel.image.architecture;
  }
  return kernels;
}

std::string default_kernel_name(const KernelImage& image) {
  if (image.version.empty()) {
    throw Error(ErrorCode::usage, "the kernel does not tell its version: name it with --name");
  }
  return image.version + "_" + image.architecture;
}

void check_kernel_name(const std::string& name) {
  const bool is_valid = !name.empty() && name.size() <= kMaxName && name.front() != '.' &&
                        std::all_of(name.begin(), name.end(), is_plain);
  if (is_valid) return;
  throw Error(ErrorCode::usage, "'" + name +
                                    "' cannot be the name of a kernel: letters, digits and ._+~- "
                                    "can, without a dot in front");
}

}  // namespace oci2boot
